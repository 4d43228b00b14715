import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import type { Database } from './database';
import { type Manner, makeGroupCommit } from './group-commit';
import { judge, told } from './postgres-errors';
import { migratePostgres } from './postgres-migrate';
import { dropMonths, prepareMonths } from './postgres-months';
import { COMMIT, closePool, makePool, readersOf, writersOf } from './postgres-pool';
import { takeNumbers } from './sequence';
import type { Tables } from './tables';

/** A PostgreSQL server, as a URL says it (`postgres://user:password@host/database?sslmode=verify-full`). */
export interface PostgresPlace {
  url: string;
  /** Of this node. */
  connections: number;
}

const DAY_MS = 86_400_000;
/** Of the connections so many write; the others read. */
const WRITERS = 0.4;

/**
 * PostgreSQL, to which several nodes may write. Transactions are READ COMMITTED; those of one tenant hold its sequence's row from their
 * beginning, so that they run one after another, as on a database of one writer.
 */
export async function openPostgres({ url, connections }: PostgresPlace): Promise<Database> {
  const max = Math.max(1, Math.round(connections * WRITERS));
  const writers = makePool({ url, max, isReader: false });
  const readers = makePool({ url, max: Math.max(1, connections - max), isReader: true });
  const end = () => Promise.all([closePool(writers), closePool(readers)]);
  try {
    await migratePostgres(writers);
    await prepareMonths(writers, Date.now());
  } catch (error) {
    await end();
    throw error;
  }
  const preparation = setInterval(() => void prepareMonths(writers, Date.now()).catch(() => undefined), DAY_MS).unref();
  const group = makeGroupCommit(kyselyOver(writersOf(writers)), { ...manner, atOnce: max });
  return {
    read: kyselyOver(readersOf(readers)),
    write: (job, tenant = '') => group.write(job, tenant),
    isShared: true,
    dropMonths: (at) => dropMonths(writers, at),
    async close() {
      clearInterval(preparation);
      await group.drain();
      await end();
    },
  };
}

const kyselyOver = (pool: PostgresPool) => new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

const manner: Omit<Manner, 'atOnce'> = {
  async begin(tx, tenant) {
    await sql.raw('BEGIN').execute(tx);
    if (tenant !== '') await takeNumbers(tx, tenant, 0);
  },
  commit: (tx) => sql.raw(COMMIT).execute(tx),
  judge,
  told,
};
