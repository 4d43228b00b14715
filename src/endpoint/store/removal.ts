import type { Database, Queries } from './database';
import { takeNumbers } from './sequence';

/** Who may remove it is the caller's question; answered with null when the id is unknown. */
export async function findLogger(read: Queries, tenant: string, id: string): Promise<string | null> {
  const row = await read.selectFrom('engagements').select('user_id').where('tenant', '=', tenant).where('id', '=', id).executeTakeFirst();
  return row?.user_id ?? null;
}

/** D6: deletes the engagement and files that nothing else uses; leaves a tombstone, also for an id never seen. */
export function removeEngagement(db: Database, who: { tenant: string; userId: string }, id: string, now: number): Promise<void> {
  const { tenant } = who;
  return db.write(async (tx) => {
    const gone = await tx
      .deleteFrom('engagements')
      .where('tenant', '=', tenant)
      .where('id', '=', id)
      .returning(['user_id', 'account', 'message_id'])
      .executeTakeFirst();
    const tombstone = await tx
      .insertInto('tombstones')
      .values({ tenant, engagement_id: id, account: gone?.account ?? null, message_id: gone?.message_id ?? null, removed_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .returning('engagement_id')
      .executeTakeFirst();
    if (gone) {
      await tx.deleteFrom('associations').where('tenant', '=', tenant).where('engagement_id', '=', id).execute();
      await removeFiles(tx, tenant, id);
    }
    if (!tombstone) return;
    const seq = await takeNumbers(tx, tenant, 1);
    const user_id = gone?.user_id ?? who.userId;
    await tx.insertInto('changes').values({ tenant, user_id, seq, engagement_id: id, change: 'removed', at: now }).execute();
  });
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
