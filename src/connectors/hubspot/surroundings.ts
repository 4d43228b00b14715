import { MAX_OPEN_DEALS } from '../../core/limits';
import type { ConnectorContext } from '../crm-connector';
import { inPieces } from '../in-pieces';
import { must } from '../stop';
import { LinksOfManySchema, type Row, RowsSchema } from './answers';
import { type Answer, askHubSpot, type ObjectType, paths } from './api';

const DEAL_PROPERTIES = ['dealname', 'dealstage', 'pipeline', 'amount', 'createdate', 'hs_is_closed', 'hubspot_owner_id'];
const LINKS_AT_ONCE = 1000;
const READ_AT_ONCE = 100;
/** Category HUBSPOT_DEFINED, contact to company. */
const PRIMARY_COMPANY = 1;

/** What a mail to a contact is tied to by default. `deals`: its open ones, the five created last, newest first. */
export interface Surroundings {
  companyId: string | null;
  deals: Row[];
}

/** What this connection may not read is not there; the check of the connection says which permission is missing. */
export const orNothing = <T>(answer: Answer<T>, nothing: T): T => (!answer.ok && answer.status === 403 ? nothing : must(answer));

export async function readSurroundings(context: ConnectorContext, contactIds: readonly string[]): Promise<Map<string, Surroundings>> {
  if (contactIds.length === 0) return new Map();
  const [companies, deals] = await Promise.all([
    readLinks(context, 'contacts', 'companies', contactIds),
    contactIds.length === 1 && contactIds[0] ? searchDeals(context, contactIds[0]) : readDeals(context, contactIds),
  ]);
  const primary = (id: string) => companies.get(id)?.find(({ typeIds }) => typeIds.includes(PRIMARY_COMPANY))?.id ?? null;
  return new Map(contactIds.map((id) => [id, { companyId: primary(id), deals: deals.get(id) ?? [] }]));
}

interface Linked {
  id: string;
  typeIds: number[];
}

/** What each of these is tied to, by its id. */
export async function readLinks(
  context: ConnectorContext,
  from: ObjectType,
  to: ObjectType,
  ids: readonly string[],
): Promise<Map<string, Linked[]>> {
  const links = new Map<string, Linked[]>();
  for (const piece of inPieces(ids, LINKS_AT_ONCE)) {
    const call = { method: 'POST', path: paths.linksOf(from, to), json: { inputs: piece.map((id) => ({ id })) } } as const;
    const { results } = orNothing(await askHubSpot(context, call, LinksOfManySchema), { results: [] });
    for (const one of results) {
      const linked = one.to.map(({ toObjectId, associationTypes }) => ({
        id: String(toObjectId),
        typeIds: associationTypes.map(({ typeId }) => typeId),
      }));
      links.set(String(one.from.id), linked);
    }
  }
  return links;
}

/** One request for one contact, however many deals it has. The index lags behind by seconds, which no rep can see. */
async function searchDeals(context: ConnectorContext, contactId: string): Promise<Map<string, Row[]>> {
  const filters = [
    { propertyName: 'associations.contact', operator: 'EQ', value: contactId },
    { propertyName: 'hs_is_closed', operator: 'NEQ', value: 'true' },
  ];
  const sorts = [{ propertyName: 'createdate', direction: 'DESCENDING' }];
  const json = { filterGroups: [{ filters }], properties: DEAL_PROPERTIES, sorts, limit: MAX_OPEN_DEALS, after: '0' };
  const answer = await askHubSpot(context, { method: 'POST', path: paths.objects('deals', '/search'), json }, RowsSchema);
  return new Map([[contactId, orNothing(answer, { results: [] }).results]]);
}

/** For many contacts: a search for each would take HubSpot's five searches a second too long. */
async function readDeals(context: ConnectorContext, contactIds: readonly string[]): Promise<Map<string, Row[]>> {
  const links = await readLinks(context, 'contacts', 'deals', contactIds);
  const ids = [...new Set([...links.values()].flat().map(({ id }) => id))];
  const deals = new Map(orNothing(await readRows(context, 'deals', ids, DEAL_PROPERTIES), []).map((row) => [String(row.id), row]));
  const openDeals = (linked: readonly Linked[]) =>
    linked
      .flatMap(({ id }) => deals.get(id) ?? [])
      .filter(({ properties }) => properties.hs_is_closed !== 'true')
      .sort((a, b) => createdAt(b) - createdAt(a))
      .slice(0, MAX_OPEN_DEALS);
  return new Map([...links].map(([id, linked]) => [id, openDeals(linked)]));
}

export const createdAt = ({ properties: { createdate } }: Row): number => Date.parse(createdate ?? '') || Number(createdate) || 0;

/** Records by their ids, without those that are gone. */
export async function readRows(
  context: ConnectorContext,
  type: ObjectType,
  ids: readonly string[],
  properties: string[],
): Promise<Answer<Row[]>> {
  const rows: Row[] = [];
  for (const piece of inPieces(ids, READ_AT_ONCE)) {
    const json = { inputs: piece.map((id) => ({ id })), properties, propertiesWithHistory: [] };
    const answer = await askHubSpot(context, { method: 'POST', path: paths.objects(type, '/batch/read'), json }, RowsSchema);
    if (!answer.ok) return answer;
    rows.push(...answer.value.results);
  }
  return { ok: true, value: rows };
}
