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

/** What the page showed, as it is kept; null: it is none of the last days', or does not say where it is. */
export function rowOf(seen: SentSighting, origin: string, account: string, now: number): SentRow | null {
  const { hostThreadId, hostMessageId, at, path } = seen;
  // Without a time nobody can say that it is of the last days.
  if (at === null || at < now - KEEP_MS || at > now + NEAR_MS || hostThreadId === '' || !/^\/(?!\/)/.test(path)) return null;
  const words = { subject: seen.subject.slice(0, 2000), names: seen.names.slice(0, 50).map((name) => name.slice(0, 500)) };
  const place = { account, origin, path: path.slice(0, 2000), hostThreadId, hostMessageId, messageId: null };
  const id = `${account} ${hostThreadId} ${hostMessageId ?? ''}`.slice(0, 500);
  return { id, ...place, ...words, at, draft: null, state: 'unchecked' };
}

/** Another mail than the one of that time. */
export const isLater = (one: number, other: number) => one > other + NEAR_MS;
export const isNear = (one: number, other: number) => Math.abs(one - other) <= NEAR_MS;

/** The Sent list shows what was kept when it left. */
export const isKeptTwice = (row: SentRow, rows: readonly SentRow[]): boolean =>
  row.draft === null &&
  rows.some((other) => other.draft && other.account === row.account && other.hostThreadId === row.hostThreadId && isNear(other.at, row.at));

export const speaksOf = ({ wanted, engagement }: OutboxEntry, row: SentRow): boolean =>
  wanted === 'logged' &&
  isOf({ hostId: engagement.hostId ?? null, at: engagement.at, direction: engagement.direction, thread: engagement.thread }, row);

export const isIt = (mail: LoggedMail, row: SentRow): boolean => mail.state === 'logged' && isOf(mail, row);

function isOf({ hostId, at, direction, thread }: Pick<LoggedMail, 'hostId' | 'at' | 'direction' | 'thread'>, row: SentRow): boolean {
  const wanted = hostIdOf(row.origin, row.hostMessageId);
  if (wanted !== null && hostId !== null) return wanted === hostId;
  return thread === threadOf(row.hostThreadId) && direction === 'sent' && isNear(at, row.at);
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
