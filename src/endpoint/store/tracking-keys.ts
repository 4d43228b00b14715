import { randomBytes } from 'node:crypto';
import type { Vault } from '../vault';
import type { Database, Queries } from './database';
import type { Row } from './tables';
import { readTrackingRow, writeTrackingRow } from './tracking-settings';

/** Whose key it is; the key itself is derived from the secret of its tenant. `secret` null: sealed with a key that we no longer have. */
export interface KeyOwner {
  tenant: string;
  userId: string;
  generation: number;
  secret: Buffer | null;
}

type KeyRow = Row<'tracking_keys'>;

const newRef = () => randomBytes(4).readUInt32BE();
export const placeOfTracking = (tenant: string) => `tracking ${tenant}`;

/** The owners of all keys that go by this number and were not retired; nearly always one or none. */
export async function findKeyOwners(read: Queries, vault: Vault, keyRef: number): Promise<KeyOwner[]> {
  const rows = await read.selectFrom('tracking_keys').selectAll().where('key_ref', '=', keyRef).where('retired_at', 'is', null).execute();
  return Promise.all(rows.map((row) => ownerOf(read, vault, row)));
}

async function ownerOf(read: Queries, vault: Vault, { tenant, user_id: userId, generation }: KeyRow): Promise<KeyOwner> {
  const { secret } = await readTrackingRow(read, tenant);
  const opened = secret === null ? null : vault.open(secret, placeOfTracking(tenant));
  return { tenant, userId, generation, secret: opened === null ? null : Buffer.from(opened, 'base64') };
}

interface Who {
  tenant: string;
  userId: string;
}

/** The newest key of a user, made where there is none. */
export async function currentKey(db: Database, vault: Vault, who: Who, now: number): Promise<KeyOwner & { keyRef: number }> {
  const row = (await newestKey(db.read, who)) ?? (await db.write(async (tx) => makeFirst(tx, vault, who, now), who.tenant));
  return { ...(await ownerOf(db.read, vault, row)), keyRef: row.key_ref };
}

const selectKeys = (read: Queries, { tenant, userId }: Who) =>
  read.selectFrom('tracking_keys').selectAll().where('tenant', '=', tenant).where('user_id', '=', userId).orderBy('generation', 'desc');

const newestKey = (read: Queries, who: Who): Promise<KeyRow | undefined> =>
  selectKeys(read, who).where('retired_at', 'is', null).limit(1).executeTakeFirst();

async function makeFirst(tx: Queries, vault: Vault, who: Who, now: number): Promise<KeyRow> {
  const there = await newestKey(tx, who);
  if (there) return there;
  const { secret } = await readTrackingRow(tx, who.tenant);
  if (secret === null) await writeTrackingRow(tx, who.tenant, { secret: newSecret(vault, who.tenant) });
  return addKey(tx, who, now);
}

const newSecret = (vault: Vault, tenant: string) => vault.seal(randomBytes(32).toString('base64'), placeOfTracking(tenant));

async function addKey(tx: Queries, who: Who, now: number): Promise<KeyRow> {
  const newest = await selectKeys(tx, who).limit(1).executeTakeFirst();
  let key_ref = newRef();
  while (await tx.selectFrom('tracking_keys').select('key_ref').where('key_ref', '=', key_ref).executeTakeFirst()) key_ref = newRef();
  const generation = (newest?.generation ?? 0) + 1;
  const row: KeyRow = { tenant: who.tenant, key_ref, user_id: who.userId, generation, created_at: now, retired_at: null };
  await tx.insertInto('tracking_keys').values(row).execute();
  return row;
}

/**
 * A new generation of the key of one user, or (`userId` null) of everybody who has one. Tokens made with the old ones stay good, or
 * with `retire` are good no longer; if they all are, the secret behind them is a new one too.
 */
export function rotateKeys(db: Database, vault: Vault, tenant: string, userId: string | null, retire: boolean, now: number): Promise<void> {
  return db.write(async (tx) => {
    const users = tx.selectFrom('tracking_keys').select('user_id').distinct().where('tenant', '=', tenant);
    const owners = userId === null ? (await users.execute()).map(({ user_id }) => user_id) : [userId];
    if (retire) {
      const retired = tx.updateTable('tracking_keys').set({ retired_at: now }).where('tenant', '=', tenant).where('retired_at', 'is', null);
      await (userId === null ? retired : retired.where('user_id', '=', userId)).execute();
    }
    const { secret } = await readTrackingRow(tx, tenant);
    if (secret === null || (retire && userId === null)) await writeTrackingRow(tx, tenant, { secret: newSecret(vault, tenant) });
    for (const owner of owners) await addKey(tx, { tenant, userId: owner }, now);
  }, tenant);
}
