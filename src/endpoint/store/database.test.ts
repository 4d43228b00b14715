import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeVault } from '../crm/vault';
import { makeCrmConnections } from './crm-connections';
import { DATABASE_FILE, type Database, openDatabase } from './database';
import { migrations } from './migrations';
import { takeNumbers } from './sequence';

let folder: string;
let db: Database;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'threadline-store-'));
  db = await openDatabase(join(folder, 'new', 'deep'));
});
afterEach(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

const addTenant = (tenant: string) => db.write((tx) => tx.insertInto('tenants').values({ tenant, name: '', created_at: 0 }).execute());
const tenants = async () => (await db.read.selectFrom('tenants').select('tenant').orderBy('tenant').execute()).map(({ tenant }) => tenant);

test('D1: what is acknowledged is committed: another connection sees it at once', async () => {
  await addTenant('a');
  const other = new Libsql(join(folder, 'new', 'deep', DATABASE_FILE));
  expect(other.prepare('SELECT tenant FROM tenants').all()).toEqual([{ tenant: 'a' }]);
  expect(other.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
  other.close();
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

test('numbers of a sequence have no gap and no repetition, by tenant', async () => {
  const firsts = await Promise.all([3, 1, 2].map((count) => db.write((tx) => takeNumbers(tx, 'a', count))));
  expect(firsts).toEqual([1, 4, 5]);
  expect(await db.write((tx) => takeNumbers(tx, 'b', 1))).toBe(1);
});

test('the reading side cannot write', async () => {
  await expect(db.read.insertInto('tenants').values({ tenant: 'x', name: '', created_at: 0 }).execute()).rejects.toThrow();
});

test('a database of a newer version is left alone, and so is a file that is none', async () => {
  const path = join(folder, 'newer');
  const newer = await openDatabase(path);
  await newer.close();
  const file = new Libsql(join(path, DATABASE_FILE));
  file.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  file.close();
  await expect(openDatabase(path)).rejects.toThrow('newer version');
  writeFileSync(join(folder, 'file'), 'text');
  await expect(openDatabase(join(folder, 'file'))).rejects.toThrow();
});

test('every key and index begins with the tenant, but for the few that find it', async () => {
  const tables = migrations.flat().filter((statement) => statement.startsWith('CREATE TABLE'));
  for (const statement of tables) expect(statement).toMatch(/PRIMARY KEY \(tenant,|tenant TEXT NOT NULL PRIMARY KEY/);
  const others = migrations.flat().filter((statement) => /^CREATE (UNIQUE )?INDEX/.test(statement) && !/\(tenant,/.test(statement));
  expect(others.map((statement) => /INDEX (\w+)/.exec(statement)?.[1])).toEqual(['pairing_codes_by_hash', 'tokens_by_origin']);
});

test('I9: what was logged before senders were kept is known again as the mail of its account', async () => {
  const path = join(folder, 'older');
  mkdirSync(path);
  const file = new Libsql(join(path, DATABASE_FILE));
  for (const statement of migrations[0] ?? []) file.exec(statement);
  file.exec(`INSERT INTO engagements (tenant, id, user_id, account, message_id, direction, via, at, logged_at, payload_hash, subject, preview, header, text, html)
    VALUES ('t', 'e1', 'u1', 'anna@northwind.example', '<m1@mail>', 'sent', 'extension', 1, 1, 'h', '', '', '{}', '', '')`);
  file.exec(`INSERT INTO tombstones VALUES ('t', 'e2', 'anna@northwind.example', '<m2@mail>', 1)`);
  file.exec('PRAGMA user_version = 1');
  file.close();
  const upgraded = await openDatabase(path);
  expect(await upgraded.read.selectFrom('engagements').select(['id', 'from_address', 'host_id', 'thread']).execute()).toEqual([
    { id: 'e1', from_address: 'anna@northwind.example', host_id: null, thread: '' },
  ]);
  expect(await upgraded.read.selectFrom('tombstones').select('from_address').execute()).toEqual([
    { from_address: 'anna@northwind.example' },
  ]);
  await upgraded.close();
});

test('K8: a CRM that was connected before accounts had a table of their own is connected still', async () => {
  const path = join(folder, 'connected');
  mkdirSync(path);
  const file = new Libsql(join(path, DATABASE_FILE));
  for (const statement of migrations.slice(0, 3).flat()) file.exec(statement);
  file.exec(
    `INSERT INTO crm_connections VALUES ('t', 'c1', 'hubspot', 'https://api.hubapi.com', '4711', 'HubSpot 4711', NULL, 1, NULL, 'u1', 5)`,
  );
  const vault = makeVault(Buffer.alloc(32, 7));
  const secret = vault.seal(JSON.stringify({ kind: 'token', token: 'key' }), 'crm t c1');
  file.exec(`UPDATE crm_connections SET secret = '${secret}'`);
  file.exec('PRAGMA user_version = 3');
  file.close();
  const upgraded = await openDatabase(path);
  const connections = makeCrmConnections(upgraded, vault);
  expect(await connections.read('t')).toMatchObject({ id: 'c1', connector: 'hubspot', accountId: '4711', account: 'HubSpot 4711' });
  expect(await connections.readSecret('t')).toMatchObject({ id: 'c1', secret: { token: 'key' } });
  await upgraded.close();
});
