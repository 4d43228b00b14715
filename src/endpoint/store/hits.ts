import type { Verdict } from '../../core/tracking/verdict';
import { type JudgedHit, MEMORY_MS } from '../../core/tracking/weigh';
import type { Queries } from './database';
import { noteNews } from './hit-notes';
import { groupBy, insertRows, overList } from './lists';
import { takeNumbers } from './sequence';
import type { Row } from './tables';

/** So much of what came just before a hit is looked at with it. Own opens say something for longer. */
const CONTEXT_MS = MEMORY_MS;
const OWN_OPENS_MS = 15 * 60_000;
/** Hits of one message that are looked at together. */
const MOST_TOGETHER = 200;

export type HitRow = Row<'hits'>;
type MessageRow = Pick<Row<'tracked_messages'>, 'ref' | 'user_id' | 'at' | 'account' | 'thread' | 'silenced'>;
/** Of a hit all that says something about others. */
export type JudgedRow = Pick<HitRow, 'ref' | 'at' | 'id' | 'kind' | 'link' | 'class' | 'confidence' | 'reason'>;
const JUDGED = ['ref', 'at', 'id', 'kind', 'link', 'class', 'confidence', 'reason'] as const;
export type OwnOpenRow = Pick<Row<'own_opens'>, 'place' | 'at'>;

/** A hit as it came, judged by its request alone. What client and network it came from ends with the verdict: no row has room for them. */
export interface ArrivedHit extends JudgedHit {
  user_id: string;
  ref: string;
}

/** What is known of a message when its hits are judged. */
export interface Occasion {
  /** Epoch ms; null: it is not registered yet. */
  sentAt: number | null;
  /** When its own sender had it, or its thread, open. */
  ownOpens: readonly OwnOpenRow[];
  /** What was judged before, oldest first. */
  before: readonly JudgedRow[];
  arrived: readonly ArrivedHit[];
}

/** Verdicts by the hits' ids: on all that arrived, and on those before that are now seen otherwise. */
export type JudgeHits = (occasion: Occasion) => ReadonlyMap<string, Verdict>;

/**
 * Writes hits with their verdicts; those that are there already stay as they are. Of a message that is silent nothing is kept; of one
 * that is not registered yet all is, unseen, until it is.
 */
export async function appendHits(tx: Queries, tenant: string, arrived: readonly ArrivedHit[], judge: JudgeHits): Promise<HitRow[]> {
  const messages = await readMessages(
    tx,
    tenant,
    arrived.map(({ ref }) => ref),
  );
  const heard = arrived.filter(({ ref, user_id }) => {
    const message = messages.get(ref);
    return !message || (message.silenced === null && message.user_id === user_id);
  });
  if (heard.length === 0) return [];
  const first = Math.min(...heard.map(({ at }) => at));
  const before = groupBy(await readRecent(tx, tenant, heard, first - CONTEXT_MS), ({ ref }) => ref);
  const ownOpens = await readOwnOpens(tx, tenant, [...messages.values()], first - OWN_OPENS_MS);
  const written: HitRow[] = [];
  const changed: JudgedRow[] = [];
  for (const [ref, some] of groupBy(heard, (hit) => hit.ref)) {
    const known = before.get(ref) ?? [];
    const fresh = some.filter(({ id }) => !known.some((hit) => hit.id === id));
    const own = ownOpens.get(ref) ?? [];
    const verdicts = judge({ sentAt: messages.get(ref)?.at ?? null, ownOpens: own, before: known, arrived: fresh });
    written.push(...fresh.flatMap((hit) => rowOf(tenant, hit, verdicts.get(hit.id))));
    changed.push(...changedRows(known, verdicts));
  }
  const seq = await takeNumbers(tx, tenant, Math.max(1, written.length + changed.length));
  const rows = written.map((row, index) => ({ ...row, seq: seq + index }));
  await insertRows(rows, (piece) =>
    tx
      .insertInto('hits')
      .values(piece)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  await writeVerdicts(tx, tenant, changed, seq + written.length);
  const told = [...rows.filter((row) => messages.has(row.ref)), ...changed];
  await noteNews(
    tx,
    tenant,
    told.map(({ ref }) => ref),
    Math.max(...heard.map(({ at }) => at)),
  );
  return rows;
}

function rowOf(tenant: string, { at, id, user_id, ref, kind, link }: ArrivedHit, verdict: Verdict | undefined): HitRow[] {
  return verdict ? [{ tenant, at, id, user_id, ref, kind, link, ...columnsOf(verdict), seq: 0 }] : [];
}

const columnsOf = ({ class: of, confidence, reason }: Verdict) => ({ class: of, confidence: String(confidence), reason });

function changedRows(before: readonly JudgedRow[], verdicts: ReadonlyMap<string, Verdict>): JudgedRow[] {
  return before.flatMap((hit): JudgedRow[] => {
    const verdict = verdicts.get(hit.id);
    if (!verdict || (verdict.class === hit.class && verdict.reason === hit.reason)) return [];
    return [{ ...hit, ...columnsOf(verdict) }];
  });
}

/** Under new numbers, so that the feed brings them again. */
async function writeVerdicts(tx: Queries, tenant: string, rows: readonly JudgedRow[], firstSeq: number): Promise<void> {
  for (const [index, { ref, at, id, class: of, confidence, reason }] of rows.entries()) {
    const columns = { class: of, confidence, reason, seq: firstSeq + index };
    const row = tx.updateTable('hits').set(columns).where('tenant', '=', tenant).where('ref', '=', ref);
    await row.where('at', '=', at).where('id', '=', id).execute();
  }
}

/** Without what they said and to whom. */
async function readMessages(tx: Queries, tenant: string, refs: readonly string[]): Promise<Map<string, MessageRow>> {
  const rows = await overList(refs, (piece) =>
    tx
      .selectFrom('tracked_messages')
      .select(['ref', 'user_id', 'at', 'account', 'thread', 'silenced'])
      .where('tenant', '=', tenant)
      .where('ref', 'in', piece)
      .execute(),
  );
  return new Map(rows.map((row) => [row.ref, row]));
}

async function readRecent(tx: Queries, tenant: string, heard: readonly ArrivedHit[], since: number): Promise<JudgedRow[]> {
  const rows = await overList(
    heard.map(({ ref }) => ref),
    (piece) => selectRecent(tx, tenant, piece, since).execute(),
  );
  return rows.sort((a, b) => a.at - b.at);
}

/** Without an order, for which SQLite might look through all hits of the last minute, whosever they are. */
export const selectRecent = (read: Queries, tenant: string, refs: readonly string[], since: number) =>
  read
    .selectFrom('hits')
    .select(JUDGED)
    .where('tenant', '=', tenant)
    .where('ref', 'in', refs)
    .where('at', '>=', since)
    .limit(MOST_TOGETHER * 16);

/** Judges messages anew, after something was learnt of them. `show`: what nobody has seen yet comes up in the feed. */
export async function judgeAgain(
  tx: Queries,
  tenant: string,
  refs: readonly string[],
  judge: JudgeHits,
  now: number,
  show = false,
): Promise<void> {
  const messages = [...(await readMessages(tx, tenant, refs)).values()];
  const ownOpens = await readOwnOpens(tx, tenant, messages, 0);
  const changed: JudgedRow[] = [];
  for (const { ref, at, user_id, silenced } of messages) {
    if (silenced !== null) {
      await tx.deleteFrom('hits').where('tenant', '=', tenant).where('ref', '=', ref).execute();
      continue;
    }
    const newest = tx.selectFrom('hits').select(JUDGED).where('tenant', '=', tenant).where('ref', '=', ref).where('user_id', '=', user_id);
    const before = (await newest.orderBy('at', 'desc').limit(MOST_TOGETHER).execute()).reverse();
    const differing = changedRows(before, judge({ sentAt: at, ownOpens: ownOpens.get(ref) ?? [], before, arrived: [] }));
    changed.push(...(show ? before.map((hit) => differing.find(({ id }) => id === hit.id) ?? hit) : differing));
  }
  if (changed.length === 0) return;
  await writeVerdicts(tx, tenant, changed, await takeNumbers(tx, tenant, changed.length));
  await noteNews(
    tx,
    tenant,
    changed.map(({ ref }) => ref),
    now,
  );
}

/** Where a mail is before its sender's eyes: by itself, or with its thread. */
const placesOf = ({ ref, account, thread }: MessageRow): string[] => [`m ${ref}`, `t ${account} ${thread}`];

async function readOwnOpens(
  read: Queries,
  tenant: string,
  messages: readonly MessageRow[],
  since: number,
): Promise<Map<string, OwnOpenRow[]>> {
  const rows = await overList(messages.flatMap(placesOf), (piece) =>
    read
      .selectFrom('own_opens')
      .select(['place', 'at'])
      .where('tenant', '=', tenant)
      .where('place', 'in', piece)
      .where('at', '>=', since)
      .execute(),
  );
  const byPlace = groupBy(rows, ({ place }) => place);
  return new Map(messages.map((message) => [message.ref, placesOf(message).flatMap((place) => byPlace.get(place) ?? [])]));
}

/**
 * T3. The sender has a message, or a thread, before her eyes: hits about that time are her own, whether they came or are to come.
 * Answers what was noted.
 */
export async function noteOwnOpen(
  tx: Queries,
  tenant: string,
  open: { account: string; thread: string | null; ref: string | null },
  now: number,
): Promise<OwnOpenRow[]> {
  const { account, thread, ref } = open;
  const places = [...(ref === null ? [] : [`m ${ref}`]), ...(thread === null ? [] : [`t ${account} ${thread}`])];
  const rows = places.map((place) => ({ place, at: now }));
  for (const row of rows) {
    const insert = tx.insertInto('own_opens').values({ tenant, ...row });
    await insert.onConflict((conflict) => conflict.doNothing()).execute();
  }
  return rows;
}

/** The messages that such a sign speaks of. */
export async function refsOpened(tx: Queries, tenant: string, open: { account: string; thread: string | null; ref: string | null }) {
  const { account, thread, ref } = open;
  const inThread = tx.selectFrom('tracked_messages').select('ref').where('tenant', '=', tenant).where('account', '=', account);
  const rows = thread === null ? [] : await inThread.where('thread', '=', thread).limit(MOST_TOGETHER).execute();
  return [...(ref === null ? [] : [ref]), ...rows.map((row) => row.ref)];
}
