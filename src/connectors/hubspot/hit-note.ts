import type { Checked, ConnectorContext, HitNote } from '../crm-connector';
import { keepHitNote } from '../hit-note';
import { hasMarker } from '../marker';
import { must } from '../stop';
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
      return String(must(await askHubSpot(context, call, RowSchema)).id);
    },
    async change(id, text) {
      const answer = await askHubSpot(context, { method: 'PATCH', path: path(id), json: { properties: propertiesOf(text) } }, RowSchema);
      if (isGone(answer)) return false;
      must(answer);
      return true;
    },
    async remove(id) {
      const answer = await askHubSpot(context, { method: 'DELETE', path: path(id) }, null);
      if (!isGone(answer)) must(answer);
    },
  });
}

/** Among the contact's notes, which needs no index. */
async function findNote(context: ConnectorContext, engagementId: string, contactId: string | undefined): Promise<string | null> {
  if (contactId === undefined) return null;
  const listed = paths.objects('contacts', `/${encodeURIComponent(contactId)}/associations/notes?limit=500`);
  const links = await askHubSpot(context, { method: 'GET', path: listed }, LinksSchema);
  if (isGone(links)) return null;
  const ids = must(links).results.map(({ toObjectId }) => String(toObjectId));
  const newest = ids.sort((a, b) => Number(b) - Number(a)).slice(0, 200);
  const rows = must(await readRows(context, 'notes', newest, [BODY]));
  const ours = rows.find(({ properties }) => hasMarker(properties[BODY], engagementId, 'track'));
  return ours ? String(ours.id) : null;
}

const isGone = (answer: Answer<unknown>) => !answer.ok && answer.status === 404;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const asHtml = (text: string) => text.replace(/[&<>]/g, (mark) => ENTITIES[mark] ?? '').replaceAll('\n', '<br>');
