import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { load } from './load.mjs';
import { median } from './support/figures.mjs';

const SIZES = [10_000, Number(process.env.BENCH_ROWS ?? 10_000_000)];
/** What ten million rows and the making of their indexes take on the disk. */
const ROOM = 12e9;
const USERS = 100;
const DAY = 86_400_000;
const [BATCHES, BATCH] = [40, 250];
const FEEDS = 60;
const FLAT = 1.5;

/** Hits written and the feed read, in a table of ten thousand and of ten million hits: neither is to grow with it. */
export async function run() {
  const data = mkdtempSync(join(tmpdir(), 'threadline-bench-'));
  try {
    const { bavail, bsize } = statfsSync(data);
    if (bavail * bsize < ROOM) {
      console.log(`hits-table: left out, as ${data} has less than ${ROOM / 1e9} GB of room`);
      return [];
    }
    const parts = await load('bench/endpoint/pixel-parts.ts');
    const measured = [];
    for (const size of SIZES) measured.push(await measure(parts, join(data, String(size)), size));
    return report(measured);
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

const report = ([small, large]) =>
  [
    ['Hits: one written, in batches', 'insert'],
    ['Hits: a page of the feed, from a cursor', 'feed'],
    ['Hits: the newest page of the feed', 'newest'],
  ].map(([name, what]) => {
    const ratio = large[what] / small[what];
    const flat = { ratio, budget: FLAT, budgetOf: 'ratio', met: ratio <= FLAT };
    return {
      name: `${name}: ${SIZES[1].toLocaleString('en')} rows beside ${SIZES[0].toLocaleString('en')}`,
      value: large[what],
      unit: 'µs',
      baseline: small[what],
      ...flat,
    };
  });

async function measure({ appendHits, openDatabase, readFeed }, folder, size) {
  const db = await openDatabase(folder);
  fill(join(folder, 'threadline.db'), size);
  const tenant = 'tenant';
  const seen = { class: 'person', confidence: 0.95, reason: 'browser', client: null, network: null };
  const verdict = { class: 'person', confidence: 0.95, reason: 'browser' };
  const judge = ({ arrived }) => new Map(arrived.map(({ id }) => [id, verdict]));
  const writing = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const hits = Array.from({ length: BATCH }, (_, index) => {
      const number = batch * BATCH + index;
      const ref = `${(Date.now() - number * 1000).toString(16).padStart(12, '0')}${number.toString(16).padStart(12, 'f')}`;
      return { ...seen, id: `new${number}`, user_id: `user${number % USERS}`, ref, kind: 'open', link: 0, at: Date.now() };
    });
    const began = performance.now();
    await db.write((tx) => appendHits(tx, tenant, hits, judge), tenant);
    writing.push(((performance.now() - began) * 1000) / BATCH);
  }
  const read = async (seq) => {
    const times = [];
    for (let user = 0; user < FEEDS; user++) {
      const began = performance.now();
      await readFeed(db.read, { tenant, userId: `user${user}` }, seq);
      times.push((performance.now() - began) * 1000);
    }
    return median(times);
  };
  // What was written last is in memory, as it is where many read it.
  await read(size - 5000);
  const times = { insert: median(writing), feed: await read(size - 5000), newest: await read(null) };
  await db.close();
  return times;
}

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
