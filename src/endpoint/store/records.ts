import { v7 as uuid } from 'uuid';
import type { RecordKind } from '../../core/engagement';
import { MAX_OPEN_DEALS } from '../../core/limits';
import type { Company, Contact, Deal, Known, Lead } from '../../core/records';
import type { Queries } from './database';
import { groupBy, insertRows, overList } from './lists';
import { searchText } from './search-text';
import type { Row } from './tables';
import { nameUsers } from './users';

/** Where a record or a mail is seen: the timeline page, by its own address. */
export type UrlOf = (kind: RecordKind | 'engagement', id: string) => string;

/** C3: what the endpoint knows of each address, in the order asked: contacts with company and five open deals, leads. */
export async function lookUp(read: Queries, tenant: string, addresses: readonly string[], urlOf: UrlOf): Promise<Known[]> {
  const owners = await contactsByAddress(read, tenant, addresses);
  const contacts = await readContacts(read, tenant, [...owners.values()], urlOf);
  const leads = await leadsByAddress(read, tenant, addresses);
  return addresses.map((address) => {
    const contact = contacts.get(owners.get(address) ?? '');
    return {
      address,
      contacts: contact ? [{ ...contact, address }] : [],
      leads: (leads.get(address) ?? []).map(({ id, name }): Lead => ({ id, name, url: urlOf('lead', id) })),
    };
  });
}

/** The contact of each address that has one. */
export async function contactsByAddress(read: Queries, tenant: string, addresses: Iterable<string>): Promise<Map<string, string>> {
  const rows = await overList(addresses, (piece) =>
    read
      .selectFrom('contact_addresses')
      .select(['address', 'contact_id'])
      .where('tenant', '=', tenant)
      .where('address', 'in', piece)
      .execute(),
  );
  return new Map(rows.map(({ address, contact_id }) => [address, contact_id]));
}

/** The addresses of each contact, the primary one first. */
export async function addressesOfContacts(read: Queries, tenant: string, ids: Iterable<string>): Promise<Map<string, string[]>> {
  const rows = await overList(ids, (piece) =>
    read
      .selectFrom('contact_addresses')
      .select(['address', 'contact_id', 'is_primary'])
      .where('tenant', '=', tenant)
      .where('contact_id', 'in', piece)
      .execute(),
  );
  rows.sort((a, b) => b.is_primary - a.is_primary || (a.address < b.address ? -1 : 1));
  return new Map([...groupBy(rows, (row) => row.contact_id)].map(([id, own]) => [id, own.map(({ address }) => address)]));
}

/** Leads by address. */
export async function leadsByAddress(read: Queries, tenant: string, addresses: Iterable<string>) {
  const rows = await overList(addresses, (piece) =>
    read
      .selectFrom('lead_addresses')
      .innerJoin('leads', (join) =>
        join.onRef('leads.tenant', '=', 'lead_addresses.tenant').onRef('leads.id', '=', 'lead_addresses.lead_id'),
      )
      .select(['lead_addresses.address', 'leads.id', 'leads.name'])
      .where('lead_addresses.tenant', '=', tenant)
      .where('lead_addresses.address', 'in', piece)
      .execute(),
  );
  return groupBy(rows, (row) => row.address);
}

/** Contacts with their primary company and five most recent open deals, by id. */
async function readContacts(read: Queries, tenant: string, ids: Iterable<string>, urlOf: UrlOf): Promise<Map<string, Contact>> {
  const wanted = [...ids];
  const rows = await overList(wanted, (piece) =>
    read
      .selectFrom('contacts')
      .leftJoin('companies', (join) =>
        join.onRef('companies.tenant', '=', 'contacts.tenant').onRef('companies.id', '=', 'contacts.company_id'),
      )
      .select(['contacts.id', 'contacts.name', 'contacts.owner_id', 'contacts.company_id', 'companies.name as company', 'companies.domain'])
      .where('contacts.tenant', '=', tenant)
      .where('contacts.id', 'in', piece)
      .execute(),
  );
  const addresses = await addressesOfContacts(read, tenant, wanted);
  const deals = await openDealsOfContacts(read, tenant, wanted);
  const owners = await nameUsers(read, tenant);
  const contacts = rows.map(({ id, name, owner_id, company_id, company, domain }): Contact => {
    const companyOf = (own: string): Company => ({ id: own, name: company ?? '', domain, url: urlOf('company', own) });
    return {
      id,
      name,
      address: addresses.get(id)?.[0] ?? '',
      owner: (owner_id && owners.get(owner_id)) ?? null,
      company: company_id ? companyOf(company_id) : null,
      deals: (deals.get(id) ?? []).map((row) => dealOf(row, urlOf)),
      url: urlOf('contact', id),
    };
  });
  return new Map(contacts.map((contact) => [contact.id, contact]));
}

/** The open deals of each contact, newest created first, five at the most. */
export async function openDealsOfContacts(read: Queries, tenant: string, ids: Iterable<string>) {
  const rows = await overList(ids, (piece) =>
    read
      .selectFrom('deal_contacts')
      .innerJoin('deals', (join) => join.onRef('deals.tenant', '=', 'deal_contacts.tenant').onRef('deals.id', '=', 'deal_contacts.deal_id'))
      .selectAll('deals')
      .select('deal_contacts.contact_id')
      .where('deal_contacts.tenant', '=', tenant)
      .where('deal_contacts.contact_id', 'in', piece)
      .where('deals.is_open', '=', 1)
      .execute(),
  );
  rows.sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? 1 : -1));
  const groups = groupBy(rows, (row) => row.contact_id);
  return new Map([...groups].map(([id, deals]) => [id, deals.slice(0, MAX_OPEN_DEALS)]));
}

const dealOf = (row: Row<'deals'>, urlOf: UrlOf): Deal => ({
  id: row.id,
  name: row.name,
  stage: row.stage,
  open: row.is_open === 1,
  amount: row.amount,
  currency: row.currency,
  createdAt: row.created_at,
  url: urlOf('deal', row.id),
});

const TABLES = { contact: 'contacts', company: 'companies', deal: 'deals', lead: 'leads' } as const;

/** The names of records, by kind and id; what does not exist is missing. Keys are `kind:id`. */
export async function nameRecords(
  read: Queries,
  tenant: string,
  records: readonly { kind: string; id: string }[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const [kind, group] of groupBy(records, (record) => record.kind)) {
    if (!isRecordKind(kind)) continue;
    const rows = await overList(
      group.map(({ id }) => id),
      (piece) => read.selectFrom(TABLES[kind]).select(['id', 'name']).where('tenant', '=', tenant).where('id', 'in', piece).execute(),
    );
    for (const { id, name } of rows) names.set(`${kind}:${id}`, name);
  }
  return names;
}

const isRecordKind = (kind: string): kind is RecordKind => Object.hasOwn(TABLES, kind);

/**
 * Contacts for addresses that have none; answers the contact of every address. Who creates one at the same time wins: the
 * address is the key, and its row is written first.
 */
export async function createContacts(
  tx: Queries,
  tenant: string,
  people: readonly { address: string; name: string }[],
  ownerId: string,
  now: number,
): Promise<Map<string, string>> {
  const addresses = people.map(({ address }) => ({ tenant, address, contact_id: uuid(), is_primary: 1 }));
  await insertRows(addresses, (rows) =>
    tx
      .insertInto('contact_addresses')
      .values(rows)
      .onConflict((c) => c.doNothing())
      .execute(),
  );
  const owners = await contactsByAddress(
    tx,
    tenant,
    addresses.map(({ address }) => address),
  );
  const created = addresses.flatMap(({ address, contact_id }, index) => {
    if (owners.get(address) !== contact_id) return [];
    const name = people[index]?.name || address;
    return [{ tenant, id: contact_id, name, owner_id: ownerId, company_id: null, search: searchText(name, address), created_at: now }];
  });
  await insertRows(created, (rows) => tx.insertInto('contacts').values(rows).execute());
  return owners;
}
