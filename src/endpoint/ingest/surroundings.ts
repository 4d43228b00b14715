import type { Engagement } from '../../core/engagement';
import type { RuleHit } from '../../core/never-log';
import type { Queries } from '../store/database';
import { overList } from '../store/lists';
import { addressesOfContacts, contactsByAddress, leadsByAddress, nameRecords, openDealsOfContacts } from '../store/records';
import { findRules } from '../store/rules';
import { listOwnAddresses } from '../store/users';
import { counterparts } from './people';

/** All that the policy needs to know of the store to settle a batch, read at once. */
export interface Surroundings {
  isOwn(address: string): boolean;
  findRule(address: string): RuleHit | null;
  contactAt(address: string): string | undefined;
  addressesOf(contactId: string): readonly string[];
  leadsAt(address: string): readonly { id: string; name: string }[];
  exists(kind: string, id: string): boolean;
  companyOf(contactId: string): string | null;
  /** Open, newest created first, five at the most. */
  dealsOf(contactId: string): readonly string[];
}

export async function readSurroundings(
  tx: Queries,
  who: { tenant: string; userId: string },
  engagements: readonly Engagement[],
): Promise<Surroundings> {
  const { tenant, userId } = who;
  const associations = engagements.flatMap((engagement) => engagement.associations);
  const named = associations.flatMap(({ address }) => (address === undefined ? [] : [address]));
  const present = engagements.flatMap((engagement) => counterparts(engagement).map(({ address }) => address));
  const referenced = associations.flatMap(({ kind, recordId }) => (recordId === null ? [] : [{ kind, id: recordId }]));
  const referencedContacts = referenced.filter(({ kind }) => kind === 'contact').map(({ id }) => id);

  const contacts = await contactsByAddress(tx, tenant, named);
  const contactIds = new Set([...contacts.values(), ...referencedContacts]);
  const addresses = await addressesOfContacts(tx, tenant, contactIds);
  const findRule = await findRules(tx, who, new Set([...named, ...present, ...[...addresses.values()].flat()]));
  const incomplete = engagements.filter(({ associationsComplete }) => !associationsComplete);
  const leads = await leadsByAddress(
    tx,
    tenant,
    incomplete.flatMap((engagement) => counterparts(engagement).map(({ address }) => address)),
  );
  const names = await nameRecords(tx, tenant, referenced);
  const companies = await companiesOfContacts(tx, tenant, contactIds);
  const deals = await openDealsOfContacts(tx, tenant, contactIds);
  const own = new Set(await listOwnAddresses(tx, tenant, userId));
  return {
    isOwn: (address) => own.has(address),
    findRule,
    contactAt: (address) => contacts.get(address),
    addressesOf: (id) => addresses.get(id) ?? [],
    leadsAt: (address) => leads.get(address) ?? [],
    exists: (kind, id) => names.has(`${kind}:${id}`),
    companyOf: (id) => companies.get(id) ?? null,
    dealsOf: (id) => (deals.get(id) ?? []).map((deal) => deal.id),
  };
}

async function companiesOfContacts(tx: Queries, tenant: string, ids: Iterable<string>): Promise<Map<string, string | null>> {
  const rows = await overList(ids, (piece) =>
    tx.selectFrom('contacts').select(['id', 'company_id']).where('tenant', '=', tenant).where('id', 'in', piece).execute(),
  );
  return new Map(rows.map(({ id, company_id }) => [id, company_id]));
}
