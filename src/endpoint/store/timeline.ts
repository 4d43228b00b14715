import type { TimelineItem } from '../../core/endpoint-api';
import type { Queries } from './database';
import type { Header } from './engagements';
import { overList } from './lists';
import { countMails } from './mail-counts';
import { readTies } from './refs';
import type { Row } from './tables';
import { nameUsers } from './users';

const TIMELINE_PAGE = 30;

/** A place in a timeline: newest first, the id deciding among equal times. */
export interface Place {
  at: number;
  id: string;
}

/** One page of a record's timeline, newest first; `next` continues it. */
export async function readTimeline(
  read: Queries,
  tenant: string,
  record: { kind: string; id: string },
  after: Place | null,
): Promise<{ items: TimelineItem[]; next: Place | null }> {
  let query = read
    .selectFrom('associations')
    .select(['engagement_id', 'at'])
    .where('tenant', '=', tenant)
    .where('kind', '=', record.kind)
    .where('record_id', '=', record.id);
  if (after) {
    query = query.where((where) =>
      where.or([where('at', '<', after.at), where.and([where('at', '=', after.at), where('engagement_id', '<', after.id)])]),
    );
  }
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('engagement_id', 'desc')
    .limit(TIMELINE_PAGE + 1)
    .execute();
  const page = rows.slice(0, TIMELINE_PAGE);
  const last = rows.length > TIMELINE_PAGE ? page.at(-1) : undefined;
  const items = await readItems(
    read,
    tenant,
    page.map(({ engagement_id }) => engagement_id),
  );
  return { items, next: last ? { at: last.at, id: last.engagement_id } : null };
}

type Listed = Omit<
  Row<'engagements'>,
  'tenant' | 'account' | 'message_id' | 'host_id' | 'thread' | 'from_address' | 'payload_hash' | 'text' | 'html'
>;
const LISTED = ['id', 'user_id', 'direction', 'via', 'at', 'logged_at', 'subject', 'preview', 'header'] as const;

/** Engagements as a timeline shows them, in the order of the ids. */
async function readItems(read: Queries, tenant: string, ids: readonly string[]): Promise<TimelineItem[]> {
  const rows = await overList(ids, (piece) =>
    read.selectFrom('engagements').select(LISTED).where('tenant', '=', tenant).where('id', 'in', piece).execute(),
  );
  const ties = await readTies(read, tenant, ids);
  const names = await nameUsers(read, tenant);
  const counts = await countMails(read, tenant, ids);
  const items = new Map(rows.map((row) => [row.id, itemOf(row, ties.get(row.id) ?? [], names)]));
  return ids.flatMap((id) => {
    const item = items.get(id);
    const tracked = counts.get(id);
    return item ? [{ ...item, ...(tracked ? { tracked } : {}) }] : [];
  });
}

function itemOf(row: Listed, records: TimelineItem['records'], names: Map<string, string>): TimelineItem {
  const { from, to, cc, attachments, excluded, leftOut } = JSON.parse(row.header) as Header;
  const { id, direction, at, subject, preview, via } = row;
  const loggedBy = { id: row.user_id, name: names.get(row.user_id) ?? '' };
  const shown = { id, direction, at, subject, preview, via, from, to, cc, attachments };
  return { ...shown, records, excluded: [...excluded, ...leftOut], loggedBy, loggedAt: row.logged_at };
}

/** One engagement with its body; null: unknown. */
export async function readEngagement(read: Queries, tenant: string, id: string) {
  const row = await read
    .selectFrom('engagements')
    .select(['text', 'html'])
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  const [item] = await readItems(read, tenant, [id]);
  return row && item ? { item, ...row } : null;
}

const CHANGES_PAGE = 500;

/** What was logged or removed of the user's own after `seq`, oldest first. */
export async function changesSince(read: Queries, { tenant, userId }: { tenant: string; userId: string }, seq: number) {
  const rows = await read
    .selectFrom('changes')
    .select(['seq', 'engagement_id as engagementId', 'change', 'at'])
    .where('tenant', '=', tenant)
    .where('user_id', '=', userId)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(CHANGES_PAGE + 1)
    .execute();
  const page = rows.slice(0, CHANGES_PAGE);
  return {
    changes: page.map(({ engagementId, change, at }) => ({ engagementId, change, at })),
    cursor: page.at(-1)?.seq ?? seq,
    more: rows.length > CHANGES_PAGE,
  };
}
