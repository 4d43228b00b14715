import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgres, startPostgres } from '../scripts/postgres.mjs';
import { median } from './support/figures.mjs';
import { BATCH, measure } from './support/ingest-load.mjs';
import { MAIN, pair, start } from './support/servers.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

/**
 * Mails logged durably, in batches, for one organisation: embedded, and on a PostgreSQL on this machine by one node and by two, turn about.
 * The server and the nodes share the machine's cores, so two nodes show what they cost each other rather than what more machines bring.
 */
export async function run() {
  if (!findPostgres()) throw new Error('PostgreSQL is not installed (Debian: postgresql).');
  const data = mkdtempSync(join(tmpdir(), 'threadline-bench-'));
  const server = await startPostgres({ durable: true });
  const nodes = [];
  try {
    const shared = { DATABASE_URL: server.url, THREADLINE_KEY: randomBytes(32).toString('hex') };
    const open = async (name, env) => {
      const node = await start(MAIN, join(data, name), ['--demo'], env);
      nodes.push(node);
      return node;
    };
    const embedded = await open('embedded', {});
    const [one, other] = [await open('one', shared), await open('other', shared)];
    const ownToken = await pair(embedded);
    const token = await pair(one);
    const ways = [() => measure([embedded.url], ownToken), () => measure([one.url], token), () => measure([one.url, other.url], token)];
    for (const way of ways) await way();
    await analyse(server.url);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const figures = [];
      for (const way of ways) figures.push(await way());
      rounds.push(figures);
    }
    const [baseline, single, both] = ways.map((_, which) => median(rounds.map((round) => round[which])));
    const ratio = (which) => median(rounds.map((round) => round[which] / round[0]));
    return [
      figure(`PostgreSQL, one node: rows written durably, batches of ${BATCH} mails, beside embedded`, single, baseline, ratio(1)),
      figure('PostgreSQL, two nodes: the same', both, baseline, ratio(2)),
    ];
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

/** What PostgreSQL does by itself within a minute: until then it plans for tables that it takes for empty. */
async function analyse(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('ANALYZE');
  await client.end();
}

const figure = (name, value, baseline, ratio) => ({ name, value, unit: 'rows/s', baseline, ratio, budget: null, met: null });
