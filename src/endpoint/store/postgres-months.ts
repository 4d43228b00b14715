import type { PoolClient } from 'pg';
import { migrations } from './migrations';
import { alone } from './postgres-migrate';
import type { Pool } from './postgres-pool';
import { tablesByMonth } from './sql-dialects';

/** The month of now and so many after it have their parts: a node that is not started anew for weeks finds them too. */
const MONTHS_AHEAD = 3;
const CHECK_VIOLATION = '23514';

const monthOf = (at: number, later: number): number => {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
};
const partOf = (table: string, month: number) => `${table}_${new Date(month).toISOString().slice(0, 7).replace('-', '_')}`;

/** Makes the parts that are missing. What is of no month that has one lies in the rest, so that nothing is ever refused for its date. */
export async function prepareMonths(pool: Pool, now: number): Promise<void> {
  for (const table of tablesByMonth(migrations.flat())) {
    const present = await partsOf(pool, table);
    const wanted = Array.from({ length: MONTHS_AHEAD + 1 }, (_, later) => monthOf(now, later));
    if (wanted.every((month) => present.includes(partOf(table, month))) && present.includes(`${table}_rest`)) continue;
    await alone(pool, async (client) => {
      await client.query(`CREATE TABLE IF NOT EXISTS ${table}_rest PARTITION OF ${table} DEFAULT`);
      for (const month of wanted) await makePart(client, table, month);
    });
  }
}

async function makePart(client: PoolClient, table: string, month: number): Promise<void> {
  await client.query('SAVEPOINT part');
  try {
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${partOf(table, month)} PARTITION OF ${table} FOR VALUES FROM (${month}) TO (${monthOf(month, 1)})`,
    );
  } catch (error) {
    // The rest holds rows of that month already: there they stay.
    if ((error as { code?: unknown }).code !== CHECK_VIOLATION) throw error;
    await client.query('ROLLBACK TO part');
  }
  await client.query('RELEASE part');
}

/** Drops the parts of months that ended before `at`. */
export async function dropMonths(pool: Pool, at: number): Promise<void> {
  for (const table of tablesByMonth(migrations.flat())) {
    const last = partOf(table, monthOf(at, 0));
    const isOld = (part: string) => /_\d{4}_\d{2}$/.test(part) && part < last;
    const old = (await partsOf(pool, table)).filter(isOld);
    if (old.length === 0) continue;
    await alone(pool, async (client) => {
      for (const part of old) await client.query(`DROP TABLE IF EXISTS ${part}`);
    });
  }
}

async function partsOf(pool: Pool, table: string): Promise<string[]> {
  const { rows } = await pool.query(
    `SELECT child.relname AS part FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid WHERE inhparent = '${table}'::regclass`,
  );
  return rows.map(({ part }) => part as string);
}
