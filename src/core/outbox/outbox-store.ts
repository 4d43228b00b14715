import type { EntryCounts, EntryState, OutboxEntry } from './entry';

/** A page of entries, newest `changedAt` first. `cursor` continues it; null: the end. */
export interface EntryPage {
  entries: OutboxEntry[];
  cursor: string | null;
}

/**
 * Where the outbox lives: IndexedDB in the extension, SQL on the endpoint, a Map in tests; one contract test for all
 * (`outbox-store.contract.ts`). Every method that changes something resolves only when it is durable. None scans the
 * whole store: cost does not grow with entries that are done.
 */
export interface OutboxStore {
  /** Inserts, or answers `false` and changes nothing if the id is known. Gives the entry its `position`. */
  add(entry: Omit<OutboxEntry, 'position'>): Promise<boolean>;
  get(id: string): Promise<OutboxEntry | undefined>;
  /** Changes one entry in one transaction; `change` answers undefined to leave it. Resolves to what is stored afterwards. */
  update(id: string, change: (entry: OutboxEntry) => OutboxEntry | undefined): Promise<OutboxEntry | undefined>;
  /**
   * Due entries (`waiting` or `removing`, `dueAt` ≤ now) that are first in their thread, in order of position: an entry
   * is passed over while an older one of its thread is waiting, sending or removing. Entries of the connections in
   * `except` are passed over. Of more than `limit`, which ones come is the store's choice, as long as none starves.
   */
  takeDue(now: number, limit: number, except: readonly string[]): Promise<OutboxEntry[]>;
  /** The earliest `dueAt` of entries that could be sent, or null. */
  nextDue(except: readonly string[]): Promise<number | null>;
  /** All that a crash left in `sending`. */
  listSending(): Promise<OutboxEntry[]>;
  list(states: readonly EntryState[], limit: number, cursor?: string): Promise<EntryPage>;
  counts(): Promise<EntryCounts>;
  /** Forgets the entry altogether; for what was never written, and for wiping. */
  delete(id: string): Promise<void>;
}

/** What a store offers besides where requests may go out twice: entries that are `logged` and to be looked after at `dueAt`. */
export interface CheckStore {
  /** Those with `dueAt` ≤ now, the one that is due first of each connection first; at most `limit` of each. */
  takeUnchecked(now: number, limit: number, except: readonly string[]): Promise<OutboxEntry[]>;
  /** The earliest `dueAt` of them, or null. */
  nextCheck(except: readonly string[]): Promise<number | null>;
}
