import type { EntryCounts, EntryState, OutboxEntry } from '../../core/outbox/entry';
import type { CheckStore, OutboxStore } from '../../core/outbox/outbox-store';
import type { Database, EntryRow } from './database';

const ACTIVE: readonly EntryState[] = ['waiting', 'sending', 'removing'];
const NO_ENTRIES: EntryCounts = { waiting: 0, sending: 0, logged: 0, blocked: 0, failed: 0, removing: 0, removed: 0 };
/** Heads of threads, and what is logged, each by connection and by when it is due. */
const HEADS = '[connectionId+due]';
const CHECKS = '[connectionId+check]';
type Index = typeof HEADS | typeof CHECKS;
const isActive = ({ state }: OutboxEntry) => ACTIVE.includes(state);

/**
 * The outbox in IndexedDB. Three fields exist only for the indexes, and only where they are needed, so that what is done
 * costs nothing: `activeThread` on entries that their thread waits for, `due` on the first of those, `check` on what is logged
 * and yet to be looked after. Counts are kept, not counted.
 */
export function makeDexieOutboxStore(db: Database): OutboxStore & CheckStore {
  const { entries, counters } = db;
  const inOneGo = <T>(work: () => Promise<T>): Promise<T> => db.transaction('rw', [entries, counters], work);

  const headOf = (thread: string) => entries.where('[activeThread+position]').between([thread, -Infinity], [thread, Infinity]).first();

  async function count(name: string, by: number): Promise<number> {
    const value = ((await counters.get(name))?.value ?? 0) + by;
    await counters.put({ name, value });
    return value;
  }

  /** Puts `after` in the place of `before` and keeps the first of its thread marked. */
  async function write(before: EntryRow | undefined, after: OutboxEntry | undefined): Promise<void> {
    const { id, thread } = (after ?? before) as OutboxEntry;
    if (before?.state !== after?.state) {
      if (before) await count(before.state, -1);
      if (after) await count(after.state, 1);
    }
    const head = await headOf(thread);
    const leads = after !== undefined && isActive(after) && (!head || head.id === id || after.position < head.position);
    if (after) await entries.put(withIndexes(after, leads));
    else await entries.delete(id);
    if (leads && head && head.id !== id) await entries.put(withIndexes(head, false));
    if (!leads && head?.id === id) {
      const next = await headOf(thread);
      if (next) await entries.put(withIndexes(next, true));
    }
  }

  /** Of connections that have something under this index, one after the other, without reading what lies between. */
  async function* connectionsWith(index: Index, except: readonly string[]): AsyncGenerator<string> {
    let after: [string, number] = ['', -Infinity];
    for (;;) {
      const [key] = (await entries.where(index).above(after).limit(1).keys()) as unknown as [string, number][];
      if (!key) return;
      if (!except.includes(key[0])) yield key[0];
      after = [key[0], Infinity];
    }
  }

  const timed = (index: Index, connectionId: string, until: number) =>
    entries.where(index).between([connectionId, -Infinity], [connectionId, until], true, true);

  /** At most `limit` of each connection. */
  async function take(index: Index, now: number, limit: number, except: readonly string[]): Promise<EntryRow[]> {
    const due: EntryRow[] = [];
    for await (const id of connectionsWith(index, except)) due.push(...(await timed(index, id, now).limit(limit).toArray()));
    return due;
  }

  async function next(index: Index, except: readonly string[]): Promise<number | null> {
    const times: number[] = [];
    for await (const id of connectionsWith(index, except)) {
      const [key] = (await timed(index, id, Infinity).limit(1).keys()) as unknown as [string, number][];
      if (key) times.push(key[1]);
    }
    return times.length === 0 ? null : Math.min(...times);
  }

  return {
    add: (entry) =>
      inOneGo(async () => {
        if (await entries.get(entry.id)) return false;
        await write(undefined, { ...entry, position: await count('position', 1) });
        return true;
      }),
    async get(id) {
      const row = await entries.get(id);
      return row && withoutIndexes(row);
    },
    update: (id, change) =>
      inOneGo(async () => {
        const before = await entries.get(id);
        if (!before) return undefined;
        const after = change(withoutIndexes(before));
        if (after) await write(before, after);
        return after ?? withoutIndexes(before);
      }),
    async takeDue(now, limit, except) {
      const due = await take(HEADS, now, limit, except);
      return due
        .sort((a, b) => a.position - b.position)
        .slice(0, limit)
        .map(withoutIndexes);
    },
    nextDue: (except) => next(HEADS, except),
    takeUnchecked: async (now, limit, except) => (await take(CHECKS, now, limit, except)).map(withoutIndexes),
    nextCheck: (except) => next(CHECKS, except),
    async listSending() {
      return (await inState(entries, 'sending').toArray()).map(withoutIndexes);
    },
    async list(states, limit, cursor) {
      const until = cursor?.split(':').map(Number);
      const pages = await Promise.all(
        states.map((state) =>
          inState(entries, state, until)
            .reverse()
            .limit(limit + 1)
            .toArray(),
        ),
      );
      const all = pages.flat().sort((a, b) => b.changedAt - a.changedAt || b.position - a.position);
      const shown = all.slice(0, limit).map(withoutIndexes);
      const last = shown.at(-1);
      return { entries: shown, cursor: last && all.length > limit ? `${last.changedAt}:${last.position}` : null };
    },
    async counts() {
      const kept = Object.fromEntries((await counters.toArray()).map(({ name, value }) => [name, value]));
      return Object.fromEntries(Object.keys(NO_ENTRIES).map((state) => [state, kept[state] ?? 0])) as EntryCounts;
    },
    delete: (id) =>
      inOneGo(async () => {
        const before = await entries.get(id);
        if (before) await write(before, undefined);
      }),
  };
}

/** Entries of a state, oldest change first; `until`: changed before this [time, position]. */
function inState(entries: Database['entries'], state: EntryState, until?: number[]) {
  const end = until ?? [Infinity, Infinity];
  return entries.where('[state+changedAt+position]').between([state, -Infinity, -Infinity], [state, ...end], true, false);
}

function withIndexes(entry: OutboxEntry, leads: boolean): EntryRow {
  const row: EntryRow = withoutIndexes(entry);
  if (isActive(entry)) row.activeThread = entry.thread;
  if (leads && entry.state !== 'sending' && entry.dueAt !== null) row.due = entry.dueAt;
  if (entry.state === 'logged' && entry.dueAt !== null) row.check = entry.dueAt;
  return row;
}

function withoutIndexes({ activeThread: _, due: __, check: ___, ...entry }: EntryRow): OutboxEntry {
  return entry;
}
