import type { TimelineItem } from '../../core/endpoint-api';
import type { Engagement, Exclusion } from '../../core/engagement';
import type { Queries } from './database';
import { insertRows, overList } from './lists';
import { takeNumbers } from './sequence';

type TieRule = TimelineItem['records'][number]['rule'];

export interface NewEngagement {
  engagement: Engagement;
  hash: string;
  /** In the order in which they are shown. */
  ties: { kind: TimelineItem['records'][number]['kind']; id: string; rule: TieRule }[];
  leftOut: Exclusion[];
  /** As it goes on to a CRM: without those whom we leave out. */
  settled: Engagement;
}

/** What a list shows of an engagement besides its columns. */
export interface Header extends Pick<Engagement, 'from' | 'to' | 'cc' | 'bcc' | 'attachments' | 'excluded'> {
  /** Whom the endpoint itself left out. */
  leftOut: Exclusion[];
}

const PREVIEW = 240;

/** Writes engagements that are known to be new and what each is tied to. */
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
}

/** Tells the feed of changes what became of these that the user has logged. */
export async function noteChanges(
  tx: Queries,
  { tenant, userId }: { tenant: string; userId: string },
  ids: readonly string[],
  change: 'logged' | 'refused',
  now: number,
): Promise<void> {
  if (ids.length === 0) return;
  const seq = await takeNumbers(tx, tenant, ids.length);
  const changes = ids.map((engagement_id, index) => ({
    tenant,
    user_id: userId,
    seq: seq + index,
    engagement_id,
    change,
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
    host_id: engagement.hostId ?? null,
    thread: engagement.thread,
    from_address: from.address,
    direction: engagement.direction,
    via: engagement.via,
    at: engagement.at,
    logged_at: now,
    payload_hash: hash,
    subject: engagement.subject,
    preview: engagement.text
      .slice(0, 4 * PREVIEW)
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, PREVIEW),
    header: JSON.stringify(header),
    text: engagement.text,
    html: engagement.html,
  };
}
