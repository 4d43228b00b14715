import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Database } from './store/database';
import { type DatabasePlace, openDatabase } from './store/open-database';

/** The PostgreSQL that the tests are to run on (`npm run test:postgres`); undefined: they run embedded. */
const TEST_DATABASE_URL = process.env.TEST_DATABASE_URL;

/** So many are enough for a test, and leave room for many tests. */
const CONNECTIONS = 6;

export interface TestPlace {
  place: DatabasePlace;
  remove(): Promise<void>;
}

let schemas = 0;

/** A place for a database that nobody else has: a folder, or a schema. */
export async function makeTestPlace(): Promise<TestPlace> {
  if (TEST_DATABASE_URL === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'threadline-store-'));
    return { place: folder, remove: async () => rmSync(folder, { recursive: true, force: true }) };
  }
  const schema = ['test', process.pid, Date.now().toString(36), schemas++].join('_');
  await ask(TEST_DATABASE_URL, `CREATE SCHEMA ${schema}`);
  const url = new URL(TEST_DATABASE_URL);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return {
    place: { url: url.href, connections: CONNECTIONS },
    remove: () => ask(TEST_DATABASE_URL, `DROP SCHEMA ${schema} CASCADE`),
  };
}

/** A database for one test; closed, it is gone. */
export async function openTestDatabase(): Promise<Database & { place: DatabasePlace }> {
  const { place, remove } = await makeTestPlace();
  const db = await openDatabase(place);
  return {
    ...db,
    place,
    async close() {
      await db.close();
      await remove();
    },
  };
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
