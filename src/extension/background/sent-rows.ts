import type { LoggedMail, MailQuery } from '../../core/logged-mail';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { SentSighting } from '../../mail/mail-reader';
import type { NotLogged } from '../protocol';
import type { SentRow } from './database';
import { hostIdOf, threadOf } from './mail-index';

/** R3: the last days. */
export const KEEP_MS = 7 * 86_400_000;
/** A list tells the time to the minute, and of the thread's last mail. */
const NEAR_MS = 10 * 60_000;

/** So near to the top of its list, a mail whose time nobody tells may be one of the last days' [?]. */
const FIRST_ROWS = 10;
const MAX_ROWS = 200;

/** What the page showed, newest first, as it is kept: the mails of the last days that it says where they are. */
export function rowsOf(seen: readonly SentSighting[], origin: string, account: string, now: number): SentRow[] {
  // Below an old one there are only older ones.
  const oldest = seen.findIndex(({ at }) => at !== null && at < now - KEEP_MS);
  const untimed = Math.min(FIRST_ROWS, oldest === -1 ? seen.length : oldest);
  return seen
    .slice(0, MAX_ROWS)
    .filter(({ at }, place) => at !== null || place < untimed)
    .flatMap((row) => rowOf(row, origin, account, now) ?? []);
}

function rowOf(seen: SentSighting, origin: string, account: string, now: number): SentRow | null {
  const { hostThreadId, hostMessageId, path } = seen;
  const at = seen.at ?? now;
  if (at < now - KEEP_MS || at > now + NEAR_MS || hostThreadId === '' || !/^\/(?!\/)/.test(path)) return null;
  const words = { subject: seen.subject.slice(0, 2000), names: seen.names.slice(0, 50).map((name) => name.slice(0, 500)) };
  const place = { account, origin, path: path.slice(0, 2000), hostThreadId, hostMessageId, messageId: null };
  const id = `${account} ${hostThreadId} ${hostMessageId ?? ''}`.slice(0, 500);
  return { id, ...place, ...words, at, isTimed: seen.at !== null, draft: null, state: 'unchecked' };
}

const isNear = (one: number, other: number) => Math.abs(one - other) <= NEAR_MS;
/** In its thread. Without a time it may be any. */
export const isAtTimeOf = (row: SentRow, at: number): boolean => !row.isTimed || isNear(row.at, at);

/** A mail of which none of these, of the same thread, speaks. */
export const isNews = (row: SentRow, known: readonly SentRow[]): boolean =>
  // A thread without the message's own id is another row each time that something was sent in it.
  known.every((other) => (other.id === row.id ? row.isTimed && row.at > other.at + NEAR_MS : !isSame(row, other)));

/** The Sent list shows what was kept when it left. */
export const isSame = (row: SentRow, other: SentRow): boolean =>
  row.hostMessageId !== null && other.hostMessageId !== null
    ? row.hostMessageId === other.hostMessageId
    : !row.isTimed || isAtTimeOf(other, row.at);

export const speaksOf = ({ wanted, engagement }: OutboxEntry, row: SentRow): boolean =>
  wanted === 'logged' &&
  isOf({ hostId: engagement.hostId ?? null, at: engagement.at, direction: engagement.direction, thread: engagement.thread }, row);

export const isIt = (mail: LoggedMail, row: SentRow): boolean => mail.state === 'logged' && isOf(mail, row);

function isOf({ hostId, at, direction, thread }: Pick<LoggedMail, 'hostId' | 'at' | 'direction' | 'thread'>, row: SentRow): boolean {
  const wanted = hostIdOf(row.origin, row.hostMessageId);
  if (wanted !== null && hostId !== null) return wanted === hostId;
  return thread === threadOf(row.hostThreadId) && direction === 'sent' && (row.isTimed ? isNear(at, row.at) : at > row.at - KEEP_MS);
}

export function queryFor(account: string, rows: readonly SentRow[]): MailQuery {
  const hostIds = rows.flatMap(({ origin, hostMessageId }) => hostIdOf(origin, hostMessageId) ?? []);
  return { account, messageIds: [], hostIds, threads: [...new Set(rows.map(({ hostThreadId }) => threadOf(hostThreadId)))] };
}

export function byAccount(rows: readonly SentRow[]): Map<string, SentRow[]> {
  const groups = new Map<string, SentRow[]>();
  for (const row of rows) groups.set(row.account, [...(groups.get(row.account) ?? []), row]);
  return groups;
}

export const notLoggedOf = ({ id, account, subject, names, at, draft }: SentRow): NotLogged => ({
  id,
  account,
  subject,
  names,
  at,
  isKept: draft !== null,
});
