import type { PoolClient } from 'pg';
import { migrations, NEWER } from './migrations';
import type { Pool } from './postgres-pool';
import { inPostgres } from './sql-dialects';

/** Brings the schema up to this version. Of several nodes that start at once one does it, and the others wait. */
export async function migratePostgres(pool: Pool): Promise<void> {
  await alone(pool, async (client) => {
    const { rows } = await client.query(`SELECT current_setting('server_encoding') AS encoding`);
    if (rows[0].encoding !== 'UTF8') throw new Error(`The database must be in UTF8, not in ${rows[0].encoding}.`);
    await client.query('CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)');
    const versions = await client.query('SELECT version FROM schema_version');
    const from: number = versions.rows[0]?.version ?? 0;
    if (from > migrations.length) throw new Error(NEWER);
    if (from === migrations.length) return;
    await client.query(migrations.slice(from).flat().map(inPostgres).join(';\n'));
    await client.query(`DELETE FROM schema_version; INSERT INTO schema_version VALUES (${migrations.length})`);
  });
}

/** Changes the schema in a transaction, on one node at a time, however long it takes. */
export async function alone(pool: Pool, change: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN; SET LOCAL statement_timeout = 0');
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('threadline schema ' || current_schema(), 0))`);
    await change(client);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
