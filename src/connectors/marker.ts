/**
 * The last line of what is written into a CRM that has no idempotency key: the engagement's id, by which a record is
 * known again after an answer was lost. Plain ASCII on a line of its own, so that it survives a CRM's own clean-up.
 * `ref` is of the mail itself, `track` of the note on its opens and clicks: neither is ever taken for the other.
 */
export type MarkerWord = 'ref' | 'track';

export const markerLine = (engagementId: string, word: MarkerWord = 'ref'): string => `${word}: ${engagementId}`;

const MARKER = /\b(ref|track):\s*([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/gi;

/**
 * Text with the marker as its last line, cut to `most` UTF-16 units where it would be longer; the marker is never cut
 * off. Markers that stand in the text already (a quoted record of ours) are made harmless.
 */
export function withMarker(text: string, engagementId: string, most = Number.POSITIVE_INFINITY, word: MarkerWord = 'ref'): string {
  const end = `\n\n${markerLine(engagementId, word)}`;
  const plain = text.replace(MARKER, '$1 $2').trimEnd();
  const room = Math.max(0, most - end.length);
  return plain.length <= room ? plain + end : `${cut(plain, Math.max(0, room - 1))}…${end}`;
}

/** At most `most` UTF-16 units, and no half of a character outside the basic plane at the end. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

/** The id of the engagement that a text in a CRM was written for, lower case; null: not one of ours. The last marker counts. */
export function findMarker(text: string | null | undefined, word: MarkerWord = 'ref'): string | null {
  const last = [...(text ?? '').matchAll(MARKER)].at(-1);
  return last?.[1]?.toLowerCase() === word ? (last[2]?.toLowerCase() ?? null) : null;
}

export const hasMarker = (text: string | null | undefined, engagementId: string, word: MarkerWord = 'ref'): boolean =>
  findMarker(text, word) === engagementId;

/** As a person reads it. */
export const withoutMarker = (text: string): string => text.replace(MARKER, '').trimEnd();
