import type { Checked, ConnectorContext, HitNote } from '../crm-connector';
import { hasTrackLine, keepHitNote } from '../hit-note';
import { type Answer, askActiveCampaign, settle } from './api';
import { addNote, listNotes, noteBody, type Place, removeNote } from './notes';
import { NoteSchema } from './schemas';

/** K7. The note stands on the first contact of the mail. */
export async function noteHits(context: ConnectorContext, note: HitNote): Promise<Checked<string | null>> {
  const contact = note.ref?.records.find(({ kind }) => kind === 'contact');
  const place: Place = { kind: 'contact', id: contact?.id ?? '' };
  const settled = async <T>(answer: Answer<T>): Promise<Checked<T>> =>
    answer.ok ? { ok: true, value: answer.value } : { ok: false, outcome: await settle(context, answer) };
  if (note.ref && !contact) return { ok: true, value: null };
  return keepHitNote(note, {
    async find() {
      const answer = await listNotes(context, place);
      if (!answer.ok && answer.reason === 'gone') return { ok: true, value: null };
      if (!answer.ok) return settled(answer);
      const ours = answer.value.find((row) => hasTrackLine(row.note, note.engagementId));
      return { ok: true, value: ours ? `${ours.id}` : null };
    },
    write: async (text) => settled(await addNote(context, place, text)),
    async change(id, text) {
      // The API takes all of a note's fields, or none.
      const answer = await askActiveCampaign(context, { method: 'PUT', path: `/notes/${id}`, json: noteBody(place, text) }, NoteSchema);
      if (!answer.ok && answer.reason === 'gone') return { ok: true, value: false };
      const done = await settled(answer);
      return done.ok ? { ok: true, value: true } : done;
    },
    remove: async (id) => settled(await removeNote(context, id)),
  });
}
