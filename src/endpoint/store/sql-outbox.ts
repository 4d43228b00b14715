import { sql } from 'kysely';
import type { EntryCounts, EntryState, OutboxEntry } from '../../core/outbox/entry';
import type { EntryPage, OutboxStore } from '../../core/outbox/outbox-store';
import type { Database, Queries } from './database';
import { overList } from './lists';
import { takeNumbers } from './sequence';

const DUE_STATES: readonly EntryState[] = ['waiting', 'removing'];
const NO_ENTRIES: EntryCounts = { waiting: 0, sending: 0, logged: 0, blocked: 0, failed: 0, removing: 0, removed: 0 };

/** What else is written with a change of an entry, in its transaction; answers the entry as it is to be stored. */
export type BesidesChange = (tx: Queries, before: OutboxEntry, after: OutboxEntry) => Promise<OutboxEntry>;

/** The outbox of one tenant in the database; or, for a `db` inside of a transaction, what that transaction does to it. */
export function makeSqlOutbox(
  db: Pick<Database, 'read' | 'write'>,
  tenant: string,
  besides: BesidesChange = async (_tx, _before, after) => after,
): OutboxStore {
  const rowOf = (entry: OutboxEntry) => ({
    tenant,
    id: entry.id,
    connection_id: entry.connectionId,
    thread: entry.thread,
    state: entry.state,
    due_at: entry.dueAt,
    position: entry.position,
    changed_at: entry.changedAt,
    entry: JSON.stringify(entry),
  });

  const find = async (queries: Queries, id: string): Promise<OutboxEntry | undefined> => {
    const row = await queries.selectFrom('outbox').select('entry').where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
    return row && entryOf(row);
  };

  const count = async (tx: Queries, state: EntryState, by: 1 | -1): Promise<void> => {
    await tx
      .insertInto('outbox_counts')
      .values({ tenant, state, entries: by })
      .onConflict((conflict) =>
        conflict.columns(['tenant', 'state']).doUpdateSet((row) => ({ entries: row('outbox_counts.entries', '+', by) })),
      )
      .execute();
  };

  /** Waiting or removing, and no older entry of the thread on its way. The state is spelled out so that the partial indexes serve. */
  const selectFirst = (except: readonly string[]) => {
    const first = db.read
      .selectFrom('outbox as one')
      .where('one.tenant', '=', tenant)
      .where(sql<boolean>`one.state IN ('waiting', 'sending', 'removing')`)
      .where('one.state', 'in', DUE_STATES)
      .where(
        sql<boolean>`NOT EXISTS (SELECT 1 FROM outbox AS older WHERE older.tenant = one.tenant AND older.thread = one.thread
          AND older.position < one.position AND older.state IN ('waiting', 'sending', 'removing'))`,
      );
    return except.length === 0 ? first : first.where('one.connection_id', 'not in', except);
  };

  return {
    add: (entry) =>
      db.write(async (tx) => {
        if (await find(tx, entry.id)) return false;
        const position = await takeNumbers(tx, tenant, 1);
        await tx
          .insertInto('outbox')
          .values(rowOf({ ...entry, position }))
          .execute();
        await count(tx, entry.state, 1);
        return true;
      }, tenant),

    get: (id) => find(db.read, id),

    update: (id, change) =>
      db.write(async (tx) => {
        const before = await find(tx, id);
        const wanted = before && change(before);
        if (!before || !wanted) return before;
        const changed = await besides(tx, before, wanted);
        const { tenant: _, id: __, ...columns } = rowOf(changed);
        await tx.updateTable('outbox').set(columns).where('tenant', '=', tenant).where('id', '=', id).execute();
        if (changed.state !== before.state) {
          await count(tx, before.state, -1);
          await count(tx, changed.state, 1);
        }
        return changed;
      }, tenant),

    async takeDue(now, limit, except) {
      const rows = await selectFirst(except)
        .select('one.entry')
        .where('one.due_at', '<=', now)
        .orderBy('one.position')
        .limit(limit)
        .execute();
      return rows.map(entryOf);
    },

    async nextDue(except) {
      const row = await selectFirst(except)
        .select((select) => select.fn.min('one.due_at').as('dueAt'))
        .executeTakeFirst();
      return row?.dueAt ?? null;
    },

    async listSending() {
      const rows = await db.read.selectFrom('outbox').select('entry').where('tenant', '=', tenant).where('state', '=', 'sending').execute();
      return rows.map(entryOf);
    },

    list: (states, limit, cursor) => listEntries(db.read, tenant, states, limit, cursor),

    async counts() {
      const rows = await db.read.selectFrom('outbox_counts').select(['state', 'entries']).where('tenant', '=', tenant).execute();
      return { ...NO_ENTRIES, ...Object.fromEntries(rows.map(({ state, entries }) => [state, entries])) };
    },

    delete: (id) =>
      db.write(async (tx) => {
        const before = await find(tx, id);
        if (!before) return;
        await tx.deleteFrom('outbox').where('tenant', '=', tenant).where('id', '=', id).execute();
        await count(tx, before.state, -1);
      }, tenant),
  };
}

/** The store that a transaction sees and changes. */
export const within = (tx: Queries): Pick<Database, 'read' | 'write'> => ({ read: tx, write: (job) => job(tx) });

/** Entries by their ids; those that are not there are missing. */
export async function readEntries(read: Queries, tenant: string, ids: readonly string[]): Promise<Map<string, OutboxEntry>> {
  const rows = await overList(ids, (piece) =>
    read.selectFrom('outbox').select('entry').where('tenant', '=', tenant).where('id', 'in', piece).execute(),
  );
  return new Map(rows.map(entryOf).map((entry) => [entry.id, entry]));
}

/** The tenants of which something is on its way to a CRM that they are connected to. */
export async function listWorkToDo(read: Queries): Promise<string[]> {
  const rows = await read
    .selectFrom('outbox')
    .innerJoin('crm_connections', 'crm_connections.tenant', 'outbox.tenant')
    .select('outbox.tenant')
    .distinct()
    .where('crm_connections.secret', 'is not', null)
    .where(sql<boolean>`state IN ('waiting', 'sending', 'removing')`)
    .execute();
  return rows.map(({ tenant }) => tenant);
}

const entryOf = ({ entry }: { entry: string }) => JSON.parse(entry) as OutboxEntry;

/** The newest of each state, merged: each state's index is read from its newest end. */
async function listEntries(
  read: Queries,
  tenant: string,
  states: readonly EntryState[],
  limit: number,
  cursor: string | undefined,
): Promise<EntryPage> {
  const [changedAt = Number.MAX_SAFE_INTEGER, position = Number.MAX_SAFE_INTEGER] = (cursor ?? '').split('.').filter(Boolean).map(Number);
  const pages = states.map((state) =>
    read
      .selectFrom('outbox')
      .select(['entry', 'changed_at', 'position'])
      .where('tenant', '=', tenant)
      .where('state', '=', state)
      .where((where) =>
        where.or([where('changed_at', '<', changedAt), where.and([where('changed_at', '=', changedAt), where('position', '<', position)])]),
      )
      .orderBy('changed_at', 'desc')
      .orderBy('position', 'desc')
      .limit(limit + 1)
      .execute(),
  );
  const rows = (await Promise.all(pages)).flat().sort((a, b) => b.changed_at - a.changed_at || b.position - a.position);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { entries: page.map(entryOf), cursor: last ? `${last.changed_at}.${last.position}` : null };
}
