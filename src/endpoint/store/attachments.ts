import { createHash } from 'node:crypto';
import type { Database } from './database';

/** Keeps the bytes under their SHA-256. `false`: they do not hash to it. The same bytes again change nothing. */
export async function keepAttachment(db: Database, tenant: string, sha256: string, bytes: Buffer, now: number): Promise<boolean> {
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) return false;
  const known = await db.read
    .selectFrom('attachments')
    .select('size')
    .where('tenant', '=', tenant)
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  if (known) return true;
  const row = { tenant, sha256, size: bytes.byteLength, bytes, created_at: now };
  await db.write((tx) =>
    tx
      .insertInto('attachments')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  return true;
}

/** The bytes of a kept file; null: they never came. */
export async function readAttachment(db: Pick<Database, 'read'>, tenant: string, sha256: string): Promise<Uint8Array | null> {
  const row = await db.read
    .selectFrom('attachments')
    .select('bytes')
    .where('tenant', '=', tenant)
    .where('sha256', '=', sha256)
    .executeTakeFirst();
  return row ? new Uint8Array(row.bytes) : null;
}
