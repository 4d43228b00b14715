import { join } from 'node:path';
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement, sql } from 'kysely';
import Libsql from 'libsql';
import { makeFolder } from '../make-folder';
import type { Database, Queries } from './database';
import { type Manner, makeGroupCommit } from './group-commit';
import { migrations, NEWER } from './migrations';
import { inSqlite } from './sql-dialects';
import { storable } from './storable';
import type { Tables } from './tables';
import { StoreFull } from './trouble';

/** The file inside the data folder. */
export const DATABASE_FILE = 'threadline.db';
/** Statements kept prepared. Lists are padded (see `lists.ts`), so that few differ. */
const MAX_STATEMENTS = 300;

/** SQLite in this process. There is one writer, so every write sees all that was written before. */
export async function openEmbedded(folder: string): Promise<Database> {
  makeFolder(folder);
  const path = join(folder, DATABASE_FILE);
  const writer = connect(path);
  migrate(writer);
  const reader = connect(path);
  reader.exec('PRAGMA query_only = ON');
  const group = makeGroupCommit(asKysely(writer), manner);
  return {
    read: asKysely(reader),
    write: (job) => group.write(job, ''),
    isShared: false,
    dropMonths: async () => {},
    async close() {
      await group.drain();
      reader.close();
      writer.close();
    },
  };
}

const manner: Manner = {
  atOnce: 1,
  begin: (tx) => sql.raw('BEGIN IMMEDIATE').execute(tx),
  commit: (tx) => sql.raw('COMMIT').execute(tx),
  judge: () => 'final',
  told: (cause) => ((cause as { code?: unknown } | null)?.code === 'SQLITE_FULL' ? new StoreFull(cause) : cause),
};

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
  if (from > migrations.length) throw new Error(NEWER);
  for (const statement of migrations.slice(from).flat()) connection.exec(inSqlite(statement));
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
      const statement = withStorable(connection.prepare(text) as unknown as SqliteStatement);
      const [oldest] = statements.keys();
      if (statements.size >= MAX_STATEMENTS && oldest !== undefined) statements.delete(oldest);
      statements.set(text, statement);
      return statement;
    },
  };
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
}

const withStorable = (statement: SqliteStatement): SqliteStatement => ({
  reader: statement.reader,
  all: (values) => statement.all(values.map(storable)),
  run: (values) => statement.run(values.map(storable)),
  iterate: (values) => statement.iterate(values.map(storable)),
});
