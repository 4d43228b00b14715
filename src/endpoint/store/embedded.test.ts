import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeVault } from '../vault';
import { makeCrmConnections } from './crm-connections';
import { DATABASE_FILE } from './embedded';
import { migrations } from './migrations';
import { openDatabase } from './open-database';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'threadline-embedded-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('D1: its log is synced at each commit, in a folder that is made if there is none', async () => {
  const place = join(folder, 'new', 'deep');
  const db = await openDatabase(place);
  const other = new Libsql(join(place, DATABASE_FILE));
  expect(other.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' });
  other.close();
  await db.close();
});

test('a database of a newer version is left alone, and so is a file that is none', async () => {
  const place = join(folder, 'newer');
  const newer = await openDatabase(place);
  await newer.close();
  const file = new Libsql(join(place, DATABASE_FILE));
  file.exec(`PRAGMA user_version = ${migrations.length + 1}`);
  file.close();
  await expect(openDatabase(place)).rejects.toThrow('newer version');
  writeFileSync(join(folder, 'file'), 'text');
  await expect(openDatabase(join(folder, 'file'))).rejects.toThrow();
});

test('I9: what was logged before senders were kept is known again as the mail of its account', async () => {
  const place = join(folder, 'older');
  mkdirSync(place);
  const file = new Libsql(join(place, DATABASE_FILE));
  for (const statement of migrations[0] ?? []) file.exec(statement);
  file.exec(`INSERT INTO engagements (tenant, id, user_id, account, message_id, direction, via, at, logged_at, payload_hash, subject, preview, header, text, html)
    VALUES ('t', 'e1', 'u1', 'anna@northwind.example', '<m1@mail>', 'sent', 'extension', 1, 1, 'h', '', '', '{}', '', '')`);
  file.exec(`INSERT INTO tombstones VALUES ('t', 'e2', 'anna@northwind.example', '<m2@mail>', 1)`);
  file.exec('PRAGMA user_version = 1');
  file.close();
  const upgraded = await openDatabase(place);
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
