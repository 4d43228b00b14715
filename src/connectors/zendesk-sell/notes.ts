import type { Checked, ConnectorContext } from '../crm-connector';
import { findMarker } from '../marker';
import { askPage, askSell, type SellAnswer } from './api';
import { NoteShape, type SellNote } from './shapes';

/** What a note may be on. An organisation is a contact. */
export interface Place {
  type: 'contact' | 'lead' | 'deal';
  id: string;
}

const MOST_PAGES = 5;

/** The notes of a place, newest first. */
export const readNotes = (context: ConnectorContext, { type, id }: Place, query: Record<string, string> = {}) =>
  askPage(context, '/notes', { resource_type: type, resource_id: id, sort_by: 'created_at:desc', ...query }, NoteShape);

/**
 * The note for an engagement at a place. The newest are looked through, which needs no index; only if the place has more
 * notes than a page, the text of all of them is searched too.
 */
export async function findNoteAt(context: ConnectorContext, place: Place, engagementId: string): Promise<Checked<SellNote | null>> {
  const isOurs = ({ content }: SellNote) => findMarker(content) === engagementId;
  const newest = await readNotes(context, place);
  // A record that is gone has no notes either.
  if (!newest.ok && newest.outcome.code === 'record_gone') return { ok: true, value: null };
  if (!newest.ok) return newest;
  const found = newest.value.items.find(isOurs);
  if (found || !newest.value.more) return { ok: true, value: found ?? null };
  const older = await readNotes(context, place, { q: engagementId });
  return older.ok ? { ok: true, value: older.value.items.find(isOurs) ?? null } : older;
}

/** Notes anywhere whose text has these words, as far as Sell's index knows by now. */
export async function searchNotes(context: ConnectorContext, words: string): Promise<Checked<SellNote[]>> {
  const found: SellNote[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await askPage(context, '/notes', { q: words, sort_by: 'created_at:desc' }, NoteShape, page);
    if (!answer.ok) return answer;
    found.push(...answer.value.items);
    if (!answer.value.more) break;
  }
  return { ok: true, value: found };
}

/** Gone already is as good. */
export async function deleteNote(context: ConnectorContext, noteId: string): Promise<SellAnswer<unknown>> {
  const answer = await askSell(context, { method: 'DELETE', path: `/notes/${encodeURIComponent(noteId)}` });
  return !answer.ok && answer.gone ? { ok: true, value: null } : answer;
}
