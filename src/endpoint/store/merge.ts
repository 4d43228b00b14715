import type { Queries } from './database';
import type { NewEngagement } from './engagements';
import { groupBy, insertRows, overList } from './lists';

/** A submission of a mail that is there already, as the record `into`. */
export interface Addition extends NewEngagement {
  into: string;
}

/**
 * A mail that came by another way too: what its record is not tied to yet is added to it, everything else stays as it was; the id
 * that it came under is kept as another name of the record.
 */
export async function addToEngagements(
  tx: Queries,
  { tenant, userId }: { tenant: string; userId: string },
  items: readonly Addition[],
): Promise<void> {
  if (items.length === 0) return;
  const aliases = items.map(({ engagement: { id, account, hostId, thread }, hash, into }) => ({
    tenant,
    id,
    engagement_id: into,
    user_id: userId,
    payload_hash: hash,
    account,
    host_id: hostId ?? null,
    thread,
  }));
  await insertRows(aliases, (piece) => tx.insertInto('aliases').values(piece).execute());
  await addTies(tx, tenant, items);
  for (const item of items) await completeIdentity(tx, tenant, item);
}

const keyOf = ({ kind, id }: { kind: string; id: string }) => `${kind}:${id}`;

/** Ties records to what they are not tied to yet. */
export async function addTies(tx: Queries, tenant: string, items: readonly Pick<Addition, 'into' | 'ties'>[]): Promise<void> {
  const ids = items.map(({ into }) => into);
  const records = await overList(ids, (piece) =>
    tx.selectFrom('engagements').select(['id', 'at']).where('tenant', '=', tenant).where('id', 'in', piece).execute(),
  );
  const present = await overList(ids, (piece) =>
    tx
      .selectFrom('associations')
      .select(['engagement_id', 'kind', 'record_id', 'position'])
      .where('tenant', '=', tenant)
      .where('engagement_id', 'in', piece)
      .execute(),
  );
  const tied = groupBy(present, ({ engagement_id }) => engagement_id);
  const added = records.flatMap(({ id: engagement_id, at }) => {
    const there = tied.get(engagement_id) ?? [];
    const known = new Set(there.map(({ kind, record_id: id }) => keyOf({ kind, id })));
    const wanted = items.flatMap(({ into, ties }) => (into === engagement_id ? ties : []));
    const missing = new Map(wanted.flatMap((tie) => (known.has(keyOf(tie)) ? [] : [[keyOf(tie), tie] as const])));
    const next = Math.max(-1, ...there.map(({ position }) => position)) + 1;
    return [...missing.values()].map(({ kind, id, rule }, index) => ({
      tenant,
      engagement_id,
      kind,
      record_id: id,
      rule,
      position: next + index,
      at,
    }));
  });
  await insertRows(added, (piece) => tx.insertInto('associations').values(piece).execute());
}

/** What the first submission did not know of the mail itself. */
async function completeIdentity(tx: Queries, tenant: string, { into, engagement }: Addition): Promise<void> {
  const { messageId, hostId, account, thread, from } = engagement;
  const record = () => tx.updateTable('engagements').where('tenant', '=', tenant).where('id', '=', into);
  if (messageId !== null)
    await record().set({ message_id: messageId }).where('message_id', 'is', null).where('from_address', '=', from.address).execute();
  if (hostId !== undefined)
    await record().set({ host_id: hostId, thread }).where('host_id', 'is', null).where('account', '=', account).execute();
}
