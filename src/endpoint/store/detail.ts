import type { RecordDetail } from '../../core/endpoint-api';
import type { RecordKind } from '../../core/engagement';
import type { FoundRecord } from '../../core/records';
import type { Queries } from './database';
import { describeRecords } from './listing';
import { addressesOfContacts, type UrlOf } from './records';
import { nameUsers } from './users';

/** Linked records of one kind that are shown. */
const LINKED_LIMIT = 50;

interface Place {
  read: Queries;
  tenant: string;
  id: string;
  urlOf: UrlOf;
}
type Field = RecordDetail['fields'][number];

/**
 * A record's fields and what it is linked to; null: unknown. Money is `<minor units> <currency>`, a time is epoch
 * milliseconds, both as text.
 */
export function readDetail(read: Queries, tenant: string, kind: RecordKind, id: string, urlOf: UrlOf): Promise<RecordDetail | null> {
  return READERS[kind]({ read, tenant, id, urlOf });
}

const READERS: Record<RecordKind, (place: Place) => Promise<RecordDetail | null>> = {
  contact: readContact,
  company: readCompany,
  deal: readDeal,
  lead: readLead,
};

async function readContact(place: Place): Promise<RecordDetail | null> {
  const { read, tenant, id } = place;
  const row = await read.selectFrom('contacts').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const addresses = (await addressesOfContacts(read, tenant, [id])).get(id) ?? [];
  const owner = row.owner_id && (await nameUsers(read, tenant)).get(row.owner_id);
  const company = selectRecords(place, 'companies').where('id', '=', row.company_id ?? '');
  const deals = read.selectFrom('deal_contacts').select('deal_id').where('tenant', '=', tenant).where('contact_id', '=', id);
  return {
    kind: 'contact',
    id,
    name: row.name,
    fields: [...addresses.map(addressField), ...text('owner', owner), time('created', row.created_at)],
    linked: [
      ...(await describe(place, 'company', company)),
      ...(await describe(place, 'deal', selectDeals(place).where('id', 'in', deals))),
    ],
  };
}

async function readCompany(place: Place): Promise<RecordDetail | null> {
  const { read, tenant, id } = place;
  const row = await read.selectFrom('companies').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const contacts = selectRecords(place, 'contacts').where('company_id', '=', id);
  const deals = selectDeals(place).where('company_id', '=', id);
  return {
    kind: 'company',
    id,
    name: row.name,
    fields: [...text('domain', row.domain), time('created', row.created_at)],
    linked: [...(await describe(place, 'contact', contacts)), ...(await describe(place, 'deal', deals))],
  };
}

async function readDeal(place: Place): Promise<RecordDetail | null> {
  const { read, tenant, id } = place;
  const row = await read.selectFrom('deals').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const contacts = read.selectFrom('deal_contacts').select('contact_id').where('tenant', '=', tenant).where('deal_id', '=', id);
  const company = selectRecords(place, 'companies').where('id', '=', row.company_id ?? '');
  const amount: Field[] =
    row.amount === null ? [] : [{ field: 'amount', value: `${row.amount} ${row.currency ?? ''}`.trim(), kind: 'money' }];
  return {
    kind: 'deal',
    id,
    name: row.name,
    fields: [{ field: 'stage', value: row.stage, kind: 'stage' }, ...amount, time('created', row.created_at)],
    linked: [
      ...(await describe(place, 'contact', selectRecords(place, 'contacts').where('id', 'in', contacts))),
      ...(await describe(place, 'company', company)),
    ],
  };
}

async function readLead({ read, tenant, id }: Place): Promise<RecordDetail | null> {
  const row = await read.selectFrom('leads').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const addresses = await read
    .selectFrom('lead_addresses')
    .select('address')
    .where('tenant', '=', tenant)
    .where('lead_id', '=', id)
    .execute();
  const fields = [...addresses.map(({ address }) => addressField(address)), time('created', row.created_at)];
  return { kind: 'lead', id, name: row.name, fields, linked: [] };
}

const addressField = (address: string): Field => ({ field: 'address', value: address, kind: 'address' });
const text = (field: string, value: string | null | undefined): Field[] => (value ? [{ field, value, kind: 'text' }] : []);
const time = (field: string, at: number): Field => ({ field, value: String(at), kind: 'time' });

const selectRecords = ({ read, tenant }: Place, table: 'contacts' | 'companies') =>
  read.selectFrom(table).select(['id', 'name']).where('tenant', '=', tenant).orderBy('search').limit(LINKED_LIMIT);

/** Open ones first, newest created first. */
const selectDeals = ({ read, tenant }: Place) =>
  read
    .selectFrom('deals')
    .select(['id', 'name'])
    .where('tenant', '=', tenant)
    .orderBy('is_open', 'desc')
    .orderBy('created_at', 'desc')
    .limit(LINKED_LIMIT);

interface Selection {
  execute(): Promise<{ id: string; name: string }[]>;
}

const describe = async ({ read, tenant, urlOf }: Place, kind: RecordKind, query: Selection): Promise<FoundRecord[]> =>
  describeRecords(read, kind, tenant, await query.execute(), urlOf);
