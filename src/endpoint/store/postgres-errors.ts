import type { Verdict } from './group-commit';
import { StoreAway, StoreFull } from './trouble';

// Codes: PostgreSQL, appendix A. https://www.postgresql.org/docs/15/errcodes-appendix.html

/** Serialisation failure, deadlock, lock not available: nothing of the transaction is there. */
const CONFLICTS = ['40001', '40P01', '55P03'];
const UNIQUE_VIOLATION = '23505';
/** Connection failures; the server ends, starts, or is no leader any more; too many connections; given up after its time. */
const AWAY = /^(08...|57P0[0-5]|25006|53300|57014|25P0[34])$/;
const FULL = /^(53100|53200)$/;
/** From the socket and the resolver, and what pg says without a code. */
const SOCKET = /^(E(CONN\w+|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN)|ENOTFOUND)$/;
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/;
/** The statement ran into its time: whatever holds it up does so longer than a few tries. */
const TIMED_OUT = ['57014', 'ETIMEDOUT'];

const codeOf = (cause: unknown): string => {
  const { code } = (cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
};

/** The connection prepared a statement for a table that has other columns since: a newer node has changed the schema. */
export const isStale = (cause: unknown): boolean => (cause as { routine?: unknown } | null)?.routine === 'RevalidateCachedQuery';

export const isAway = (cause: unknown): boolean =>
  cause instanceof StoreAway ||
  isStale(cause) ||
  AWAY.test(codeOf(cause)) ||
  SOCKET.test(codeOf(cause)) ||
  WORDS.test((cause as Error | null)?.message ?? '');

/** It may work on another connection, at once. */
export const isWorthAnother = (cause: unknown): boolean => isAway(cause) && !TIMED_OUT.includes(codeOf(cause));

export function judge(cause: unknown, isCommitting: boolean): Verdict {
  if (CONFLICTS.includes(codeOf(cause))) return 'group';
  // The server may have committed before it went: only whoever asked knows how to find out.
  if (isCommitting && isAway(cause)) return 'final';
  if (isAway(cause)) return isWorthAnother(cause) ? 'group' : 'final';
  return codeOf(cause) === UNIQUE_VIOLATION ? 'job' : 'final';
}

export function told(cause: unknown): unknown {
  if (cause instanceof StoreAway) return cause;
  if (FULL.test(codeOf(cause))) return new StoreFull(cause);
  return isAway(cause) || CONFLICTS.includes(codeOf(cause)) ? new StoreAway(cause) : cause;
}
