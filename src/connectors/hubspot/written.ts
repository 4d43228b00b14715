import type { Engagement } from '../../core/engagement';
import type { RemovalOutcome } from '../../core/outcome';
import type { ConnectorContext, Traces } from '../crm-connector';
import { hasMarker } from '../marker';
import { LinksSchema, type Row, RowSchema, RowsSchema } from './answers';
import { askHubSpot, paths } from './api';
import { listFiles, removeFiles } from './attachments';
import { findContacts } from './contacts';
import { hiddenAddresses } from './fields';
import { must, unlessStopped } from './stop';
import { readRows } from './surroundings';

/** The steps that write a mail: once, and once more where a rule took somebody off it. */
export const STEPS = { first: 'email', again: 'email again' };

const LINKS_AT_ONCE = 500;
/** So many of a contact's newest mails are read one by one; older ones have long been found by search. */
const READ_WITHOUT_INDEX = 200;

/**
 * What was written of this engagement, found by its marker among the mails of its contacts: HubSpot knows no id but its
 * own. All contacts were tied in the one request that wrote it, so any that is still there knows of it.
 */
export async function findWritten(
  context: ConnectorContext,
  engagement: Pick<Engagement, 'id' | 'at'>,
  contactIds: readonly string[],
): Promise<string[]> {
  for (const contactId of contactIds) {
    const ids = await listMails(context, contactId);
    if (ids === null) continue;
    const newest = ids.sort((a, b) => Number(b) - Number(a)).slice(0, READ_WITHOUT_INDEX);
    const found = withMarkerOf(engagement.id, must(await readRows(context, 'emails', newest, ['hs_email_text'])));
    if (found.length > 0 || ids.length === newest.length) return found;
    const at = String(engagement.at);
    return searchMails(context, engagement.id, [
      { propertyName: 'associations.contact', operator: 'EQ', value: contactId },
      { propertyName: 'hs_timestamp', operator: 'BETWEEN', value: at, highValue: at },
    ]);
  }
  return contactIds.length > 0 ? findAnywhere(context, engagement.id) : [];
}

/** By search alone, which does not see the last seconds. */
const findAnywhere = (context: ConnectorContext, id: string) =>
  searchMails(context, id, [{ propertyName: 'hs_email_text', operator: 'CONTAINS_TOKEN', value: id }]);

async function searchMails(context: ConnectorContext, id: string, filters: object[]): Promise<string[]> {
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

/** Does a mail in HubSpot name somebody whom a rule keeps out by now. */
export async function namesHidden(context: ConnectorContext, engagement: Engagement, mailId: string): Promise<boolean> {
  const hidden = hiddenAddresses(engagement);
  if (hidden.length === 0) return false;
  const headers = (await readMail(context, mailId, 'hs_email_headers')) ?? '';
  return hidden.some((address) => headers.includes(JSON.stringify(address)));
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
  const made = (saga[STEPS.again] ?? saga[STEPS.first]) as { id: string } | undefined;
  if (made) return [made.id];
  const contacts = engagement.associations.filter(({ kind }) => kind === 'contact');
  const known = contacts.flatMap(({ recordId }) => recordId ?? []);
  const addresses = contacts.flatMap(({ recordId, address }) => (recordId === null && address ? [address] : []));
  const found = addresses.length > 0 ? [...(await findContacts(context, addresses)).values()].flat().map((row) => String(row.id)) : [];
  return findWritten(context, engagement, [...known, ...found]);
}

async function filesOfMail(context: ConnectorContext, id: string): Promise<string[]> {
  return ((await readMail(context, id, 'hs_attachment_ids')) ?? '').split(';').filter(Boolean);
}

/** One property of a mail; null: it has none, or is gone. */
async function readMail(context: ConnectorContext, id: string, property: string): Promise<string | null> {
  const path = paths.objects('emails', `/${encodeURIComponent(id)}?properties=${property}`);
  const answer = await askHubSpot(context, { method: 'GET', path }, RowSchema);
  if (!answer.ok && answer.status === 404) return null;
  return must(answer).properties[property] ?? null;
}

export async function removeMail(context: ConnectorContext, id: string): Promise<void> {
  const answer = await askHubSpot(context, { method: 'DELETE', path: paths.objects('emails', `/${encodeURIComponent(id)}`) }, null);
  if (!answer.ok && answer.status !== 404) must(answer);
}
