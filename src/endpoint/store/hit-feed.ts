import type { Person } from '../../core/engagement';
import type { FeedItem, Hit, MailHits } from '../../core/tracking-api';
import type { Queries } from './database';
import type { HitRow } from './hits';
import { lastNumber } from './sequence';
import type { Row } from './tables';
import { messagesByRef } from './tracked-messages';

const FEED_PAGE = 200;
/** What somebody sees who has just begun. */
const FIRST_PAGE = 50;
/** Hits of one message that are shown one by one. */
const MOST_SHOWN = 2000;

type MessageRow = Row<'tracked_messages'>;
type SeenKind = Hit['kind'];
const isSeen = (hit: HitRow): hit is HitRow & { kind: SeenKind } => hit.kind !== 'trap';

interface Who {
  tenant: string;
  userId: string;
}

/** T6. The user's own hits that came or changed after `seq`, oldest first; `seq` null: the newest. Cursors are right whoever writes. */
export async function readFeed(read: Queries, who: Who, seq: number | null) {
  const last = await lastNumber(read, who.tenant);
  const mine = read.selectFrom('hits').selectAll().where('tenant', '=', who.tenant).where('user_id', '=', who.userId);
  const rows =
    seq === null
      ? (await mine.orderBy('seq', 'desc').limit(FIRST_PAGE).execute()).reverse()
      : await mine
          .where('seq', '>', seq)
          .where('seq', '<=', last)
          .orderBy('seq')
          .limit(FEED_PAGE + 1)
          .execute();
  const page = rows.slice(0, FEED_PAGE);
  const more = rows.length > FEED_PAGE;
  const messages = await messagesByRef(
    read,
    who.tenant,
    page.map(({ ref }) => ref),
  );
  const hits = page.filter(isSeen).flatMap((hit) => itemOf(hit, messages.get(hit.ref)));
  const reached = page.at(-1)?.seq ?? seq ?? 0;
  const gone = seq === null ? [] : await erasedSince(read, who, seq, more ? reached : last);
  return { hits, erased: gone.map(({ id }) => id), cursor: Math.max(reached, ...gone.map(({ erased_seq }) => erased_seq ?? 0)), more };
}

/** Up to `most`, where the page of hits ends: what comes after it waits for the next page. */
const erasedSince = (read: Queries, { tenant, userId }: Who, seq: number, most: number) =>
  read
    .selectFrom('tracked_messages')
    .select(['id', 'erased_seq'])
    .where('tenant', '=', tenant)
    .where('user_id', '=', userId)
    .where('erased_seq', '>', seq)
    .where('erased_seq', '<=', most)
    .execute();

function itemOf(hit: HitRow & { kind: SeenKind }, message: MessageRow | undefined): FeedItem[] {
  if (!message || message.user_id !== hit.user_id) return [];
  return [{ ...hitOf(hit, message), subject: message.subject, ...audienceOf(message) }];
}

function audienceOf({ recipients }: MessageRow): { oneOf: number; recipient: Person | null } {
  const people = JSON.parse(recipients) as Person[];
  return { oneOf: people.length, recipient: people.length === 1 ? (people[0] ?? null) : null };
}

function hitOf({ id, kind, class: of, confidence, reason, at, link }: HitRow & { kind: SeenKind }, message: MessageRow): Hit {
  const target = kind === 'click' ? targetOf(message, link) : null;
  return { id, messageId: message.id, kind, class: of, confidence: Number(confidence), reason, at, target };
}

/** Links are counted from one. */
const targetOf = ({ links }: MessageRow, link: number): string | null => (JSON.parse(links) as string[])[link - 1] ?? null;

/** One message over time. Null: it is not known, or erased. */
export async function readMailHits(read: Queries, tenant: string, message: MessageRow): Promise<MailHits> {
  const { id, ref, subject, at, links, silenced } = message;
  const ours = read.selectFrom('hits').where('tenant', '=', tenant).where('ref', '=', ref).where('user_id', '=', message.user_id);
  const newest = await ours.selectAll().orderBy('at', 'desc').limit(MOST_SHOWN).execute();
  const counts = await countHits(read, message);
  return {
    message: { id, subject, at, ...audienceOf(message), links: JSON.parse(links) as string[], silenced },
    hits: newest
      .reverse()
      .filter(isSeen)
      .map((hit) => hitOf(hit, message)),
    counts: counts.flatMap(({ kind, link, class: of, hits, first_at, last_at }) =>
      kind === 'trap'
        ? []
        : [{ kind, class: of, target: kind === 'click' ? targetOf(message, link) : null, hits, firstAt: first_at, lastAt: last_at }],
    ),
  };
}

type Count = Omit<Row<'hit_counts'>, 'tenant' | 'ref'>;

/** How many of each kind and class, with those that have expired. */
export async function countHits(read: Queries, { tenant, ref, user_id }: Pick<MessageRow, 'tenant' | 'ref' | 'user_id'>): Promise<Count[]> {
  const live = await read
    .selectFrom('hits')
    .select(({ fn }) => [
      'kind',
      'link',
      'class',
      fn.countAll<number>().as('hits'),
      fn.min('at').as('first_at'),
      fn.max('at').as('last_at'),
    ])
    .where('tenant', '=', tenant)
    .where('ref', '=', ref)
    .where('user_id', '=', user_id)
    .groupBy(['kind', 'link', 'class'])
    .execute();
  const expired = await read.selectFrom('hit_counts').selectAll().where('tenant', '=', tenant).where('ref', '=', ref).execute();
  const sums = new Map<string, Count>();
  for (const { kind, link, class: of, hits, first_at, last_at } of [...expired, ...live]) {
    const key = `${kind} ${link} ${of}`;
    const sum = sums.get(key) ?? { kind, link, class: of, hits: 0, first_at, last_at };
    const ends = { first_at: Math.min(sum.first_at, first_at), last_at: Math.max(sum.last_at, last_at) };
    sums.set(key, { ...sum, ...ends, hits: sum.hits + Number(hits) });
  }
  return [...sums.values()].sort((a, b) => a.first_at - b.first_at);
}
