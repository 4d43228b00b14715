import type { Hold, HoldKeeper } from '../../core/outbox/holds';
import type { FailureCode } from '../../core/outcome';
import type { Vault } from '../vault';
import { type CrmAccount, noteAccount } from './crm-accounts';
import type { Database, Queries } from './database';
import type { Row } from './tables';

/** What opens the CRM. `expiresAt` in epoch ms; the refresh token may be another after each use. */
export type Secret = { kind: 'token'; token: string } | { kind: 'oauth'; access: string; refresh: string; expiresAt: number };

/** The CRM of an organisation, without its secret. `version` tells whether the secret is still the one that was read. */
export interface CrmConnection extends CrmAccount {
  tenant: string;
  version: number;
  failure: FailureCode | null;
  /** A user's id; null: by the operator. */
  connectedBy: string | null;
  connectedAt: number;
}

export interface NewConnection extends Omit<CrmAccount, 'id'>, Pick<CrmConnection, 'connectedBy'> {
  secret: Secret;
}

/** `id`: of the connection that it is the key of. */
export interface KeptSecret {
  id: string;
  version: number;
  secret: Secret;
}

export interface CrmConnections {
  /** Null: not connected. */
  read(tenant: string): Promise<CrmConnection | null>;
  /** The account that is, or was last, connected. */
  readAccount(tenant: string): Promise<CrmAccount | null>;
  list(): Promise<CrmConnection[]>;
  /** Null: not connected, or sealed with a key that we no longer have. */
  readSecret(tenant: string): Promise<KeptSecret | null>;
  /** In place of what there was. An account keeps its id, so that what waits for it goes on. */
  put(tenant: string, connection: NewConnection, now: number): Promise<CrmConnection>;
  /** The account of a key that could not be asked when it came: it may be one that we know. */
  identify(tenant: string, id: string, told: Pick<CrmAccount, 'accountId' | 'account'>): Promise<void>;
  /** Changes the secret, if it still is the one of `version`; answers whether it was. */
  replaceSecret(tenant: string, version: number, secret: Secret): Promise<boolean>;
  noteAnswer(tenant: string, id: string, failure: FailureCode | null): Promise<void>;
  /** Forgets the secret. */
  remove(tenant: string): Promise<void>;
}

const select = (queries: Queries) =>
  queries
    .selectFrom('crm_connections as one')
    .innerJoin('crm_accounts as of', (join) => join.onRef('of.tenant', '=', 'one.tenant').onRef('of.id', '=', 'one.id'))
    .selectAll('one')
    .select(['of.connector', 'of.base_url', 'of.account_id', 'of.account']);
const findAny = (queries: Queries, tenant: string) => select(queries).where('one.tenant', '=', tenant).executeTakeFirst();
const findOpen = (queries: Queries, tenant: string) =>
  select(queries).where('one.tenant', '=', tenant).where('secret', 'is not', null).executeTakeFirst();
type Found = NonNullable<Awaited<ReturnType<typeof findAny>>>;

export function makeCrmConnections(db: Database, vault: Vault): CrmConnections {
  const seal = (tenant: string, id: string, secret: Secret) => vault.seal(JSON.stringify(secret), placeOfConnection(tenant, id));
  const open = ({ tenant, id, version, secret }: Row<'crm_connections'>): KeptSecret | null => {
    const opened = secret === null ? null : vault.open(secret, placeOfConnection(tenant, id));
    return opened === null ? null : { id, version, secret: JSON.parse(opened) as Secret };
  };
  const change = (tx: Queries, tenant: string, columns: Partial<Row<'crm_connections'>>) =>
    tx.updateTable('crm_connections').set(columns).where('tenant', '=', tenant).execute();
  return {
    async read(tenant) {
      const row = await findOpen(db.read, tenant);
      return row ? connectionOf(row) : null;
    },
    async readAccount(tenant) {
      const row = await findAny(db.read, tenant);
      return row ? accountOf(row) : null;
    },
    list: async () => (await select(db.read).where('secret', 'is not', null).execute()).map(connectionOf),
    async readSecret(tenant) {
      const row = await findAny(db.read, tenant);
      return row ? open(row) : null;
    },
    put: (tenant, { secret, connectedBy, ...account }, now) =>
      db.write(async (tx) => {
        const before = await findAny(tx, tenant);
        const id = await noteAccount(tx, tenant, account, before?.id ?? null);
        const row = {
          ...{ id, secret: seal(tenant, id, secret), version: (before?.version ?? 0) + 1 },
          ...{ failure: null, connected_by: connectedBy, connected_at: now },
        };
        await tx
          .insertInto('crm_connections')
          .values({ tenant, ...row })
          .onConflict((conflict) => conflict.column('tenant').doUpdateSet(row))
          .execute();
        return connectionOf((await findAny(tx, tenant)) as Found);
      }, tenant),
    identify: (tenant, id, told) =>
      db.write(async (tx) => {
        const row = await findOpen(tx, tenant);
        const kept = row && open(row);
        if (row?.id !== id || row.account_id !== null || !kept) return;
        await tx.deleteFrom('crm_accounts').where('tenant', '=', tenant).where('id', '=', id).execute();
        const now = await noteAccount(tx, tenant, { ...accountOf(row), ...told }, null);
        await change(tx, tenant, { id: now, secret: seal(tenant, now, kept.secret), version: row.version + 1 });
      }, tenant),
    replaceSecret: (tenant, version, secret) =>
      db.write(async (tx) => {
        const row = await findOpen(tx, tenant);
        if (row?.version !== version) return false;
        await change(tx, tenant, { secret: seal(tenant, row.id, secret), version: version + 1 });
        return true;
      }, tenant),
    async noteAnswer(tenant, id, failure) {
      const known = await findOpen(db.read, tenant);
      if (!known || known.id !== id || known.failure === failure) return;
      await db.write(
        (tx) => tx.updateTable('crm_connections').set({ failure }).where('tenant', '=', tenant).where('id', '=', id).execute(),
        tenant,
      );
    },
    remove: (tenant) =>
      db.write(async (tx) => {
        const version = ((await findAny(tx, tenant))?.version ?? 0) + 1;
        await change(tx, tenant, { secret: null, failure: null, version });
      }, tenant),
  };
}

export const placeOfConnection = (tenant: string, id: string) => `crm ${tenant} ${id}`;

const accountOf = ({ id, connector, base_url: baseUrl, account_id: accountId, account }: Found): CrmAccount => ({
  ...{ id, connector, baseUrl, accountId, account },
});

function connectionOf(row: Found): CrmConnection {
  const { tenant, version, failure, connected_by: connectedBy, connected_at: connectedAt } = row;
  return { ...accountOf(row), tenant, version, failure: failure as FailureCode | null, connectedBy, connectedAt };
}

/** Until when the organisation's CRM is left alone, kept over a restart. */
export function makeHoldKeeper(db: Database, tenant: string): HoldKeeper {
  return {
    async load() {
      const rows = await db.read.selectFrom('crm_holds').select(['connection_id', 'hold']).where('tenant', '=', tenant).execute();
      return Object.fromEntries(rows.map(({ connection_id, hold }) => [connection_id, JSON.parse(hold) as Hold]));
    },
    save: (connectionId, hold) =>
      db.write(async (tx) => {
        await tx.deleteFrom('crm_holds').where('tenant', '=', tenant).where('connection_id', '=', connectionId).execute();
        if (hold)
          await tx
            .insertInto('crm_holds')
            .values({ tenant, connection_id: connectionId, hold: JSON.stringify(hold) })
            .execute();
      }, tenant),
  };
}
