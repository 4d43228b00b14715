import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { describeOutboxStore } from '../../core/outbox/outbox-store.contract';
import { type Database, openDatabase } from './database';
import { makeSqlOutbox } from './sql-outbox';

const folder = mkdtempSync(join(tmpdir(), 'threadline-outbox-'));
let db: Database;
let tenants = 0;

beforeAll(async () => {
  db = await openDatabase(folder);
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true });
});

// One database, a tenant for each test: so no tenant sees another's entries either.
describeOutboxStore('SQL', async () => makeSqlOutbox(db, `tenant-${tenants++}`));
