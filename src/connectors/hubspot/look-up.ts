import type { Person } from '../../core/engagement';
import type { Company, Contact, Deal, FoundRecord, Known } from '../../core/records';
import type { Checked, ConnectorContext } from '../crm-connector';
import { minorUnits } from '../money';
import { unlessStopped } from '../stop';
import { type AccountView, readAccount, readStages } from './account';
import { type Row, RowsSchema } from './answers';
import { askHubSpot, paths } from './api';
import { CONTACT_PROPERTIES, contactName, createContact, findContacts } from './contacts';
import { createdAt, orNothing, readRows, readSurroundings } from './surroundings';

const HITS = 5;
const MAX_QUERY = 200;

/** C3: the contacts of each address, with primary company and open deals; all of them where an address has several. */
export const lookUp = (context: ConnectorContext, addresses: readonly string[]): Promise<Checked<Known[]>> =>
  unlessStopped(async () => (addresses.length === 0 ? [] : describeContacts(context, await findContacts(context, addresses))));

/** C7. The contact of an address, made if there is none. */
export const makeContact = (context: ConnectorContext, person: Person): Promise<Checked<Known>> =>
  unlessStopped(async () => {
    const found = (await findContacts(context, [person.address])).get(person.address) ?? [];
    const rows = found.length > 0 ? found : [await createContact(context, person)];
    const [known] = await describeContacts(context, new Map([[person.address, rows]]));
    return known ?? { address: person.address, contacts: [], leads: [] };
  });

async function describeContacts(context: ConnectorContext, found: Map<string, Row[]>): Promise<Known[]> {
  const ids = [...new Set([...found.values()].flat().map((row) => String(row.id)))];
  if (ids.length === 0) return [...found.keys()].map((address) => ({ address, contacts: [], leads: [] }));
  const [surroundings, account, stages] = await Promise.all([readSurroundings(context, ids), readAccount(context), readStages(context)]);
  const companyIds = [...new Set([...surroundings.values()].flatMap(({ companyId }) => companyId ?? []))];
  const rows = orNothing(await readRows(context, 'companies', companyIds, ['name', 'domain']), []);
  const companies = new Map(rows.map((row) => [String(row.id), companyOf(row, account)]));
  const contactOf = (row: Row, address: string): Contact => {
    const around = surroundings.get(String(row.id));
    return {
      ...{ id: String(row.id), name: contactName(row), address, owner: null, url: account.linkTo('contacts', String(row.id)) },
      company: companies.get(around?.companyId ?? '') ?? null,
      deals: (around?.deals ?? []).map((deal) => dealOf(deal, account, stages)),
    };
  };
  return [...found].map(([address, rows]) => ({ address, contacts: rows.map((row) => contactOf(row, address)), leads: [] }));
}

const companyOf = ({ id, properties: { name, domain } }: Row, account: AccountView): Company => ({
  ...{ id: String(id), name: name || domain || String(id), domain: domain || null },
  url: account.linkTo('companies', String(id)),
});

function dealOf(row: Row, account: AccountView, stages: Map<string, string>): Deal {
  const { dealname, dealstage, amount, hs_is_closed } = row.properties;
  const minor = account.currency === null ? null : minorUnits(amount, account.currency);
  return {
    ...{ id: String(row.id), name: dealname || String(row.id), stage: stages.get(dealstage ?? '') ?? dealstage ?? '' },
    ...{ open: hs_is_closed !== 'true', amount: minor, currency: minor === null ? null : account.currency },
    ...{ createdAt: createdAt(row), url: account.linkTo('deals', String(row.id)) },
  };
}

const SEARCHES = [
  { type: 'contacts', kind: 'contact', properties: CONTACT_PROPERTIES },
  { type: 'companies', kind: 'company', properties: ['name', 'domain'] },
  { type: 'deals', kind: 'deal', properties: ['dealname', 'dealstage'] },
] as const;

/** Contacts, companies and deals by whatever HubSpot's own search box looks into. */
export const searchRecords = (context: ConnectorContext, query: string): Promise<Checked<FoundRecord[]>> =>
  unlessStopped(async () => {
    const words = query.trim().slice(0, MAX_QUERY);
    if (words === '') return [];
    const [account, stages, ...found] = await Promise.all([
      readAccount(context),
      readStages(context),
      ...SEARCHES.map(async ({ type, properties }) => {
        const json = { query: words, filterGroups: [], properties: [...properties], sorts: [], limit: HITS, after: '0' };
        return orNothing(await askHubSpot(context, { method: 'POST', path: paths.objects(type, '/search'), json }, RowsSchema), {
          results: [],
        }).results;
      }),
    ]);
    return SEARCHES.flatMap(({ type, kind }, index) =>
      (found[index] ?? []).map(
        (row): FoundRecord => ({ kind, ...wordsOf(row, kind, stages), id: String(row.id), url: account.linkTo(type, String(row.id)) }),
      ),
    );
  });

function wordsOf(row: Row, kind: FoundRecord['kind'], stages: Map<string, string>): Pick<FoundRecord, 'name' | 'detail' | 'address'> {
  const { email, name, domain, dealname, dealstage } = row.properties;
  if (kind === 'contact') return { name: contactName(row), detail: email ?? '', address: email ?? null };
  if (kind === 'company') return { name: name || domain || String(row.id), detail: domain ?? '', address: null };
  return { name: dealname || String(row.id), detail: stages.get(dealstage ?? '') ?? dealstage ?? '', address: null };
}
