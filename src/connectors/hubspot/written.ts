import type { Engagement } from '../../core/engagement';
import type { RemovalOutcome } from '../../core/outcome';
import type { ConnectorContext, Traces } from '../crm-connector';
import { isFound } from '../found-mail';
import { hasMarker } from '../marker';
import { hiddenAddresses } from '../plain-text';
import { must, unlessStopped } from '../stop';
import { LinksSchema, type Row, RowSchema, RowsSchema, RowWithTiesSchema } from './answers';
import { askHubSpot, type ObjectType, paths } from './api';
import { listFiles, removeFiles } from './attachments';
import { findContacts } from './contacts';
import { MESSAGE_ID, type Tie } from './fields';
import { isForeign } from './mail';
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
export async function findWritten(context: ConnectorContext, mail: Marked, contactIds: readonly string[]): Promise<string[]> {
  for (const contactId of contactIds) {
    const ids = await listLinked(context, 'contacts', contactId, 'emails');
    if (ids === null) continue;
    const newest = ids.sort((a, b) => Number(b) - Number(a)).slice(0, READ_WITHOUT_INDEX);
    const found = withMarkerOf(mail, must(await readRows(context, 'emails', newest, ['hs_email_text'])));
    if (found.length > 0) return found;
    break;
  }
  return findAnywhere(context, mail);
}

/** As a delivery knows its mail. */
type Marked = Pick<Engagement, 'id' | 'messageId'>;

/** By the words of its text, and where it has one by its Message-ID: how a text is cut into words is HubSpot's own affair. */
async function findAnywhere(context: ConnectorContext, mail: Marked): Promise<string[]> {
  const filterGroups = [
    { filters: [{ propertyName: 'hs_email_text', operator: 'CONTAINS_TOKEN', value: mail.id }] },
    ...(mail.messageId ? [{ filters: [{ propertyName: MESSAGE_ID, operator: 'EQ', value: mail.messageId }] }] : []),
  ];
  const json = { filterGroups, properties: ['hs_email_text'], sorts: [], limit: 100, after: '0' };
  const answer = await askHubSpot(context, { method: 'POST', path: paths.objects('emails', '/search'), json }, RowsSchema);
  return withMarkerOf(mail, must(answer).results);
}

/** Ids of the rows that were written for this mail. */
export const withMarkerOf = ({ id }: Marked, rows: readonly Row[]) =>
  rows.filter(({ properties }) => hasMarker(properties.hs_email_text, id)).map((row) => String(row.id));

/** Ids of all records of a type that one is tied to, without lag; null: it is gone. */
async function listLinked(context: ConnectorContext, from: ObjectType, fromId: string, to: ObjectType): Promise<string[] | null> {
  const ids: string[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const query: string = `limit=${LINKS_AT_ONCE}${after && `&after=${encodeURIComponent(after)}`}`;
    const path = paths.objects(from, `/${encodeURIComponent(fromId)}/associations/${to}?${query}`);
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
  for (const type of ['contacts', 'companies', 'deals'] as const) {
    const wanted = new Set(ties.filter((tie) => tie.type === type).map(({ id }) => id));
    const { results = [], paging } = associations[type] ?? {};
    const there = new Set(paging?.next ? await listLinked(context, 'emails', mailId, type) : results.map(({ id }) => String(id)));
    const isComplete = [...wanted].every((id) => there.has(id));
    if (!isComplete || (type !== 'companies' && there.size > wanted.size)) return false;
  }
  return true;
}

/** D6. What was written, whole or in part, is taken out again; what is gone already is gone, and what others wrote stays. */
export async function removeWritten(context: ConnectorContext, id: string, traces: Traces | undefined): Promise<RemovalOutcome> {
  if (isForeign(id)) return { kind: 'rejected', code: 'not_ours' };
  const answer = await unlessStopped(async () => {
    const mails = await listWritten(context, id, traces);
    const files = new Set(traces ? await listFiles(context, traces) : []);
    if (mayHaveFiles(traces)) for (const mail of mails) for (const file of await filesOfMail(context, mail, id)) files.add(file);
    // The files first: without the mail nobody knows of them any longer.
    await removeFiles(context, [...files]);
    for (const mail of mails) await removeMail(context, mail);
  });
  return answer.ok ? { kind: 'removed' } : answer.outcome;
}

async function listWritten(context: ConnectorContext, id: string, traces: Traces | undefined): Promise<string[]> {
  if (!traces) return findAnywhere(context, { id, messageId: null });
  const { engagement, ref, saga, unchecked } = traces;
  const known = ref
    ? [ref.id]
    : Object.entries(saga).flatMap(([name, made]) => (name.startsWith(STEP) ? [(made as { id: string }).id] : []));
  if (known.length > 0 && !unchecked) return known;
  const contactIds = ref ? ref.records.flatMap(({ kind, id }) => (kind === 'contact' ? id : [])) : await contactsOf(context, engagement);
  return [...new Set([...known, ...(await findWritten(context, engagement, contactIds))])];
}

async function contactsOf(context: ConnectorContext, { associations }: Engagement): Promise<string[]> {
  const contacts = associations.filter(({ kind }) => kind === 'contact');
  const addresses = contacts.flatMap(({ recordId, address }) => (recordId === null && address ? [address] : []));
  const found = addresses.length > 0 ? [...(await findContacts(context, addresses)).values()].flat().map((row) => String(row.id)) : [];
  return [...contacts.flatMap(({ recordId }) => recordId ?? []), ...found];
}

/** What was logged at another computer says nothing of its files. */
const mayHaveFiles = (traces: Traces | undefined): boolean =>
  traces === undefined || isFound(traces) || traces.engagement.attachments.some(({ sha256 }) => sha256);

/** The files of a mail of ours: those of others may be used elsewhere. */
async function filesOfMail(context: ConnectorContext, mailId: string, engagementId: string): Promise<string[]> {
  const path = paths.objects('emails', `/${encodeURIComponent(mailId)}?properties=hs_attachment_ids,hs_email_text`);
  const answer = await askHubSpot(context, { method: 'GET', path }, RowSchema);
  if (!answer.ok && answer.status === 404) return [];
  const { hs_attachment_ids, hs_email_text } = must(answer).properties;
  return hasMarker(hs_email_text, engagementId) ? (hs_attachment_ids ?? '').split(';').filter(Boolean) : [];
}

export async function removeMail(context: ConnectorContext, id: string): Promise<void> {
  const answer = await askHubSpot(context, { method: 'DELETE', path: paths.objects('emails', `/${encodeURIComponent(id)}`) }, null);
  if (!answer.ok && answer.status !== 404) must(answer);
}
