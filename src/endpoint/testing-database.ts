import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Database } from './store/database';
import { type DatabasePlace, openDatabase } from './store/open-database';

/** The PostgreSQL that the tests are to run on (`npm run test:postgres`), and that ends with them; undefined: they run embedded. */
const TEST_DATABASE_URL = process.env.TEST_DATABASE_URL;
export const isOnPostgres = TEST_DATABASE_URL !== undefined;

/** So many are enough for a test, and leave room for many tests. */
const CONNECTIONS = 6;

export interface TestPlace {
  place: DatabasePlace;
  remove(): Promise<void>;
}

let schemas = 0;
/** Of tests that have ended: to empty one takes a tenth of the time of making one. */
const emptied: TestPlace[] = [];

/** A place for a database that nobody else has: a schema, or a folder in `home`. */
export async function makeTestPlace(home = tmpdir()): Promise<TestPlace> {
  if (TEST_DATABASE_URL === undefined) {
    const folder = mkdtempSync(join(home, 'threadline-store-'));
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

/** A database for one test; closed, what it held is gone. The next one has its tables: whoever changes those makes a place of his own. */
export async function openTestDatabase(): Promise<Database & { place: DatabasePlace }> {
  const home = emptied.pop() ?? (await makeTestPlace());
  const db = await openDatabase(home.place);
  return {
    ...db,
    place: home.place,
    async close() {
      await db.close();
      if (typeof home.place === 'string') return home.remove();
      await ask(home.place.url, EMPTY);
      emptied.push(home);
    },
  };
}

const EMPTY = `DO $$ DECLARE one regclass; BEGIN
  FOR one IN SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'schema_version'
  LOOP EXECUTE 'DELETE FROM ' || one; END LOOP; END $$`;

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
}
