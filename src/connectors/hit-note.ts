import type { Checked, HitNote } from './crm-connector';
import { withMarker } from './marker';
import { unlessStopped } from './stop';

/** How a CRM keeps a note. Whatever ends it is thrown by `must` or `stop`. */
interface NoteKeeper {
  /** The note for this mail, by its marker. */
  find(): Promise<string | null>;
  write(text: string): Promise<string>;
  /** False: there is no such note. */
  change(noteId: string, text: string): Promise<boolean>;
  /** Done also for one that is not there. */
  remove(noteId: string): Promise<unknown>;
}

/**
 * K7. One note for each mail, changed in place. One that is not known of is looked for before it is written: whoever was killed between
 * writing and remembering finds it. Answers its id; null: there is none.
 */
export const keepHitNote = ({ engagementId, ref, text, noteId }: HitNote, keeper: NoteKeeper): Promise<Checked<string | null>> =>
  unlessStopped(async () => {
    const known = noteId ?? (ref === null ? null : await keeper.find());
    if (text === null || ref === null) {
      if (known !== null) await keeper.remove(known);
      return null;
    }
    const whole = withMarker(text, engagementId, undefined, 'track');
    return known !== null && (await keeper.change(known, whole)) ? known : keeper.write(whole);
  });
