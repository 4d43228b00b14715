import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { isStale, isWorthAnother, told } from './postgres-errors';
import { storable } from './storable';
import { StoreAway } from './trouble';

/** A statement that takes longer is given up. */
const STATEMENT_MS = 10_000;
/** A server that does not even say that it gave up: its machine may be gone. */
const SILENCE_MS = 13_000;
const CONNECT_MS = 5000;
/** A node that stopped in the middle of a transaction holds up the others no longer than this. */
const IDLE_IN_TRANSACTION_MS = 15_000;
const MAX_STATEMENTS = 500;

export const COMMIT = 'SET LOCAL statement_timeout = 0; COMMIT';

interface Setting {
  url: string;
  max: number;
  isReader: boolean;
}

export type Pool = pg.Pool;

/** Whoever does not give his connection back loses it after this. */
const CLOSE_MS = 3000;

/** BIGINT and NUMERIC as numbers: ours are times and counts. */
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC ? Number : pg.types.getTypeParser(oid, format)) as never,
};

export function makePool({ url, max, isReader }: Setting): Pool {
  const pool = new pg.Pool({
    ...{ connectionString: url, max, types, keepAlive: true, application_name: 'threadline' },
    ...{ connectionTimeoutMillis: CONNECT_MS, idleTimeoutMillis: 60_000, onConnect: (client) => prepare(client, isReader) },
  });
  // A connection that breaks: the pool drops it, and whoever used it hears of it from his statement.
  pool.on('error', () => undefined);
  const clients = new Set<pg.PoolClient>();
  connected.set(pool, clients);
  pool.on('connect', (client) => clients.add(client.on('error', () => undefined)));
  pool.on('remove', (client) => clients.delete(client as pg.PoolClient));
  return pool;
}

async function prepare(client: pg.ClientBase, isReader: boolean): Promise<void> {
  const settings = [
    `SET statement_timeout = ${STATEMENT_MS}`,
    `SET idle_in_transaction_session_timeout = ${IDLE_IN_TRANSACTION_MS}`,
    `SET default_transaction_read_only = ${isReader ? 'on' : 'off'}`,
  ];
  await client.query(settings.join('; '));
  const { rows } = await client.query(`SELECT pg_is_in_recovery() AS standby, current_setting('synchronous_commit') AS sync`);
  // What a standby answers may be old, and it takes nothing.
  if (rows[0].standby) throw new StoreAway(new Error('This server is a standby.'));
  // What is acknowledged must be on the disk. Any other value waits for at least that.
  if (rows[0].sync === 'off') await client.query('SET synchronous_commit = on');
}

const names = new Map<string, string>();
/** Names a statement, so that the server prepares it once on each connection. Lists are padded, so that few differ. */
function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_STATEMENTS) return known;
  const name = `t${names.size}`;
  names.set(text, name);
  return name;
}

type Answer = pg.QueryResult;
/** Kysely asks in another way for cursors, which we do not use. */
const asClient = (client: { query(text: string, values: readonly unknown[]): Promise<Answer>; release(): void }) =>
  client as unknown as PostgresPoolClient;

async function ask(client: pg.PoolClient, text: string, values: readonly unknown[]): Promise<Answer> {
  // Cut off, the statement fails and the pool drops the connection.
  const timer = setTimeout(() => streamOf(client).destroy(), SILENCE_MS);
  try {
    if (values.length > 0) return await client.query({ name: nameOf(text), text, values: values.map(storable) });
    const results: pg.QueryResult | pg.QueryResult[] = await client.query(text);
    return Array.isArray(results) ? (results.at(-1) as Answer) : results;
  } catch (error) {
    if (isStale(error)) streamOf(client).destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Ends its connections, once those that are in use are given back. */
export async function closePool(pool: Pool): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS);
  });
  await Promise.race([pool.end(), late]);
  clearTimeout(timer);
  for (const client of connected.get(pool) ?? []) streamOf(client).destroy();
}

const connected = new WeakMap<Pool, Set<pg.PoolClient>>();

/** pg has no other way to give up a connection whose other end is silent. */
const streamOf = (client: pg.PoolClient) => (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream;

async function commit(client: pg.PoolClient): Promise<Answer> {
  let warning: unknown = null;
  const hear = (notice: { severity?: string | undefined }) => {
    if (notice.severity === 'WARNING') warning = notice;
  };
  client.on('notice', hear);
  try {
    const answer = await ask(client, COMMIT, []);
    // The server did not wait for its standby, which may be the next leader, without it.
    if (warning || answer.command !== 'COMMIT') throw new StoreAway(warning ?? new Error('The server did not commit.'));
    return answer;
  } finally {
    client.off('notice', hear);
  }
}

/** Connections for transactions. */
export const writersOf = (pool: Pool): PostgresPool => ({
  async connect() {
    const client = await pool.connect();
    return asClient({
      query: (text, values) => (text === COMMIT ? commit(client) : ask(client, text, values)),
      release: () => client.release(),
    });
  },
  end: () => closePool(pool),
});

/** Connections for statements that stand alone and change nothing: one that was cut off is asked again on another connection. */
export const readersOf = (pool: Pool): PostgresPool => ({
  async connect() {
    let client = await pool.connect().catch((cause) => Promise.reject(told(cause)));
    async function query(text: string, values: readonly unknown[]): Promise<Answer> {
      try {
        return await ask(client, text, values);
      } catch (cause) {
        if (!isWorthAnother(cause)) throw told(cause);
      }
      const broken = client;
      client = await pool.connect().catch((cause) => Promise.reject(told(cause)));
      broken.release(true);
      return ask(client, text, values).catch((cause) => Promise.reject(told(cause)));
    }
    return asClient({ query, release: () => client.release() });
  },
  end: () => closePool(pool),
});
