import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../testing-database';
import { makeStored } from './database-samples';
import { migrations } from './migrations';
import { openDatabase } from './open-database';
import { takeNumbers } from './sequence';

// What a store keeps to, on whatever database: embedded here, on PostgreSQL by `npm run test:postgres`.

let db: Awaited<ReturnType<typeof openTestDatabase>>;
beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.close());

const { addTenant, tenants } = makeStored(() => db);

test('D1: what is acknowledged is committed: another connection sees it at once', async () => {
  await addTenant('a');
  const other = await openDatabase(db.place);
  expect(await makeStored(() => other).tenants()).toEqual(['a']);
  await other.close();
});

test('a job that throws takes back its own changes only, though it shared the commit', async () => {
  const failing = db.write(async (tx) => {
    await tx.insertInto('tenants').values({ tenant: 'bad', name: '', created_at: 0 }).execute();
    throw new Error('no');
  });
  const results = await Promise.allSettled([addTenant('a'), failing, addTenant('b'), addTenant('a')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  expect(await tenants()).toEqual(['a', 'b']);
});

test('a statement that fails takes its job with it, and no other', async () => {
  const broken = db.write((tx) => sql`SELECT no_such_column FROM tenants`.execute(tx));
  const results = await Promise.allSettled([addTenant('a'), broken, addTenant('b')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a reader sees nothing of a transaction that is under way', async () => {
  let seen: string[] = [];
  await db.write(async (tx) => {
    await tx.insertInto('tenants').values({ tenant: 'a', name: '', created_at: 0 }).execute();
    seen = await tenants();
  });
  expect([seen, await tenants()]).toEqual([[], ['a']]);
});

test('writes that arrive together share a commit', async () => {
  const commits: string[] = [];
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      db.write(async (tx) => {
        const [row] = await tx
          .selectFrom('tenants')
          .select((select) => select.fn.countAll<number>().as('rows'))
          .execute();
        commits.push(`${row?.rows} before, ${(await tenants()).length} committed`);
        await tx
          .insertInto('tenants')
          .values({ tenant: String(index), name: '', created_at: 0 })
          .execute();
      }),
    ),
  );
  // None was committed while the last of them ran: so they were one transaction.
  expect(commits.at(-1)).toBe('49 before, 0 committed');
});

test('jobs of one organisation see what those before them wrote', async () => {
  const readThenWrite = () =>
    db.write(async (tx) => {
      const rows = await tx.selectFrom('changes').select('seq').where('tenant', '=', 't').execute();
      const seq = rows.length + 1;
      await tx.insertInto('changes').values({ tenant: 't', user_id: 'u', seq, engagement_id: 'e', change: 'logged', at: 0 }).execute();
      return seq;
    }, 't');
  expect(await Promise.all(Array.from({ length: 20 }, readThenWrite))).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

test('numbers of a sequence have no gap and no repetition, by tenant', async () => {
  const firsts = await Promise.all([3, 1, 2].map((count) => db.write((tx) => takeNumbers(tx, 'a', count), 'a')));
  expect(firsts).toEqual([1, 4, 5]);
  expect(await db.write((tx) => takeNumbers(tx, 'b', 1))).toBe(1);
});

test('numbers are numbers: times, counts, sums and what there is none of', async () => {
  const at = Date.UTC(2099, 0);
  await addTenant('a', at);
  const row = await db.read
    .selectFrom('tenants')
    .select((select) => [
      select.fn.max('created_at').as('at'),
      select.fn.countAll().as('rows'),
      select.fn.sum('created_at').as('sum'),
      select.fn.min(select.case().when('tenant', '=', 'none').then(1).end()).as('none'),
    ])
    .executeTakeFirst();
  expect(row).toEqual({ at, rows: 1, sum: at, none: null });
});

test('text is ordered byte by byte, whatever the language of the database', async () => {
  const names = ['a', 'B', 'ä', 'Z', '~', '_', 'aa', 'A', 'é', '\u{1F600}', '\uFFFD', '-b', ' '];
  for (const name of names) await addTenant(name);
  expect(await tenants()).toEqual(names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  const after = await db.read.selectFrom('tenants').select('tenant').where('tenant', '>', 'Z').orderBy('tenant').limit(1).execute();
  expect(after).toEqual([{ tenant: '_' }]);
});

test('text that no database takes as it is comes back with U+FFFD, and is found again', async () => {
  await addTenant('nul \0 half \ud83d!');
  const found = await db.read.selectFrom('tenants').select('tenant').where('tenant', '=', 'nul \0 half \ud83d!').execute();
  expect(found).toEqual([{ tenant: 'nul \uFFFD half \uFFFD!' }]);
});

test('bytes come back as they were', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  await db.write((tx) => tx.insertInto('attachments').values({ tenant: 't', sha256: 'h', size: 256, bytes, created_at: 0 }).execute());
  const row = await db.read.selectFrom('attachments').select('bytes').executeTakeFirstOrThrow();
  expect(Buffer.compare(Buffer.from(row.bytes), bytes)).toBe(0);
});

test('the reading side cannot write', async () => {
  await expect(db.read.insertInto('tenants').values({ tenant: 'x', name: '', created_at: 0 }).execute()).rejects.toThrow();
});

test('closing waits for what was begun', async () => {
  const place = await openDatabase(db.place);
  const begun = Promise.all(['a', 'b', 'c'].map((tenant) => makeStored(() => place).addTenant(tenant)));
  await place.close();
  await begun;
  expect(await tenants()).toEqual(['a', 'b', 'c']);
});

test('every key and index begins with the tenant, but for the few that find it', async () => {
  const tables = migrations.flat().filter((statement) => statement.startsWith('CREATE TABLE'));
  for (const statement of tables) expect(statement).toMatch(/PRIMARY KEY \(tenant,|tenant TEXT NOT NULL PRIMARY KEY/);
  const others = migrations.flat().filter((statement) => /^CREATE (UNIQUE )?INDEX/.test(statement) && !/\(tenant,/.test(statement));
  expect(others.map((statement) => /INDEX (\w+)/.exec(statement)?.[1])).toEqual([
    'pairing_codes_by_hash',
    'tokens_by_origin',
    'tracking_keys_by_ref',
  ]);
});
