import { unlogged } from '../../core/outbox/entry-changes';
import type { Database, Queries } from './database';
import { takeNumbers } from './sequence';
import { makeSqlOutbox, within } from './sql-outbox';

/** The record that goes by this id, its own or an alias, and who logged it; null: there is none. Who may remove it is the caller's question. */
export async function findLogged(read: Queries, tenant: string, id: string): Promise<{ id: string; userId: string } | null> {
  const alias = await read
    .selectFrom('aliases')
    .select('engagement_id')
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  const row = await read
    .selectFrom('engagements')
    .select(['id', 'user_id as userId'])
    .where('tenant', '=', tenant)
    .where('id', '=', alias?.engagement_id ?? id)
    .executeTakeFirst();
  return row ?? null;
}

/** D6: deletes the engagement, here and, where it was passed on, in the CRM too as soon as that can be,
 * and files that nothing else uses; leaves a tombstone for each of its ids, also for an id never seen. */
export function removeEngagement(db: Database, who: { tenant: string; userId: string }, id: string, now: number): Promise<void> {
  const { tenant } = who;
  return db.write(async (tx) => {
    const record = (await findLogged(tx, tenant, id))?.id ?? (await findRemovedRecord(tx, tenant, id));
    const gone = await tx
      .deleteFrom('engagements')
      .where('tenant', '=', tenant)
      .where('id', '=', record)
      .returning(['id', 'user_id', 'account', 'message_id', 'from_address', 'host_id', 'thread'])
      .executeTakeFirst();
    const aliases = await tx
      .deleteFrom('aliases')
      .where('tenant', '=', tenant)
      .where('engagement_id', '=', record)
      .returning(['id', 'user_id', 'account', 'host_id', 'thread'])
      .execute();
    const never = { id, user_id: who.userId, account: null, host_id: null, thread: null };
    const identity = { message_id: gone?.message_id ?? null, from_address: gone?.from_address ?? null };
    for (const one of gone ? [gone, ...aliases] : [never]) await bury(tx, tenant, { ...one, ...identity, record_id: record }, now);
    await makeSqlOutbox(within(tx), tenant).update(record, (entry) => unlogged(entry, 0, { now, random: Math.random }));
    if (gone) await removeTies(tx, tenant, record);
  }, tenant);
}

async function removeTies(tx: Queries, tenant: string, record: string): Promise<void> {
  await tx.deleteFrom('associations').where('tenant', '=', tenant).where('engagement_id', '=', record).execute();
  await removeFiles(tx, tenant, record);
}

/** Forgets a mail that comes again with other content; what it comes under stays free. */
export async function forgetEngagement(tx: Queries, tenant: string, id: string): Promise<void> {
  await tx.deleteFrom('engagements').where('tenant', '=', tenant).where('id', '=', id).execute();
  await tx.deleteFrom('associations').where('tenant', '=', tenant).where('engagement_id', '=', id).execute();
  await tx.deleteFrom('engagement_attachments').where('tenant', '=', tenant).where('engagement_id', '=', id).execute();
}

/** The id that a removed mail has in the outbox. */
export async function findRemovedRecord(read: Queries, tenant: string, id: string): Promise<string> {
  const row = await read
    .selectFrom('tombstones')
    .select('record_id')
    .where('tenant', '=', tenant)
    .where('engagement_id', '=', id)
    .executeTakeFirst();
  return row?.record_id ?? id;
}

interface Buried {
  id: string;
  user_id: string;
  account: string | null;
  message_id: string | null;
  from_address: string | null;
  host_id: string | null;
  thread: string | null;
  record_id: string;
}

async function bury(tx: Queries, tenant: string, { id, user_id, ...identity }: Buried, now: number): Promise<void> {
  const tombstone = await tx
    .insertInto('tombstones')
    .values({ tenant, engagement_id: id, ...identity, removed_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('engagement_id')
    .executeTakeFirst();
  if (!tombstone) return;
  const seq = await takeNumbers(tx, tenant, 1);
  await tx.insertInto('changes').values({ tenant, user_id, seq, engagement_id: id, change: 'removed', at: now }).execute();
}

async function removeFiles(tx: Queries, tenant: string, engagementId: string): Promise<void> {
  const links = await tx
    .deleteFrom('engagement_attachments')
    .where('tenant', '=', tenant)
    .where('engagement_id', '=', engagementId)
    .returning('sha256')
    .execute();
  for (const { sha256 } of links) {
    const other = tx.selectFrom('engagement_attachments').select('sha256').where('tenant', '=', tenant).where('sha256', '=', sha256);
    await tx
      .deleteFrom('attachments')
      .where('tenant', '=', tenant)
      .where('sha256', '=', sha256)
      .where((where) => where.not(where.exists(other)))
      .execute();
  }
}
