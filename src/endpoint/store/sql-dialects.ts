// The schema is written once, in the SQL of `migrations.ts`; here stands all in which databases differ.

/**
 * Marks tables of narrow rows that are only reached by their key. SQLite keeps those in the key's own tree: one write instead of two.
 * To any other database it is a comment.
 */
export const CLUSTERED = '/* clustered */';

/** Marks tables that PostgreSQL keeps in a part for each month of `at`: old ones go as a whole. Their keys hold `at`. */
export const BY_MONTH = '/* by month: at */';

export const inSqlite = (statement: string): string => statement.replace(CLUSTERED, 'WITHOUT ROWID');

/** Text is compared byte by byte, as SQLite does, whatever the language of the database: places in lists depend on it. */
export const inPostgres = (statement: string): string =>
  /^(CREATE|ALTER) TABLE/.test(statement)
    ? statement
        .replace(BY_MONTH, 'PARTITION BY RANGE (at)')
        .replace(/\bTEXT\b/g, 'TEXT COLLATE "C"')
        .replace(/\bBLOB\b/g, 'BYTEA')
    : statement;

/** The names of tables that are kept by month. */
export const tablesByMonth = (statements: readonly string[]): string[] =>
  statements.filter((statement) => statement.includes(BY_MONTH)).flatMap((statement) => /^CREATE TABLE (\w+)/.exec(statement)?.[1] ?? []);
