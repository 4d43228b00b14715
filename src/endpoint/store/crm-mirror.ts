import { v7 as uuid } from 'uuid';
import type { Company, Contact, Deal, FoundRecord, Known, Lead } from '../../core/records';
import { addLinks, type CrmPlace, findOurs, findTheirs, keyOf, type Named } from './crm-links';
import type { Queries } from './database';
import { overList } from './lists';
import { addressesOfContacts, contactsByAddress, leadsByAddress } from './records';
import { searchText } from './search-text';

/**
 * A record of the CRM as it was last seen; what is undefined was not told. Our own record of it has an id of its own, so
 * that a timeline outlives the CRM that it was passed on to.
 */
export type SeenRecord = { id: string; name: string } & (
  | { kind: 'contact'; address?: string; companyId?: string | null; dealIds?: readonly string[] }
  | { kind: 'company'; domain?: string | null }
  | { kind: 'deal'; deal?: Pick<Deal, 'stage' | 'open' | 'amount' | 'currency' | 'createdAt'> }
  | { kind: 'lead'; address?: string }
);

export const seenInKnown = (known: readonly Known[]): SeenRecord[] =>
  known.flatMap(({ address, contacts, leads }) => [
    ...contacts.flatMap(({ company }) => (company ? [seenCompany(company)] : [])),
    ...contacts.flatMap(({ deals }) => deals.map(seenDeal)),
    // Of several with one address none is it.
    ...contacts.map((contact) => seenContact(contact, contacts.length === 1 ? address : undefined)),
    ...leads.map(({ id, name }: Lead): SeenRecord => ({ kind: 'lead', id, name, address })),
  ]);

const seenCompany = ({ id, name, domain }: Company): SeenRecord => ({ kind: 'company', id, name, domain });
const seenDeal = ({ id, name, ...deal }: Deal): SeenRecord => ({ kind: 'deal', id, name, deal });
const seenContact = ({ id, name, company, deals }: Contact, address: string | undefined): SeenRecord => ({
  ...{ kind: 'contact', id, name, address },
  ...{ companyId: company?.id ?? null, dealIds: deals.map((deal) => deal.id) },
});

export const seenInSearch = (found: readonly FoundRecord[]): SeenRecord[] =>
  found.map(({ kind, id, name, detail, address }): SeenRecord => {
    if (kind === 'company') return { kind, id, name, domain: detail.includes('.') ? detail : undefined };
    return kind === 'deal' ? { kind, id, name } : { kind, id, name, address: address ?? undefined };
  });

/** Our records of these, made or brought up to date; answers their ids by the CRM's `kind:id`. */
export async function mirrorRecords(tx: Queries, place: CrmPlace, seen: readonly SeenRecord[], now: number): Promise<Map<string, string>> {
  // A record that is told without its name keeps the one that it has.
  const distinct = [...new Map(seen.map((one) => [keyOf(one), one])).values()];
  const ours = await findOurs(tx, place, distinct);
  const added: { kind: SeenRecord['kind']; crmId: string; recordId: string }[] = [];
  // Companies and deals first: contacts point to them.
  for (const one of distinct.sort((a, b) => ORDER[a.kind] - ORDER[b.kind])) {
    let recordId = ours.get(keyOf(one));
    if (recordId === undefined && one.name === '') continue;
    if (recordId === undefined) {
      recordId = (await findAlike(tx, place, one, added)) ?? uuid();
      ours.set(keyOf(one), recordId);
      added.push({ kind: one.kind, crmId: one.id, recordId });
    }
    if (one.name !== '') await keep(tx, place.tenant, recordId, one, ours, now);
  }
  await addLinks(tx, place, added);
  return ours;
}

const ORDER = { company: 0, deal: 1, contact: 2, lead: 3 };

/** A record of our own that is this one by its address or domain, and is none of the CRM's other records. */
async function findAlike(tx: Queries, place: CrmPlace, seen: SeenRecord, added: readonly { recordId: string }[]) {
  const alike = await findByKey(tx, place.tenant, seen);
  if (!alike || added.some(({ recordId }) => recordId === alike)) return undefined;
  const linked: Named = { kind: seen.kind, id: alike };
  return (await findTheirs(tx, place, [linked])).has(keyOf(linked)) ? undefined : alike;
}

async function findByKey(tx: Queries, tenant: string, seen: SeenRecord): Promise<string | undefined> {
  if (seen.kind === 'contact' && seen.address) return (await contactsByAddress(tx, tenant, [seen.address])).get(seen.address);
  if (seen.kind === 'lead' && seen.address) return (await leadsByAddress(tx, tenant, [seen.address])).get(seen.address)?.[0]?.id;
  if (seen.kind !== 'company' || !seen.domain) return undefined;
  const rows = await tx.selectFrom('companies').select('id').where('tenant', '=', tenant).where('domain', '=', seen.domain).execute();
  return rows.length === 1 ? rows[0]?.id : undefined;
}

/** Writes only what differs: most of what is looked up is as it was. */
async function keep(tx: Queries, tenant: string, id: string, seen: SeenRecord, ours: Map<string, string>, now: number): Promise<void> {
  if (seen.kind === 'company') return keepCompany(tx, tenant, id, seen, now);
  if (seen.kind === 'deal') return keepDeal(tx, tenant, id, seen, now);
  if (seen.kind === 'lead') return keepLead(tx, tenant, id, seen, now);
  return keepContact(tx, tenant, id, seen, ours, now);
}

type Seen<K extends SeenRecord['kind']> = Extract<SeenRecord, { kind: K }>;

async function keepCompany(tx: Queries, tenant: string, id: string, { name, domain }: Seen<'company'>, now: number): Promise<void> {
  const known = await tx.selectFrom('companies').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  const row = { name, domain: domain === undefined ? (known?.domain ?? null) : domain };
  if (known?.name === row.name && known.domain === row.domain) return;
  const search = searchText(name, row.domain ?? '');
  await tx
    .insertInto('companies')
    .values({ tenant, id, ...row, search, created_at: now })
    .onConflict((conflict) => conflict.columns(['tenant', 'id']).doUpdateSet({ ...row, search }))
    .execute();
}

async function keepDeal(tx: Queries, tenant: string, id: string, { name, deal }: Seen<'deal'>, now: number): Promise<void> {
  const known = await tx.selectFrom('deals').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  const told = deal && { stage: deal.stage, is_open: deal.open ? 1 : 0, amount: deal.amount, currency: deal.currency };
  const row = { name, ...(told ?? (known ? {} : { stage: '', is_open: 1, amount: null, currency: null })) };
  if (known && Object.entries(row).every(([column, value]) => known[column as keyof typeof known] === value)) return;
  const created_at = deal?.createdAt || known?.created_at || now;
  await tx
    .insertInto('deals')
    .values({
      ...{ stage: '', is_open: 1, amount: null, currency: null, company_id: null },
      ...row,
      tenant,
      id,
      search: searchText(name),
      created_at,
    })
    .onConflict((conflict) => conflict.columns(['tenant', 'id']).doUpdateSet({ ...row, search: searchText(name) }))
    .execute();
}

async function keepLead(tx: Queries, tenant: string, id: string, { name, address }: Seen<'lead'>, now: number): Promise<void> {
  const known = await tx.selectFrom('leads').select('name').where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  const search = searchText(name, address ?? '');
  if (known?.name !== name)
    await tx
      .insertInto('leads')
      .values({ tenant, id, name, search, created_at: now })
      .onConflict((conflict) => conflict.columns(['tenant', 'id']).doUpdateSet({ name, search }))
      .execute();
  if (address && !known)
    await tx
      .insertInto('lead_addresses')
      .values({ tenant, address, lead_id: id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}

async function keepContact(
  tx: Queries,
  tenant: string,
  id: string,
  { name, address, companyId, dealIds = [] }: Seen<'contact'>,
  ours: Map<string, string>,
  now: number,
): Promise<void> {
  const known = await tx.selectFrom('contacts').selectAll().where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  const addresses = (await addressesOfContacts(tx, tenant, [id])).get(id) ?? [];
  if (address && !addresses.includes(address)) {
    addresses.push(address);
    await tx
      .insertInto('contact_addresses')
      .values({ tenant, address, contact_id: id, is_primary: addresses.length === 1 ? 1 : 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const company =
    companyId === undefined ? (known?.company_id ?? null) : (ours.get(keyOf({ kind: 'company', id: companyId ?? '' })) ?? null);
  const row = { name, company_id: company, search: searchText(name, ...addresses) };
  if (known?.name !== row.name || known.company_id !== row.company_id || known.search !== row.search)
    await tx
      .insertInto('contacts')
      .values({ tenant, id, ...row, owner_id: null, created_at: now })
      .onConflict((conflict) => conflict.columns(['tenant', 'id']).doUpdateSet(row))
      .execute();
  await tieDeals(
    tx,
    tenant,
    id,
    dealIds.flatMap((dealId) => ours.get(keyOf({ kind: 'deal', id: dealId })) ?? []),
  );
}

async function tieDeals(tx: Queries, tenant: string, contactId: string, dealIds: readonly string[]): Promise<void> {
  const rows = await overList(dealIds, (piece) =>
    tx
      .selectFrom('deal_contacts')
      .select('deal_id')
      .where('tenant', '=', tenant)
      .where('contact_id', '=', contactId)
      .where('deal_id', 'in', piece)
      .execute(),
  );
  const tied = new Set(rows.map(({ deal_id }) => deal_id));
  for (const deal_id of dealIds.filter((dealId) => !tied.has(dealId)))
    await tx.insertInto('deal_contacts').values({ tenant, contact_id: contactId, deal_id, is_primary: 0 }).execute();
}
