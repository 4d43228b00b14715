import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables';

interface Waiting {
  /** Runs inside the transaction; answers what to do once the commit is known to have worked. */
  run(tx: Kysely<Tables>): Promise<() => void>;
  fail(cause: unknown): void;
}

/** So many jobs share a commit at most; the others wait for the next. */
const MAX_GROUP = 256;

/**
 * Group commit: one sync of the disk for all writes that arrived while the one before was under way. Each is acknowledged
 * after the commit, never before. The writer is single, so what commits later has the higher number in every sequence.
 */
export function makeGroupCommit(db: Kysely<Tables>) {
  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;

  function write<T>(job: (tx: Kysely<Tables>) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      waiting.push({
        async run(tx) {
          const result = await job(tx);
          return () => resolve(result);
        },
        fail: reject,
      });
      running ??= work();
    });
  }

  async function work(): Promise<void> {
    while (waiting.length > 0) {
      // All requests that this turn of the event loop reads get in before the group is closed.
      await new Promise((resolve) => setImmediate(resolve));
      const group = waiting.slice(0, MAX_GROUP);
      waiting = waiting.slice(MAX_GROUP);
      await commit(db, group);
    }
    running = null;
  }

  return {
    write,
    async drain() {
      while (running) await running;
    },
  };
}

async function commit(db: Kysely<Tables>, group: readonly Waiting[]): Promise<void> {
  try {
    const acknowledgements = await db.connection().execute(async (tx) => {
      await statement(tx, 'BEGIN IMMEDIATE');
      try {
        const done: (() => void)[] = [];
        for (const job of group) {
          const acknowledge = await runApart(tx, job);
          if (acknowledge) done.push(acknowledge);
        }
        await statement(tx, 'COMMIT');
        return done;
      } catch (cause) {
        await statement(tx, 'ROLLBACK').catch(() => undefined);
        throw cause;
      }
    });
    for (const acknowledge of acknowledgements) acknowledge();
  } catch (cause) {
    for (const job of group) job.fail(cause);
  }
}

/** One job of the group in its own savepoint: its failure is its own. */
async function runApart(tx: Kysely<Tables>, job: Waiting): Promise<(() => void) | null> {
  await statement(tx, 'SAVEPOINT job');
  try {
    const acknowledge = await job.run(tx);
    await statement(tx, 'RELEASE job');
    return acknowledge;
  } catch (cause) {
    await statement(tx, 'ROLLBACK TO job');
    await statement(tx, 'RELEASE job');
    job.fail(cause);
    return null;
  }
}

const statement = (tx: Kysely<Tables>, text: string) => sql.raw(text).execute(tx);
