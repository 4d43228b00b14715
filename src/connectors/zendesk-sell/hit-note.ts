import type { Checked, ConnectorContext, HitNote } from '../crm-connector';
import { hasTrackLine, keepHitNote } from '../hit-note';
import { askOne, type SellAnswer } from './api';
import { deleteNote, type Place, readNotes } from './notes';
import { NoteShape } from './shapes';

/** K7. The note stands on the first person of the mail, contact or lead. */
export async function noteHits(context: ConnectorContext, note: HitNote): Promise<Checked<string | null>> {
  const person = note.ref?.records.find(({ kind }) => kind === 'contact' || kind === 'lead');
  if (note.ref && !person) return { ok: true, value: null };
  const place: Place = { type: person?.kind === 'lead' ? 'lead' : 'contact', id: person?.id ?? '' };
  return keepHitNote(note, {
    async find() {
      // The newest need no index; of older ones the text is searched.
      for (const words of [undefined, note.engagementId]) {
        const answer = await readNotes(context, place, words === undefined ? {} : { q: words });
        if (!answer.ok) return answer.outcome.code === 'record_gone' ? { ok: true, value: null } : answer;
        const ours = answer.value.items.find(({ content }) => hasTrackLine(content, note.engagementId));
        if (ours) return { ok: true, value: String(ours.id) };
        if (!answer.value.more) break;
      }
      return { ok: true, value: null };
    },
    async write(content) {
      const data = { resource_type: place.type, resource_id: Number(place.id), content };
      return told(await askOne(context, { method: 'POST', path: '/notes', data }, NoteShape), ({ id }) => String(id));
    },
    async change(id, content) {
      const answer = await askOne(context, { method: 'PUT', path: pathOf(id), data: { content } }, NoteShape);
      return !answer.ok && answer.gone ? { ok: true, value: false } : told(answer, () => true);
    },
    remove: async (id) => told(await deleteNote(context, id), () => null),
  });
}

const pathOf = (noteId: string) => `/notes/${encodeURIComponent(noteId)}`;

const told = <T, R>(answer: SellAnswer<T>, read: (value: T) => R): Checked<R> =>
  answer.ok ? { ok: true, value: read(answer.value) } : { ok: false, outcome: answer.outcome };
