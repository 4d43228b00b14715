import type { Engagement } from '../../core/engagement';
import type { RemovalOutcome } from '../../core/outcome';
import type { ConnectorContext, Traces } from '../crm-connector';
import { hasMarker } from '../marker';
import { LinksSchema, type Row, RowSchema, RowsSchema, RowWithTiesSchema } from './answers';
import { askHubSpot, paths } from './api';
import { listFiles, removeFiles } from './attachments';
import { findContacts } from './contacts';
import { hiddenAddresses, type Tie } from './fields';
import { must, unlessStopped } from './stop';
import { readRows } from './surroundings';

/** The step that writes a mail, in place of an earlier one where it was changed since. */
const STEP = 'email';
export const writingStep = (earlier: string | undefined): string => (earlier ? `${STEP} after ${earlier}` : STEP);

const LINKS_AT_ONCE = 500;
/** So many of a contact's newest mails are read; older ones are found by search. */
const READ_WITHOUT_INDEX = 200;

/**
 * What was written of this engagement, found by its marker: HubSpot knows no id but its own. First among the mails of its
 * contacts, without any lag: all were tied in the one request that wrote it, so any that is still there knows of it. Then
 * anywhere, for what the rep has tied to others since; that took longer than the index lags.
 */
export async function findWritten(context: ConnectorContext, id: string, contactIds: readonly string[]): Promise<string[]> {
  for (const contactId of contactIds) {
    const ids = await listMails(context, contactId);
    if (ids === null) continue;
    const newest = ids.sort((a, b) => Number(b) - Number(a)).slice(0, READ_WITHOUT_INDEX);
    const found = withMarkerOf(id, must(await readRows(context, 'emails', newest, ['hs_email_text'])));
    if (found.length > 0) return found;
    break;
  }
  return findAnywhere(context, id);
}

async function findAnywhere(context: ConnectorContext, id: string): Promise<string[]> {
  const filters = [{ propertyName: 'hs_email_text', operator: 'CONTAINS_TOKEN', value: id }];
  const json = { filterGroups: [{ filters }], properties: ['hs_email_text'], sorts: [], limit: 100, after: '0' };
  const answer = await askHubSpot(context, { method: 'POST', path: paths.objects('emails', '/search'), json }, RowsSchema);
  return withMarkerOf(id, must(answer).results);
}

const withMarkerOf = (id: string, rows: readonly Row[]) =>
  rows.filter(({ properties }) => hasMarker(properties.hs_email_text, id)).map((row) => String(row.id));

/** Ids of all mails of a contact, without lag; null: the contact is gone. */
async function listMails(context: ConnectorContext, contactId: string): Promise<string[] | null> {
  const ids: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const query: string = `limit=${LINKS_AT_ONCE}${after && `&after=${encodeURIComponent(after)}`}`;
    const path = paths.objects('contacts', `/${encodeURIComponent(contactId)}/associations/emails?${query}`);
    const answer = await askHubSpot(context, { method: 'GET', path }, LinksSchema);
    if (!answer.ok && answer.status === 404) return null;
    const { results, paging } = must(answer);
    ids.push(...results.map(({ toObjectId }) => String(toObjectId)));
    after = paging?.next?.after;
  }
  return ids;
}

/**
 * Is a mail in HubSpot what would be written now: the rep or a rule may have taken somebody off it since. HubSpot adds
 * companies by itself, so that one more of them says nothing.
 */
export async function isAsPlanned(
  context: ConnectorContext,
  engagement: Engagement,
  ties: readonly Tie[],
  mailId: string,
): Promise<boolean> {
  const query = 'properties=hs_email_headers&associations=contacts,companies,deals';
  const path = paths.objects('emails', `/${encodeURIComponent(mailId)}?${query}`);
  const answer = await askHubSpot(context, { method: 'GET', path }, RowWithTiesSchema);
  if (!answer.ok && answer.status === 404) return false;
  const { properties, associations = {} } = must(answer);
  const headers = properties.hs_email_headers ?? '';
  if (hiddenAddresses(engagement).some((address) => headers.includes(JSON.stringify(address)))) return false;
  return (['contacts', 'companies', 'deals'] as const).every((type) => {
    const wanted = new Set(ties.filter((tie) => tie.type === type).map(({ id }) => id));
    const there = new Set(associations[type]?.results.map(({ id }) => String(id)));
    const isComplete = [...wanted].every((id) => there.has(id));
    return isComplete && (type === 'companies' || there.size === wanted.size);
  });
}

/** D6. What was written, whole or in part, is taken out again; what is gone already is gone. */
export async function removeWritten(context: ConnectorContext, id: string, traces: Traces | undefined): Promise<RemovalOutcome> {
  const answer = await unlessStopped(async () => {
    const mails = await listWritten(context, id, traces);
    const files = new Set(traces ? await listFiles(context, traces) : []);
    const hadFiles = traces === undefined || traces.engagement.attachments.some(({ sha256 }) => sha256);
    if (hadFiles) for (const mail of mails) for (const file of await filesOfMail(context, mail)) files.add(file);
    // The files first: without the mail nobody knows of them any longer.
    await removeFiles(context, [...files]);
    for (const mail of mails) await removeMail(context, mail);
  });
  return answer.ok ? { kind: 'removed' } : answer.outcome;
}

async function listWritten(context: ConnectorContext, id: string, traces: Traces | undefined): Promise<string[]> {
  if (!traces) return findAnywhere(context, id);
  const { engagement, ref, saga } = traces;
  if (ref) return [ref.id];
  const made = Object.entries(saga).flatMap(([name, result]) => (name.startsWith(STEP) ? [(result as { id: string }).id] : []));
  if (made.length > 0) return made;
  const contacts = engagement.associations.filter(({ kind }) => kind === 'contact');
  const known = contacts.flatMap(({ recordId }) => recordId ?? []);
  const addresses = contacts.flatMap(({ recordId, address }) => (recordId === null && address ? [address] : []));
  const found = addresses.length > 0 ? [...(await findContacts(context, addresses)).values()].flat().map((row) => String(row.id)) : [];
  return findWritten(context, engagement.id, [...known, ...found]);
}

async function filesOfMail(context: ConnectorContext, id: string): Promise<string[]> {
  const path = paths.objects('emails', `/${encodeURIComponent(id)}?properties=hs_attachment_ids`);
  const answer = await askHubSpot(context, { method: 'GET', path }, RowSchema);
  if (!answer.ok && answer.status === 404) return [];
  return (must(answer).properties.hs_attachment_ids ?? '').split(';').filter(Boolean);
}

export async function removeMail(context: ConnectorContext, id: string): Promise<void> {
  const answer = await askHubSpot(context, { method: 'DELETE', path: paths.objects('emails', `/${encodeURIComponent(id)}`) }, null);
  if (!answer.ok && answer.status !== 404) must(answer);
}
