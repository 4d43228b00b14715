import type { DoublesOutcome, Written } from '../crm-connector';
import { unlessStopped } from '../stop';
import type { NoteDesk, Place } from './desk';

/** The notes of each record are read once, however many mails were noted on it. */
export async function removeNoteDoubles(desk: NoteDesk, mails: readonly Written[]): Promise<DoublesOutcome> {
  const answer = await unlessStopped(async () => {
    for (const place of placesOf(mails)) {
      const notes = await desk.listOurs(place);
      for (const { engagement, ref } of mails) {
        const there = notes.filter(({ mail }) => mail === engagement.id).map(({ id }) => id);
        const known = ref.id.split(',');
        // Where somebody deleted ours by hand, the other is the one that is left.
        if (there.some((id) => known.includes(id))) for (const id of there) if (!known.includes(id)) await desk.removeNote(id);
      }
    }
  });
  return answer.ok ? { kind: 'checked', unseen: [] } : answer.outcome;
}

function placesOf(mails: readonly Written[]): Place[] {
  const places = mails.flatMap(({ ref }) => ref.records.map(({ kind, id }) => ({ kind, id }) as Place));
  return [...new Map(places.map((place) => [`${place.kind} ${place.id}`, place])).values()];
}
