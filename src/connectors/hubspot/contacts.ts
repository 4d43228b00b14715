import type { Person } from '../../core/engagement';
import type { ConnectorContext } from '../crm-connector';
import { inPieces } from '../in-pieces';
import { must, stop } from '../stop';
import { type Row, RowSchema, RowsSchema } from './answers';
import { askHubSpot, paths } from './api';
import { contactProperties } from './people';

export const CONTACT_PROPERTIES = ['email', 'firstname', 'lastname', 'hubspot_owner_id', 'hs_additional_emails'];
const INPUTS_AT_ONCE = 100;
/** HubSpot takes so many filter groups. */
const GROUPS_AT_ONCE = 5;

/** The contacts of each address: by their primary address without any lag, and where there is none by a secondary one. */
export async function findContacts(context: ConnectorContext, addresses: readonly string[]): Promise<Map<string, Row[]>> {
  const found = new Map<string, Row[]>(addresses.map((address) => [address, []]));
  for (const piece of inPieces([...found.keys()], INPUTS_AT_ONCE)) {
    const inputs = piece.map((id) => ({ id }));
    const json = { idProperty: 'email', inputs, properties: CONTACT_PROPERTIES, propertiesWithHistory: [] };
    const { results } = must(
      await askHubSpot(context, { method: 'POST', path: paths.objects('contacts', '/batch/read'), json }, RowsSchema),
    );
    place(found, results);
  }
  const missing = [...found].filter(([, rows]) => rows.length === 0).map(([address]) => address);
  for (const piece of inPieces(missing, GROUPS_AT_ONCE)) place(found, await searchSecondary(context, piece));
  return found;
}

async function searchSecondary(context: ConnectorContext, addresses: string[]): Promise<Row[]> {
  const filter = (value: string) => ({ filters: [{ propertyName: 'hs_additional_emails', operator: 'CONTAINS_TOKEN', value }] });
  const json = { filterGroups: addresses.map(filter), properties: CONTACT_PROPERTIES, sorts: [], limit: 100, after: '0' };
  return must(await askHubSpot(context, { method: 'POST', path: paths.objects('contacts', '/search'), json }, RowsSchema)).results;
}

/** A search for tokens finds more than was asked for: only whole addresses count. */
function place(found: Map<string, Row[]>, rows: readonly Row[]): void {
  for (const row of rows)
    for (const address of addressesOf(row)) {
      const others = found.get(address);
      if (others && !others.some(({ id }) => id === row.id)) others.push(row);
    }
}

const addressesOf = ({ properties: { email, hs_additional_emails } }: Row): string[] =>
  [email, ...(hs_additional_emails ?? '').split(';')].flatMap((address) => (address ? [address.trim().toLowerCase()] : []));

/** Makes a contact, or finds the one that somebody else just made: HubSpot holds an address once, so there is no race. */
export async function createContact(context: ConnectorContext, person: Person): Promise<Row> {
  const json = { properties: contactProperties(person), associations: [] };
  const answer = await askHubSpot(context, { method: 'POST', path: paths.objects('contacts'), json }, RowSchema);
  if (answer.ok) return answer.value;
  const existing = answer.status === 409 ? /Existing ID:\s*(\d+)/i.exec(answer.problem?.message ?? '')?.[1] : undefined;
  return existing ? readContact(context, existing) : stop(answer.outcome);
}

/** The contact of an id. One that was merged into another comes back as the surviving one, under its id. */
async function readContact(context: ConnectorContext, id: string): Promise<Row> {
  const path = paths.objects('contacts', `/${encodeURIComponent(id)}?properties=${CONTACT_PROPERTIES.join(',')}`);
  return must(await askHubSpot(context, { method: 'GET', path }, RowSchema));
}

export function contactName({ properties: { firstname, lastname, email } }: Row): string {
  return [firstname, lastname].filter(Boolean).join(' ') || (email ?? '');
}
