import type { IngestResult, TimelineItem } from '../../core/endpoint-api';
import type { Engagement, Exclusion } from '../../core/engagement';
import type { CrmRef } from '../../core/outcome';
import type { Database, Queries } from './database';
import { groupBy, insertRows, overList } from './lists';
import { nameRecords, type UrlOf } from './records';
import { takeNumbers } from './sequence';

type TieRule = TimelineItem['records'][number]['rule'];

export interface NewEngagement {
  engagement: Engagement;
  hash: string;
  /** In the order in which they are shown. */
  ties: { kind: TimelineItem['records'][number]['kind']; id: string; rule: TieRule }[];
  leftOut: Exclusion[];
}

/** What a list shows of an engagement besides its columns. */
export interface Header extends Pick<Engagement, 'from' | 'to' | 'cc' | 'bcc' | 'attachments' | 'excluded'> {
  /** Whom the endpoint itself left out. */
  leftOut: Exclusion[];
}

/** What is known already of the engagements that somebody wants to log. Message keys are `account message-id`. */
export interface Engagements {
  byId: Map<string, { userId: string; hash: string }>;
  byMessage: Map<string, string>;
  removed: Set<string>;
  removedMessages: Set<string>;
}

const PREVIEW = 240;

export async function findSeen(tx: Queries, tenant: string, engagements: readonly Engagement[]): Promise<Engagements> {
  const ids = engagements.map(({ id }) => id);
  const messages = engagements.flatMap(({ messageId }) => messageId ?? []);
  const accounts = [...new Set(engagements.map(({ account }) => account))];
  const byId = await overList(ids, (piece) =>
    tx.selectFrom('engagements').select(['id', 'user_id', 'payload_hash']).where('tenant', '=', tenant).where('id', 'in', piece).execute(),
  );
  const removed = await overList(ids, (piece) =>
    tx.selectFrom('tombstones').select('engagement_id').where('tenant', '=', tenant).where('engagement_id', 'in', piece).execute(),
  );
  const byMessage = await overList(messages, (piece) => selectByMessage(tx, tenant, accounts, piece).execute());
  const removedMessages = await overList(messages, (piece) =>
    tx
      .selectFrom('tombstones')
      .select(['account', 'message_id'])
      .where('tenant', '=', tenant)
      .where('account', 'in', accounts)
      .where('message_id', 'in', piece)
      .execute(),
  );
  return {
    byId: new Map(byId.map(({ id, user_id, payload_hash }) => [id, { userId: user_id, hash: payload_hash }])),
    byMessage: new Map(byMessage.map(({ id, account, message_id }) => [`${account} ${message_id}`, id])),
    removed: new Set(removed.map(({ engagement_id }) => engagement_id)),
    removedMessages: new Set(removedMessages.map(({ account, message_id }) => `${account} ${message_id}`)),
  };
}

const selectByMessage = (read: Queries, tenant: string, accounts: readonly string[], messageIds: readonly string[]) =>
  read
    .selectFrom('engagements')
    .select(['id', 'account', 'message_id'])
    .where('tenant', '=', tenant)
    .where('account', 'in', accounts)
    .where('message_id', 'in', messageIds);

/** Writes engagements that are known to be new, what each is tied to, and the feed of changes. */
export async function insertEngagements(
  tx: Queries,
  { tenant, userId }: { tenant: string; userId: string },
  items: readonly NewEngagement[],
  now: number,
): Promise<void> {
  if (items.length === 0) return;
  const attached = items.flatMap(({ engagement }) =>
    engagement.attachments.flatMap(({ sha256 }) => (sha256 ? [{ tenant, engagement_id: engagement.id, sha256 }] : [])),
  );
  const kept = await keptAttachments(
    tx,
    tenant,
    attached.map(({ sha256 }) => sha256),
  );
  const rows = items.map((item) => rowOf(item, tenant, userId, kept, now));
  await insertRows(rows, (piece) => tx.insertInto('engagements').values(piece).execute());
  const ties = items.flatMap(({ engagement, ties }) =>
    ties.map(({ kind, id, rule }, position) => ({
      tenant,
      engagement_id: engagement.id,
      kind,
      record_id: id,
      rule,
      position,
      at: engagement.at,
    })),
  );
  await insertRows(ties, (piece) => tx.insertInto('associations').values(piece).execute());
  const links = attached.filter(({ sha256 }) => kept.has(sha256));
  await insertRows(links, (piece) =>
    tx
      .insertInto('engagement_attachments')
      .values(piece)
      .onConflict((c) => c.doNothing())
      .execute(),
  );
  const seq = await takeNumbers(tx, tenant, items.length);
  const changes = items.map(({ engagement: { id } }, index) => ({
    tenant,
    user_id: userId,
    seq: seq + index,
    engagement_id: id,
    change: 'logged' as const,
    at: now,
  }));
  await insertRows(changes, (piece) => tx.insertInto('changes').values(piece).execute());
}

async function keptAttachments(tx: Queries, tenant: string, hashes: readonly string[]): Promise<Set<string>> {
  const rows = await overList(hashes, (piece) =>
    tx.selectFrom('attachments').select('sha256').where('tenant', '=', tenant).where('sha256', 'in', piece).execute(),
  );
  return new Set(rows.map(({ sha256 }) => sha256));
}

function rowOf({ engagement, hash, leftOut }: NewEngagement, tenant: string, userId: string, kept: Set<string>, now: number) {
  const { from, to, cc, bcc, excluded } = engagement;
  // A file whose content never came is shown by its name and size alone.
  const attachments = engagement.attachments.map((one) => ({ ...one, sha256: one.sha256 && kept.has(one.sha256) ? one.sha256 : null }));
  const header: Header = { from, to, cc, bcc, attachments, excluded, leftOut };
  return {
    tenant,
    id: engagement.id,
    user_id: userId,
    account: engagement.account,
    message_id: engagement.messageId,
    direction: engagement.direction,
    via: engagement.via,
    at: engagement.at,
    logged_at: now,
    payload_hash: hash,
    subject: storable(engagement.subject),
    preview: storable(engagement.text.slice(0, 4 * PREVIEW))
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, PREVIEW),
    header: JSON.stringify(header),
    text: storable(engagement.text),
    html: storable(engagement.html),
  };
}

/** PostgreSQL's TEXT takes no NUL, and many a tool ends a text there. */
const storable = (text: string) => text.replaceAll('\0', '\uFFFD');

type Stored = Pick<Exclude<IngestResult, { result: 'rejected' }>, 'ref' | 'excluded'>;

/** Where each engagement lives and what it is tied to; ids that are not there are missing. */
export async function readRefs(read: Queries, tenant: string, ids: readonly string[], urlOf: UrlOf): Promise<Map<string, Stored>> {
  const rows = await overList(ids, (piece) =>
    read.selectFrom('engagements').select(['id', 'header']).where('tenant', '=', tenant).where('id', 'in', piece).execute(),
  );
  const records = await readTies(read, tenant, ids);
  return new Map(
    rows.map(({ id, header }) => {
      const own = (records.get(id) ?? []).map(({ kind, id, name }) => ({ kind, id, name }));
      const ref: CrmRef = { id, url: urlOf('engagement', id), records: own };
      return [id, { ref, excluded: (JSON.parse(header) as Header).leftOut }];
    }),
  );
}

/** The same of engagements that were just written, without reading them again. */
export async function refsOf(tx: Queries, tenant: string, items: readonly NewEngagement[], urlOf: UrlOf): Promise<Map<string, Stored>> {
  const names = await nameRecords(
    tx,
    tenant,
    items.flatMap(({ ties }) => ties),
  );
  return new Map(
    items.map(({ engagement: { id }, ties, leftOut }) => {
      const records = ties.map((one) => ({ kind: one.kind, id: one.id, name: names.get(`${one.kind}:${one.id}`) ?? '' }));
      return [id, { ref: { id, url: urlOf('engagement', id), records }, excluded: leftOut }];
    }),
  );
}

/** The records each engagement is tied to, with the rule that tied it; records that are gone are left out. */
export async function readTies(read: Queries, tenant: string, ids: readonly string[]): Promise<Map<string, TimelineItem['records']>> {
  const rows = await overList(ids, (piece) =>
    read
      .selectFrom('associations')
      .select(['engagement_id', 'kind', 'record_id as id', 'rule', 'position'])
      .where('tenant', '=', tenant)
      .where('engagement_id', 'in', piece)
      .execute(),
  );
  const names = await nameRecords(read, tenant, rows);
  rows.sort((a, b) => a.position - b.position);
  const groups = groupBy(rows, (row) => row.engagement_id);
  const named = (row: (typeof rows)[number]) => {
    const name = names.get(`${row.kind}:${row.id}`);
    return name === undefined ? [] : [{ kind: row.kind, id: row.id, name, rule: row.rule } as TimelineItem['records'][number]];
  };
  return new Map([...groups].map(([id, own]) => [id, own.flatMap(named)]));
}

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
