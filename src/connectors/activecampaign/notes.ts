import type { Association } from '../../core/engagement';
import type { ConnectorContext } from '../crm-connector';
import { retry } from '../http';
import { findMarker, type MarkerWord } from '../marker';
import type { Place as AnyPlace } from '../notes/desk';
import { type Answer, askActiveCampaign, askOnly, listAll } from './api';
import { type NoteRow, NoteSchema, NotesSchema } from './schemas';

/** What a note may be on. A contact is a Subscriber to the API, and a company an account of the customer. */
export type Kind = Exclude<Association['kind'], 'lead'>;
export const RELTYPES: Record<Kind, string> = { contact: 'Subscriber', company: 'CustomerAccount', deal: 'Deal' };
const LISTS: Record<Kind, string> = { contact: '/contacts', company: '/accounts', deal: '/deals' };

/** A record as the API knows it. */
export interface Place {
  kind: Kind;
  id: string;
}

/** There are no leads here: a delivery refuses them before it begins. */
export const placeOf = ({ kind, id }: AnyPlace): Place => ({ kind: kind as Kind, id });

/** The body as it is sent; ids are integers in requests. */
const noteBody = (target: Place, text: string) => ({
  note: { note: text, relid: Number(target.id), reltype: RELTYPES[target.kind] },
});

/** An id of this CRM: another CRM's would name some other record, or none. */
export const isId = (id: string): boolean => /^[1-9]\d{0,14}$/.test(id);

/** The new note's id. */
export async function addNote(context: ConnectorContext, place: Place, text: string): Promise<Answer<string>> {
  const answer = await askActiveCampaign(context, { method: 'POST', path: '/notes', json: noteBody(place, text) }, NoteSchema);
  if (!answer.ok) return answer;
  const { note } = answer.value;
  // Said to be on another record: what was written has to be read back.
  return isOn(note, place) ? { ok: true, value: `${note.id}` } : { ok: false, outcome: retry('server_error', 'item'), reason: 'other' };
}

/** As far as the note itself says. */
const isOn = ({ relid, reltype }: NoteRow, { kind, id }: Place): boolean =>
  `${relid ?? id}` === id && (reltype ?? RELTYPES[kind]) === RELTYPES[kind];

export async function listNotes(context: ConnectorContext, place: Place): Promise<Answer<NoteRow[]>> {
  const path = `${LISTS[place.kind]}/${place.id}/notes`;
  const own = await listAll(context, path, NotesSchema, ({ notes }) => notes);
  // The API's description has this list for contacts only; deals and accounts link to theirs. The list of all has them.
  const isMissing = !own.ok && own.reason === 'no-path' && place.kind !== 'contact';
  const pages = isMissing ? await listAll(context, '/notes', NotesSchema, ({ notes }) => notes) : own;
  if (!pages.ok) return pages;
  const notes = pages.value.flatMap(({ notes }) => notes);
  // A path that is not heeded would give us the notes of other records.
  return { ok: true, value: notes.filter((note) => isOn(note, place) && (!isMissing || note.relid !== undefined)) };
}

/** The notes on a record that were written for a mail, and for which, oldest first. Of a record that is gone, none. */
export async function listOurs(
  context: ConnectorContext,
  place: Place,
  word: MarkerWord = 'ref',
): Promise<Answer<{ id: string; mail: string }[]>> {
  const answer = await listNotes(context, place);
  if (!answer.ok) return answer.reason === 'gone' ? { ok: true, value: [] } : answer;
  const ours = answer.value.flatMap(({ id, note }) => {
    const mail = findMarker(note, word);
    return mail === null ? [] : [{ id: `${id}`, mail }];
  });
  return { ok: true, value: ours.toSorted((a, b) => Number(a.id) - Number(b.id)) };
}

/** The API takes all of a note's fields, or none. */
export const changeNote = (context: ConnectorContext, id: string, place: Place, text: string): Promise<Answer<unknown>> =>
  askActiveCampaign(context, { method: 'PUT', path: `/notes/${id}`, json: noteBody(place, text) }, NoteSchema);

/** Done also for a note that is not there. */
export async function removeNote(context: ConnectorContext, id: string): Promise<Answer<null>> {
  const answer = await askOnly(context, { method: 'DELETE', path: `/notes/${id}` });
  return answer.ok || answer.reason === 'gone' ? { ok: true, value: null } : answer;
}
