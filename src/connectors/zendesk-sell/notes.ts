import type { Checked, ConnectorContext } from '../crm-connector';
import { findMarker, type MarkerWord } from '../marker';
import type { Place as AnyPlace } from '../notes/desk';
import { askOne, askPage, askSell, type Page, type SellAnswer } from './api';
import { NoteShape, type SellNote } from './shapes';

/** What a note may be on. An organisation is a contact. */
export interface Place {
  type: 'contact' | 'lead' | 'deal';
  id: string;
}

export const noteOn = ({ kind, id }: AnyPlace): Place => ({ type: kind === 'company' ? 'contact' : kind, id });

const MOST_PAGES = 5;

/** The notes of a place, newest first. */
export const readNotes = (context: ConnectorContext, { type, id }: Place, query: Record<string, string> = {}) =>
  askPage(context, '/notes', { resource_type: type, resource_id: id, sort_by: 'created_at:desc', ...query }, NoteShape);

/**
 * Ids of the notes for an engagement at a place, oldest first. The newest are looked through, which needs no index; only if
 * the place has more notes than a page, the text of all of them is searched too.
 */
export async function findNotes(
  context: ConnectorContext,
  place: Place,
  engagementId: string,
  word: MarkerWord = 'ref',
): Promise<Checked<string[]>> {
  const ofMail = (notes: readonly NoteOfOurs[]) => notes.flatMap(({ id, mail }) => (mail === engagementId ? id : []));
  const newest = await listNewest(context, place, word);
  if (!newest.ok) return newest;
  const found = ofMail(newest.value.items);
  if (found.length > 0 || !newest.value.more) return { ok: true, value: found.toSorted((a, b) => Number(a) - Number(b)) };
  const older = await readNotes(context, place, { q: engagementId });
  return older.ok ? { ok: true, value: ofMail(oursIn(older.value.items, word)) } : older;
}

interface NoteOfOurs {
  id: string;
  mail: string;
}

/** The notes of ours among a place's newest, newest first. A record that is gone has none. */
export async function listNewest(context: ConnectorContext, place: Place, word: MarkerWord = 'ref'): Promise<Checked<Page<NoteOfOurs>>> {
  const newest = await readNotes(context, place);
  if (!newest.ok && newest.outcome.code === 'record_gone') return { ok: true, value: { items: [], more: false } };
  return newest.ok ? { ok: true, value: { ...newest.value, items: oursIn(newest.value.items, word) } } : newest;
}

const oursIn = (notes: readonly SellNote[], word: MarkerWord): NoteOfOurs[] =>
  notes.flatMap(({ id, content }) => {
    const mail = findMarker(content, word);
    return mail === null ? [] : [{ id: String(id), mail }];
  });

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

const pathOf = (noteId: string) => `/notes/${encodeURIComponent(noteId)}`;

export const changeNote = (context: ConnectorContext, noteId: string, content: string): Promise<SellAnswer<SellNote>> =>
  askOne(context, { method: 'PUT', path: pathOf(noteId), data: { content } }, NoteShape);

/** Gone already is as good. */
export async function deleteNote(context: ConnectorContext, noteId: string): Promise<SellAnswer<unknown>> {
  const answer = await askSell(context, { method: 'DELETE', path: pathOf(noteId) });
  return !answer.ok && answer.gone ? { ok: true, value: null } : answer;
}
