import type { OutboxEntry } from '../../core/outbox/entry';
import type { EntryPage } from '../../core/outbox/outbox-store';

/**
 * What is shown of a list after its first page was read again, newest change first. Pages loaded further down are kept
 * where they follow on, so that the list does not jump under somebody who has scrolled. Where they do not (more changed
 * than one page tells, or `count` does not agree), the list begins again with `fresh`.
 */
export function withFreshPage(shown: EntryPage, fresh: EntryPage, count: number): EntryPage {
  const last = fresh.entries.at(-1);
  if (fresh.cursor === null || !last) return fresh;
  const renewed = new Set(fresh.entries.map(({ id }) => id));
  const joint = shown.entries.findIndex(({ id }) => id === last.id);
  if (joint < 0) return fresh;
  const older = shown.entries.slice(joint + 1).filter(({ id }) => !renewed.has(id));
  const entries = [...fresh.entries, ...older];
  const complete = shown.cursor === null;
  if (complete ? entries.length !== count : entries.length > count) return fresh;
  return { entries, cursor: shown.cursor };
}

/** The next page below; an entry that moved up meanwhile is not shown twice. */
export function withNextPage(shown: EntryPage, next: EntryPage): EntryPage {
  const known = new Set(shown.entries.map(({ id }) => id));
  return { entries: [...shown.entries, ...next.entries.filter(({ id }) => !known.has(id))], cursor: next.cursor };
}

/** Where an entry stands in the popup; removed ones nowhere. */
export type Section = 'needsYou' | 'onTheWay' | 'keptOut' | 'logged';

export const SECTION_STATES: Record<Section, OutboxEntry['state'][]> = {
  needsYou: ['failed'],
  onTheWay: ['waiting', 'sending', 'removing'],
  keptOut: ['blocked'],
  logged: ['logged'],
};
