import { v7 as uuid } from 'uuid';
import type { Queries } from './database';
import type { Row } from './tables';

/** An account of a CRM. `accountId` by the CRM itself: '': it does not tell; null: nobody has asked it yet. */
export interface CrmAccount {
  id: string;
  connector: string;
  baseUrl: string;
  accountId: string | null;
  account: string;
}

/**
 * The id that this account goes by, from now on under this name. `current`: the id of the account that is, or was last,
 * connected; one that does not tell who it is counts as the same. An account that was not asked is a new one until it is.
 */
export async function noteAccount(tx: Queries, tenant: string, account: Omit<CrmAccount, 'id'>, current: string | null): Promise<string> {
  const { connector, baseUrl, accountId } = account;
  const known = await tx
    .selectFrom('crm_accounts')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('connector', '=', connector)
    .where('base_url', '=', baseUrl)
    .execute();
  const id = accountId === null ? uuid() : (findSame(known, accountId, current)?.id ?? uuid());
  const told = { account_id: accountId, account: account.account };
  await tx
    .insertInto('crm_accounts')
    .values({ tenant, id, connector, base_url: baseUrl, ...told })
    .onConflict((conflict) => conflict.columns(['tenant', 'id']).doUpdateSet(told))
    .execute();
  return id;
}

function findSame(known: readonly Row<'crm_accounts'>[], accountId: string, current: string | null) {
  const last = known.find(({ id }) => id === current);
  return last && mayBeSame(last.account_id, accountId) ? last : known.find(({ account_id }) => account_id === accountId);
}

/** One that does not tell which it is may be any; one that nobody asked is none. */
const mayBeSame = (one: string | null, other: string | null) =>
  one !== null && other !== null && (one === other || one === '' || other === '');

type Place = Omit<CrmAccount, 'id' | 'account'>;

export const isSameAccount = (one: Place, other: Place): boolean =>
  one.connector === other.connector && one.baseUrl === other.baseUrl && mayBeSame(one.accountId, other.accountId);

/** What an account that was connected at any time is called: `HubSpot 4711`; by its place where it has no name. */
export async function nameOfAccount(read: Queries, tenant: string, id: string): Promise<string> {
  const row = await read
    .selectFrom('crm_accounts')
    .select(['account', 'base_url'])
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.account || (row?.base_url ?? '');
}
