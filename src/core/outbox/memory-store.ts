import type { EntryCounts, OutboxEntry } from './entry';
import type { CheckStore, OutboxStore } from './outbox-store';

const ACTIVE: readonly OutboxEntry['state'][] = ['waiting', 'sending', 'removing'];
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** An outbox store in memory: the plainest reading of the contract, and what tests run on. Keeps copies, as a database does. */
export function makeMemoryStore(): OutboxStore & CheckStore {
  const rows = new Map<string, OutboxEntry>();
  let lastPosition = 0;
  const inOrder = () => [...rows.values()].sort((a, b) => a.position - b.position);

  const sendable = (except: readonly string[]): OutboxEntry[] => {
    const heads = new Map<string, OutboxEntry>();
    for (const entry of inOrder()) if (ACTIVE.includes(entry.state) && !heads.has(entry.thread)) heads.set(entry.thread, entry);
    return [...heads.values()].filter(
      ({ state, dueAt, connectionId }) => state !== 'sending' && dueAt !== null && !except.includes(connectionId),
    );
  };

  const unchecked = (except: readonly string[]): (OutboxEntry & { dueAt: number })[] =>
    [...rows.values()]
      .flatMap((entry) => (entry.state === 'logged' && entry.dueAt !== null ? [{ ...entry, dueAt: entry.dueAt }] : []))
      .filter(({ connectionId }) => !except.includes(connectionId))
      .sort((a, b) => a.dueAt - b.dueAt);

  return {
    async add(entry) {
      if (rows.has(entry.id)) return false;
      rows.set(entry.id, copy({ ...entry, position: ++lastPosition }));
      return true;
    },
    async get(id) {
      const entry = rows.get(id);
      return entry && copy(entry);
    },
    async update(id, change) {
      const entry = rows.get(id);
      if (!entry) return undefined;
      const changed = change(copy(entry));
      if (changed) rows.set(id, copy(changed));
      return copy(changed ?? entry);
    },
    async takeDue(now, limit, except) {
      return copy(
        sendable(except)
          .filter(({ dueAt }) => dueAt !== null && dueAt <= now)
          .sort((a, b) => a.position - b.position)
          .slice(0, limit),
      );
    },
    async nextDue(except) {
      const times = sendable(except).flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
      return times.length === 0 ? null : Math.min(...times);
    },
    async listSending() {
      return copy(inOrder().filter(({ state }) => state === 'sending'));
    },
    async list(states, limit, cursor) {
      const [changedAt = Number.POSITIVE_INFINITY, position = Number.POSITIVE_INFINITY] = cursor?.split(':').map(Number) ?? [];
      const all = inOrder()
        .filter(({ state }) => states.includes(state))
        .sort((a, b) => b.changedAt - a.changedAt || b.position - a.position)
        .filter((entry) => entry.changedAt < changedAt || (entry.changedAt === changedAt && entry.position < position));
      const entries = copy(all.slice(0, limit));
      const last = entries.at(-1);
      return { entries, cursor: last && all.length > limit ? `${last.changedAt}:${last.position}` : null };
    },
    async counts() {
      const counts: EntryCounts = { waiting: 0, sending: 0, logged: 0, blocked: 0, failed: 0, removing: 0, removed: 0 };
      for (const { state } of rows.values()) counts[state]++;
      return counts;
    },
    async delete(id) {
      rows.delete(id);
    },
    async takeUnchecked(now, limit, except) {
      const due = unchecked(except).filter(({ dueAt }) => dueAt <= now);
      const connections = [...new Set(due.map(({ connectionId }) => connectionId))];
      return copy(connections.flatMap((id) => due.filter(({ connectionId }) => connectionId === id).slice(0, limit)));
    },
    async nextCheck(except) {
      return unchecked(except)[0]?.dueAt ?? null;
    },
  };
}
