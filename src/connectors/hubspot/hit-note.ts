import type { Checked, ConnectorContext, HitNote } from '../crm-connector';
import { hasTrackLine, keepHitNote } from '../hit-note';
import { LinksSchema, RowSchema } from './answers';
import { type Answer, askHubSpot, paths } from './api';
import { type Tied, tiedType } from './fields';
import { readRows } from './surroundings';

/** Category HUBSPOT_DEFINED, from a note. */
const NOTE_TO: Record<Tied, number> = { contacts: 202, companies: 190, deals: 214 };
const BODY = 'hs_note_body';

/** K7. A note on all records of the mail; it is HTML there. */
export async function noteHits(context: ConnectorContext, note: HitNote): Promise<Checked<string | null>> {
  const ties = (note.ref?.records ?? []).flatMap(({ kind, id }) => {
    const type = tiedType({ kind: kind as 'contact' });
    return type ? [{ type, id }] : [];
  });
  const path = (id: string) => paths.objects('notes', `/${encodeURIComponent(id)}`);
  const propertiesOf = (text: string) => ({ hs_timestamp: new Date(note.at).toISOString(), [BODY]: asHtml(text) });
  return keepHitNote(note, {
    find: () => findNote(context, note.engagementId, ties.find(({ type }) => type === 'contacts')?.id),
    async write(text) {
      const associations = ties.map(({ type, id }) => ({
        to: { id },
        types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: NOTE_TO[type] }],
      }));
      const call = { method: 'POST', path: paths.objects('notes'), json: { properties: propertiesOf(text), associations } } as const;
      return told(await askHubSpot(context, call, RowSchema), ({ id }) => String(id));
    },
    async change(id, text) {
      const answer = await askHubSpot(context, { method: 'PATCH', path: path(id), json: { properties: propertiesOf(text) } }, RowSchema);
      return isGone(answer) ? { ok: true, value: false } : told(answer, () => true);
    },
    async remove(id) {
      const answer = await askHubSpot(context, { method: 'DELETE', path: path(id) }, null);
      return isGone(answer) ? { ok: true, value: null } : told(answer, () => null);
    },
  });
}

/** Among the contact's notes, which needs no index. */
async function findNote(context: ConnectorContext, engagementId: string, contactId: string | undefined): Promise<Checked<string | null>> {
  if (contactId === undefined) return { ok: true, value: null };
  const listed = paths.objects('contacts', `/${encodeURIComponent(contactId)}/associations/notes?limit=500`);
  const links = await askHubSpot(context, { method: 'GET', path: listed }, LinksSchema);
  if (!links.ok) return isGone(links) ? { ok: true, value: null } : { ok: false, outcome: links.outcome };
  const ids = links.value.results.map(({ toObjectId }) => String(toObjectId)).sort((a, b) => Number(b) - Number(a));
  const rows = await readRows(context, 'notes', ids.slice(0, 200), [BODY]);
  if (!rows.ok) return { ok: false, outcome: rows.outcome };
  const ours = rows.value.find(({ properties }) => hasTrackLine(properties[BODY], engagementId));
  return { ok: true, value: ours ? String(ours.id) : null };
}

const isGone = (answer: Answer<unknown>) => !answer.ok && answer.status === 404;
const told = <T, R>(answer: Answer<T>, read: (value: T) => R): Checked<R> =>
  answer.ok ? { ok: true, value: read(answer.value) } : { ok: false, outcome: answer.outcome };

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const asHtml = (text: string) => text.replace(/[&<>]/g, (mark) => ENTITIES[mark] ?? '').replaceAll('\n', '<br>');
