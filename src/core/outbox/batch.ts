import type { Outcome } from '../outcome';
import type { OutboxEntry } from './entry';

/**
 * Batches of at most `maxBatch`, smaller by half for each try already made: an entry that makes its whole batch fail is
 * alone after a few tries, while the others get through.
 */
export function makeBatches(entries: readonly OutboxEntry[], maxBatch: number): OutboxEntry[][] {
  const byTries = new Map<number, OutboxEntry[]>();
  for (const entry of entries) byTries.set(entry.tries, [...(byTries.get(entry.tries) ?? []), entry]);
  return [...byTries].flatMap(([tries, group]) => chunk(group, Math.max(1, maxBatch >> Math.min(tries, 30))));
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** The request was refused, not each item for itself: the one at fault must be found by halving. */
export const isRefusedWhole = (outcomes: readonly Outcome[]): boolean =>
  outcomes.length > 1 && outcomes.every((one) => one.kind === 'rejected' && (one.code === 'too_large' || one.code === 'invalid'));

export const isFailedWhole = (outcomes: readonly Outcome[]): boolean =>
  outcomes.length > 1 && outcomes.every((one) => one.kind === 'retry');
