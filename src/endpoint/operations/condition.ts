import { setTimeout } from 'node:timers/promises';
import type { Queries } from '../store/database';

/** Of the store, as whoever watches over it asks. */
export interface StoreCondition {
  isUp: boolean;
  /** Entries of the outbox of all organisations, by state; nothing when the store is away. */
  outbox: Record<string, number>;
}

/** A probe that waits longer is of no use to whoever asks every few seconds. */
const PATIENCE_MS = 2000;

/** Asks the database itself. Never throws. */
export async function readCondition(read: Queries): Promise<StoreCondition> {
  const rows = read
    .selectFrom('outbox_counts')
    .select((select) => ['state', select.fn.sum<number>('entries').as('entries')])
    .groupBy('state')
    .execute();
  const giveUp = new AbortController();
  const late = setTimeout(PATIENCE_MS, null, { signal: giveUp.signal, ref: false }).catch(() => null);
  const found = await Promise.race([rows.catch(() => null), late]);
  giveUp.abort();
  if (found === null) return { isUp: false, outbox: {} };
  return { isUp: true, outbox: Object.fromEntries(found.map(({ state, entries }) => [state, Number(entries)])) };
}
