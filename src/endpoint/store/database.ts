import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';
import Libsql from 'libsql';
import { makeGroupCommit } from './group-commit';
import { CLUSTERED, migrations } from './migrations';
import type { Tables } from './tables';

/** Something to query: the reading side, or the transaction that a write was given. */
export type Queries = Kysely<Tables>;

/**
 * The store. `read` sees what is committed and nothing else. `write` runs a job in a transaction and resolves when it is
 * on the disk; jobs run one after another, and those that arrive together share one transaction. A job that
 * throws takes back its own changes only.
 */
export interface Database {
  read: Queries;
  write<T>(job: (tx: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The file inside the data folder. */
export const DATABASE_FILE = 'threadline.db';
/** Statements kept prepared. Lists are padded (see `lists.ts`), so that few differ. */
const MAX_STATEMENTS = 300;

/** Opens the database in `folder`, makes what is missing and brings the schema up to this version. Throws if it cannot be written. */
export async function openDatabase(folder: string): Promise<Database> {
  makeFolder(folder);
  const path = join(folder, DATABASE_FILE);
  const writer = connect(path);
  migrate(writer);
  const reader = connect(path);
  reader.exec('PRAGMA query_only = ON');
  const read = asKysely(reader);
  const group = makeGroupCommit(asKysely(writer));
  return {
    read,
    write: group.write,
    async close() {
      await group.drain();
      reader.close();
      writer.close();
    },
  };
}

/** Node's own `recursive` never ends where the system answers ENOENT for an existing parent, as under /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

type Connection = InstanceType<typeof Libsql>;

function connect(path: string): Connection {
  const connection = new Libsql(path);
  connection.exec('PRAGMA busy_timeout = 5000');
  connection.exec('PRAGMA journal_mode = WAL');
  // FULL: the log is synced at each commit. NORMAL would lose acknowledged rows when the power fails.
  connection.exec('PRAGMA synchronous = FULL');
  return connection;
}

function migrate(connection: Connection): void {
  connection.exec('BEGIN IMMEDIATE');
  const { user_version: from } = connection.prepare('PRAGMA user_version').get() as { user_version: number };
  if (from > migrations.length) throw new Error('The database was written by a newer version of Threadline.');
  for (const statement of migrations.slice(from).flat()) connection.exec(statement.replace(CLUSTERED, 'WITHOUT ROWID'));
  connection.exec(`PRAGMA user_version = ${migrations.length}`);
  connection.exec('COMMIT');
}

function asKysely(connection: Connection): Queries {
  const statements = new Map<string, SqliteStatement>();
  const database: SqliteDatabase = {
    close: () => connection.close(),
    prepare(text) {
      const known = statements.get(text);
      if (known) return known;
      const statement = connection.prepare(text) as unknown as SqliteStatement;
      const [oldest] = statements.keys();
      if (statements.size >= MAX_STATEMENTS && oldest !== undefined) statements.delete(oldest);
      statements.set(text, statement);
      return statement;
    },
  };
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}
