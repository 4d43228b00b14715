import type { RecordKind } from '../../core/engagement';
import type { Checked, HitNote } from '../crm-connector';
import { keepHitNote } from '../hit-note';
import { stop } from '../stop';
import type { NoteDesk, Place } from './desk';

/** K7. The note on a mail's opens and clicks stands on the first person of the mail, contact or lead. */
export async function noteHits(desk: NoteDesk, note: HitNote): Promise<Checked<string | null>> {
  const person = note.ref?.records.find(({ kind }) => kind === 'contact' || kind === 'lead');
  if (note.ref && !person) return { ok: true, value: null };
  const place: Place = { kind: person?.kind as RecordKind, id: person?.id ?? '' };
  return keepHitNote(note, {
    async find() {
      const [first = null, ...more] = await desk.findNotes(place, note.engagementId, 'track');
      // A request that came late wrote it twice.
      for (const other of more) await desk.removeNote(other);
      return first;
    },
    async write(text) {
      const added = await desk.addNote(place, text);
      return 'gone' in added ? stop(added.gone) : added.id;
    },
    change: (id, text) => desk.changeNote(id, place, text),
    remove: (id) => desk.removeNote(id),
  });
}
