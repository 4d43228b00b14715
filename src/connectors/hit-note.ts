import type { Checked, HitNote } from './crm-connector';

/** The last line of such a note: another word than a mail's own marker, so that neither is taken for the other. */
const trackLine = (engagementId: string): string => `track: ${engagementId}`;

export const withTrackLine = (text: string, engagementId: string): string => `${text.trimEnd()}\n\n${trackLine(engagementId)}`;

export const hasTrackLine = (text: string | null | undefined, engagementId: string): boolean =>
  (text ?? '').toLowerCase().includes(trackLine(engagementId));

/** How a CRM keeps a note. */
interface NoteKeeper {
  /** The note for this mail, by its last line. */
  find(): Promise<Checked<string | null>>;
  write(text: string): Promise<Checked<string>>;
  /** False: there is no such note. */
  change(noteId: string, text: string): Promise<Checked<boolean>>;
  /** Done also for one that is not there. */
  remove(noteId: string): Promise<Checked<null>>;
}

/**
 * K7. One note for each mail, changed in place. One that is not known of is looked for before it is written: whoever was killed between
 * writing and remembering finds it. Answers its id; null: there is none.
 */
export async function keepHitNote({ engagementId, ref, text, noteId }: HitNote, keeper: NoteKeeper): Promise<Checked<string | null>> {
  const known = noteId === null && ref !== null ? await keeper.find() : ({ ok: true, value: noteId } as const);
  if (!known.ok) return known;
  if (text === null || ref === null) return known.value === null ? known : keeper.remove(known.value);
  const whole = withTrackLine(text, engagementId);
  if (known.value !== null) {
    const changed = await keeper.change(known.value, whole);
    if (!changed.ok) return changed;
    if (changed.value) return known;
  }
  return keeper.write(whole);
}
