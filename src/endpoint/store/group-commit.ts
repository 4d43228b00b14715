import { setTimeout } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables';

/**
 * What an error leaves to do: `final`: whoever asked hears of it; `job`: that job may be run again, as somebody else wrote what it was
 * about to; `group`: nothing of the transaction is left, all of it may be run again.
 */
export type Verdict = 'final' | 'job' | 'group';

/** How a database commits. */
export interface Manner {
  /** Groups under way at once, each of another tenant. */
  atOnce: number;
  begin(tx: Kysely<Tables>, tenant: string): Promise<unknown>;
  commit(tx: Kysely<Tables>): Promise<unknown>;
  /** `isCommitting`: it is the commit that failed, which may have worked all the same. */
  judge(cause: unknown, isCommitting: boolean): Verdict;
  /** What whoever asked is told of it. */
  told(cause: unknown): unknown;
}

interface Waiting {
  /** Runs inside the transaction; answers what to do once the commit is known to have worked. */
  run(tx: Kysely<Tables>): Promise<() => void>;
  fail(cause: unknown): void;
}

/** So many jobs share a commit at most; the others wait for the next. */
const MAX_GROUP = 256;
const TRIES = 4;
/** Nobody waits for tries longer than this. */
const PATIENCE_MS = 6000;
/** Before another try, longer each time. */
const PAUSE_MS = 40;

/**
 * Group commit: one sync of the disk for all writes of a tenant that arrived while the one before was under way. Each is acknowledged
 * after the commit, never before.
 */
export function makeGroupCommit(db: Kysely<Tables>, manner: Manner) {
  /** In the order in which their turn comes. */
  const waiting = new Map<string, Waiting[]>();
  const running = new Map<string, Promise<void>>();

  function write<T>(job: (tx: Kysely<Tables>) => Promise<T>, tenant: string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const lane = waiting.get(tenant) ?? [];
      waiting.set(tenant, lane);
      lane.push({
        async run(tx) {
          const result = await job(tx);
          return () => resolve(result);
        },
        fail: (cause) => reject(manner.told(cause)),
      });
      begin();
    });
  }

  function begin(): void {
    for (const tenant of waiting.keys()) {
      if (running.size >= manner.atOnce) return;
      if (!running.has(tenant)) running.set(tenant, work(tenant));
    }
  }

  async function work(tenant: string): Promise<void> {
    // All requests that this turn of the event loop reads get in before the group is closed.
    await new Promise((resolve) => setImmediate(resolve));
    const lane = waiting.get(tenant) ?? [];
    waiting.delete(tenant);
    const group = lane.splice(0, MAX_GROUP);
    if (lane.length > 0) waiting.set(tenant, lane);
    await commit(db, manner, tenant, group);
    running.delete(tenant);
    begin();
  }

  return {
    write,
    async drain() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

/** Until it is committed, or has failed for good. */
async function commit(db: Kysely<Tables>, manner: Manner, tenant: string, group: readonly Waiting[]): Promise<void> {
  const open = new Set(group);
  const until = performance.now() + PATIENCE_MS;
  for (let tries = 1; open.size > 0; tries++) {
    const failure = await attempt(db, manner, tenant, open);
    if (failure === null) return;
    if (tries >= TRIES || failure.verdict === 'final' || performance.now() > until) {
      for (const job of open) job.fail(failure.cause);
      return;
    }
    await setTimeout(PAUSE_MS * tries * (0.5 + Math.random()));
  }
}

/** One transaction. Null: it is committed, and all that is in it acknowledged. What fails by itself leaves `open`. */
async function attempt(db: Kysely<Tables>, manner: Manner, tenant: string, open: Set<Waiting>) {
  let isCommitting = false;
  try {
    const acknowledgements = await db.connection().execute(async (tx) => {
      try {
        await manner.begin(tx, tenant);
        const done: (() => void)[] = [];
        for (const job of open) {
          const acknowledge = await runApart(tx, manner, job);
          if (acknowledge) done.push(acknowledge);
          else open.delete(job);
        }
        isCommitting = true;
        await manner.commit(tx);
        return done;
      } catch (cause) {
        await statement(tx, 'ROLLBACK').catch(() => undefined);
        throw cause;
      }
    });
    for (const acknowledge of acknowledgements) acknowledge();
    return null;
  } catch (cause) {
    return { cause, verdict: manner.judge(cause, isCommitting) };
  }
}

/** One job of the group in its own savepoint: its failure is its own. */
async function runApart(tx: Kysely<Tables>, manner: Manner, job: Waiting): Promise<(() => void) | null> {
  await statement(tx, 'SAVEPOINT job');
  for (let tries = 1; ; tries++) {
    try {
      const acknowledge = await job.run(tx);
      await statement(tx, 'RELEASE job');
      return acknowledge;
    } catch (cause) {
      const verdict = manner.judge(cause, false);
      if (verdict === 'group') throw cause;
      await statement(tx, 'ROLLBACK TO job');
      if (verdict === 'job' && tries < TRIES) continue;
      await statement(tx, 'RELEASE job');
      job.fail(cause);
      return null;
    }
  }
}

const statement = (tx: Kysely<Tables>, text: string) => sql.raw(text).execute(tx);
