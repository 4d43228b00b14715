import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { load } from './load.mjs';
import { median } from './support/figures.mjs';

const SIZES = [10_000, Number(process.env.BENCH_ROWS ?? 10_000_000)];
/** What ten million rows and the making of their indexes take on the disk. */
const ROOM = 12e9;
/** So few that each has more than a page. */
const USERS = 50;
const DAY = 86_400_000;
const [BATCHES, BATCH] = [40, 250];
/** Each user's feed is read so often. */
const READINGS = 4;
const FLAT = 1.5;

/**
 * Hits written and the feed read, in a table of ten thousand and of ten million hits: neither is to grow with it. Turn about, and a ratio
 * is that of a pair: what the computer does besides lasts longer than one of them.
 */
export async function run() {
  const data = mkdtempSync(join(tmpdir(), 'threadline-bench-'));
  const tables = [];
  try {
    const { bavail, bsize } = statfsSync(data);
    if (bavail * bsize < ROOM) {
      console.log(`hits-table: left out, as ${data} has less than ${ROOM / 1e9} GB of room`);
      return [];
    }
    const parts = await load('bench/endpoint/pixel-parts.ts');
    for (const size of SIZES) {
      const folder = join(data, String(size));
      tables.push({ size, db: await parts.openDatabase(folder) });
      fill(join(folder, 'threadline.db'), size);
    }
    return report(await measure(parts, tables));
  } finally {
    for (const { db } of tables) await db.close();
    rmSync(data, { recursive: true, force: true });
  }
}

const report = (pairs) =>
  [
    ['Hits: one written, in batches', 'insert'],
    ['Hits: a page of the feed, from a cursor that is 5,000 hits old', 'recent'],
    ['Hits: a page of the feed, from a cursor anywhere in the older half', 'old'],
    ['Hits: the newest page of the feed', 'newest'],
  ].map(([name, what]) => {
    const ratio = median(pairs[what].map(([small, large]) => large / small));
    const [baseline, value] = [0, 1].map((which) => median(pairs[what].map((pair) => pair[which])));
    const flat = { ratio, budget: FLAT, budgetOf: 'ratio', met: ratio <= FLAT };
    return {
      name: `${name}: ${SIZES[1].toLocaleString('en')} rows beside ${SIZES[0].toLocaleString('en')}`,
      ...{ value, unit: 'µs', baseline, ...flat },
    };
  });

/** Pairs of µs: in the small table, and in the large one. */
async function measure({ appendHits, readFeed }, tables) {
  const pairs = { insert: [], recent: [], old: [], newest: [] };
  for (let batch = 0; batch < BATCHES; batch++)
    pairs.insert.push(await inTurn(tables, BATCH, ({ db }) => db.write((tx) => appendHits(tx, 'tenant', newHits(batch), judge), 'tenant')));
  const read = (seqIn) => (user) =>
    inTurn(tables, 1, (table) => readFeed(table.db.read, { tenant: 'tenant', userId: `user${user}` }, seqIn(table)));
  const ways = {
    recent: read(({ size }) => size - 5000),
    old: read(({ size }) => Math.floor((size / 2) * Math.random())),
    newest: read(() => null),
  };
  // The first is to warm up.
  for (let reading = 0; reading <= READINGS; reading++)
    for (let user = 0; user < USERS; user++)
      for (const [name, way] of Object.entries(ways)) {
        const pair = await way(user);
        if (reading > 0) pairs[name].push(pair);
      }
  return pairs;
}

/** µs for each of `times`, in each table. */
async function inTurn(tables, times, work) {
  const taken = [];
  for (const table of tables) {
    const began = performance.now();
    await work(table);
    taken.push(((performance.now() - began) * 1000) / times);
  }
  return taken;
}

const verdict = { class: 'person', confidence: 0.95, reason: 'browser' };
const judge = ({ arrived }) => new Map(arrived.map(({ id }) => [id, verdict]));

const newHits = (batch) =>
  Array.from({ length: BATCH }, (_, index) => {
    const number = batch * BATCH + index;
    const ref = `${(Date.now() - number * 1000).toString(16).padStart(12, '0')}${number.toString(16).padStart(12, 'f')}`;
    const hit = { ...verdict, client: null, network: null, kind: 'open', link: 0, at: Date.now() };
    return { ...hit, id: `new${number}`, user_id: `user${number % USERS}`, ref };
  });

/** Half a year of hits, ten for each message; with the indexes made after, as one by one they would take all night. */
function fill(path, rows) {
  const db = new Libsql(path);
  const indexes = db.prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'hits' AND sql IS NOT NULL`).all();
  for (const { name } of indexes) db.exec(`DROP INDEX ${name}`);
  const from = Date.now() - 180 * DAY;
  const step = (180 * DAY) / rows;
  db.exec(`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${rows})
    INSERT INTO hits (tenant, at, id, user_id, ref, kind, link, class, confidence, reason, seq)
    SELECT 'tenant', CAST(${from} + i * ${step} AS INTEGER), 'b' || i, 'user' || ((i / 10) % ${USERS}),
      printf('%012x', CAST(${from} + (i / 10) * 10 * ${step} AS INTEGER)) || printf('%012x', i / 10),
      'open', 0, 'person', '0.95', 'browser', i + 1 FROM n`);
  db.exec(`INSERT INTO sequences (tenant, value) VALUES ('tenant', ${rows + 1})`);
  for (const { sql } of indexes) db.exec(sql);
  // What was written last is not to be read through the whole log.
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}
