import type { Association, Engagement } from '../engagement';
import type { FailureCode, Outcome, RemovalOutcome } from '../outcome';
import { backoffMs } from './backoff';
import type { OutboxEntry } from './entry';

/** What may happen to an entry, each as a pure change; undefined: it does not apply, leave the entry as it is. */
type Change = OutboxEntry | undefined;

export interface Moment {
  now: number;
  random: () => number;
  /** When to look for doubles of what is logged now; left out: there cannot be any. */
  checkAt?: number;
}

/** Answers that say for certain that nothing was written. After any other failure the record may be there. */
const NOTHING_WRITTEN: readonly FailureCode[] = [
  'rate_limited',
  'token_refused',
  'permission_missing',
  'host_permission_missing',
  'not_connected',
];

/** Nothing of it can be in the CRM. */
export const isUntouched = (entry: OutboxEntry): boolean =>
  entry.ref === null && !entry.ambiguous && Object.keys(entry.saga).length === 0 && entry.state !== 'sending';

/** There is somebody left whom it can be logged to. */
export const isForSomebody = ({ associations }: Engagement): boolean =>
  associations.some(({ kind }) => kind === 'contact' || kind === 'lead');

const GONE = { state: 'removed', wanted: 'gone', dueAt: null, failure: null, ref: null } as const;

/** What is logged is the CRM's: the body is not kept twice. */
export const withoutBody = (engagement: Engagement): Engagement => ({ ...engagement, html: '', text: '' });

/** A new entry, before anything is done for it. */
export function begun(engagement: Engagement, connectionId: string, now: number): Omit<OutboxEntry, 'position'> {
  const { id, thread } = engagement;
  return {
    ...{ id, connectionId, thread, engagement },
    ...{ state: 'waiting', wanted: 'logged', dueAt: null, tries: 0, ambiguous: false, saga: {}, ref: null, failure: null },
    ...{ createdAt: now, changedAt: now },
  };
}

export function sent(entry: OutboxEntry, engagement: Engagement, { now }: Moment): Change {
  return entry.state === 'waiting' ? { ...entry, state: 'sending', engagement, changedAt: now } : undefined;
}

/** A crash left it in `sending`: nobody knows what became of the try. */
export function recovered(entry: OutboxEntry, { now }: Moment): Change {
  return entry.state === 'sending' ? { ...entry, state: 'waiting', ambiguous: true, dueAt: now, changedAt: now } : undefined;
}

export function answered(entry: OutboxEntry, outcome: Outcome, moment: Moment): Change {
  if (entry.wanted === 'gone') return answeredAfterUnlog(entry, outcome, moment);
  const changed = { ...entry, changedAt: moment.now };
  if (outcome.kind === 'delivered') {
    const engagement = withoutBody(entry.engagement);
    const unchecked = moment.checkAt !== undefined;
    const check = { dueAt: moment.checkAt ?? null, ambiguous: unchecked };
    return { ...changed, ...check, state: 'logged', ref: outcome.ref, engagement, failure: null, saga: {} };
  }
  if (outcome.kind === 'retry') return delayed({ ...changed, state: 'waiting' }, outcome, moment);
  if (outcome.kind === 'rejected') return { ...changed, state: 'failed', dueAt: null, failure: { code: outcome.code, ...detail(outcome) } };
  if (outcome.code === 'removed') return { ...changed, ...GONE, tries: entry.tries + 1 };
  return { ...changed, state: 'blocked', dueAt: null, failure: { code: outcome.code, ...(outcome.rule ? { rule: outcome.rule } : {}) } };
}

const detail = ({ detail }: { detail?: string }) => (detail ? { detail } : {});

/** It must not stand there, and by now it does not; should it go again, every step of it is to be done again. */
export function keptOut(entry: OutboxEntry, blocked: Extract<Outcome, { kind: 'blocked' }>, moment: Moment): Change {
  const changed = answered(entry, blocked, moment);
  return changed && { ...changed, saga: {} };
}

/** It was un-logged while it was under way: the removal still has to be done, for a record that may now exist. */
function answeredAfterUnlog(entry: OutboxEntry, outcome: Outcome, { now }: Moment): Change {
  if (outcome.kind === 'delivered') return { ...entry, ref: outcome.ref, changedAt: now };
  return { ...entry, ambiguous: true };
}

function delayed(entry: OutboxEntry, outcome: Extract<Outcome, { kind: 'retry' }>, { now, random }: Moment): OutboxEntry {
  const ambiguous = entry.ambiguous || !NOTHING_WRITTEN.includes(outcome.code);
  const failure = { code: outcome.code };
  // The connection is held as a whole; its entries stay due, so that it can be released at once.
  if (outcome.scope === 'connection') return { ...entry, ambiguous, failure, dueAt: entry.dueAt ?? now };
  return { ...entry, ambiguous, failure, tries: entry.tries + 1, dueAt: now + backoffMs(entry.tries, random, outcome.afterMs) };
}

export function removalBegun(entry: OutboxEntry, { now }: Moment): Change {
  return entry.state === 'removing' ? { ...entry, tries: entry.tries + 1, changedAt: now } : undefined;
}

export function removalAnswered(entry: OutboxEntry, outcome: RemovalOutcome, { now, random }: Moment): Change {
  if (entry.state !== 'removing') return undefined;
  if (outcome.kind === 'removed') return { ...entry, ...GONE, changedAt: now };
  if (outcome.kind === 'rejected') {
    return { ...entry, state: 'failed', dueAt: null, failure: { code: outcome.code, ...detail(outcome) }, changedAt: now };
  }
  const wait = outcome.scope === 'connection' ? 0 : backoffMs(entry.tries - 1, random, outcome.afterMs);
  return { ...entry, dueAt: now + wait, failure: { code: outcome.code }, changedAt: now };
}

/** D6. What was never sent is cancelled here and now; anything else is removed from the CRM after `delayMs`, the time for an undo. */
export function unlogged(entry: OutboxEntry, delayMs: number, { now }: Moment): Change {
  if (entry.state === 'removing' || entry.state === 'removed') return undefined;
  if (isUntouched(entry)) return { ...entry, ...GONE, changedAt: now };
  const ambiguous = entry.ambiguous || entry.state === 'sending';
  return { ...entry, state: 'removing', wanted: 'gone', ambiguous, tries: 0, dueAt: now + delayMs, failure: null, changedAt: now };
}

/** It was un-logged elsewhere, and is out of the CRM already. */
export function gone(entry: OutboxEntry, { now }: Moment): Change {
  return entry.state === 'logged' ? { ...entry, ...GONE, tries: entry.tries + 1, changedAt: now } : undefined;
}

/** The undo of an un-log, while nothing of it has gone out. */
export function relogged(entry: OutboxEntry, { now, checkAt }: Moment): Change {
  const back = { ...entry, wanted: 'logged', tries: 0, failure: null, changedAt: now } as const;
  if (entry.state === 'removed' && isUntouched(entry) && entry.tries === 0) return { ...back, state: 'waiting', dueAt: now };
  if (entry.state !== 'removing' || entry.tries > 0) return undefined;
  return entry.ref ? { ...back, state: 'logged', dueAt: checkOf(entry, checkAt) } : { ...back, state: 'waiting', dueAt: now };
}

/** At once, whatever it waited for. */
export function retried(entry: OutboxEntry, { now }: Moment): Change {
  const back = { ...entry, dueAt: now, changedAt: now };
  if (entry.state === 'waiting' || entry.state === 'removing') return back;
  if (entry.state !== 'failed' && entry.state !== 'blocked') return undefined;
  return { ...back, state: entry.wanted === 'gone' ? 'removing' : 'waiting', tries: 0, failure: null };
}

/** The rep's correction of what was refused, or of what is still waiting. */
export function edited(entry: OutboxEntry, associations: Association[], { now }: Moment): Change {
  const isOpen = entry.state === 'waiting' || entry.state === 'failed' || entry.state === 'blocked';
  if (!isOpen || entry.wanted === 'gone') return undefined;
  const engagement = { ...entry.engagement, associations, associationsComplete: true };
  // What may be in the CRM is taken out there first.
  if (!isForSomebody(engagement) && isUntouched(entry))
    return { ...entry, engagement, state: 'blocked', dueAt: null, failure: { code: 'nobody_left' }, changedAt: now };
  return { ...entry, engagement, state: 'waiting', tries: 0, failure: null, dueAt: now, changedAt: now };
}

/** What is logged again, and nobody had looked after, is looked after again. */
const checkOf = ({ ambiguous }: OutboxEntry, checkAt: number | undefined): number | null => (ambiguous ? (checkAt ?? null) : null);

/** The rep gives up on it. A record that could not be removed is still there, and says so. */
export function dropped(entry: OutboxEntry, moment: Moment): Change {
  if (entry.state === 'failed' && entry.wanted === 'gone' && entry.ref)
    return { ...entry, state: 'logged', wanted: 'logged', dueAt: checkOf(entry, moment.checkAt), failure: null, changedAt: moment.now };
  return entry.state === 'logged' ? undefined : unlogged(entry, 0, moment);
}

/** The clock was set back after this was scheduled: what is left of the wait counts from now. */
export function rescheduled(entry: OutboxEntry, { now }: Moment): Change {
  if (entry.changedAt <= now || entry.dueAt === null) return undefined;
  return { ...entry, dueAt: now + Math.max(0, entry.dueAt - entry.changedAt), changedAt: now };
}
