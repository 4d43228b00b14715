import { afterAll, beforeAll } from 'vitest';
import { describeOutboxStore } from '../../core/outbox/outbox-store.contract';
import { openTestDatabase } from '../testing-database';
import type { Database } from './database';
import { makeSqlOutbox } from './sql-outbox';

let db: Database;
let tenants = 0;

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

// One database, a tenant for each test: so no tenant sees another's entries either.
describeOutboxStore('SQL', async () => makeSqlOutbox(db, `tenant-${tenants++}`));
