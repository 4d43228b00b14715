import { isByPeople } from './by-people';
import { findBeside, findMachines } from './company';
import { findOwnViews, type OwnOpen } from './own-views';
import { GUESS, type JudgedHit, LIKELY, PROBABLE, type Verdict } from './verdict';

export type { OwnOpen } from './own-views';
export type { JudgedHit } from './verdict';

export interface HitContext {
  /** Hits of one message, in any order: at least those of the last `MEMORY_MS`. */
  hits: readonly JudgedHit[];
  /** Epoch ms, to come for one that is scheduled; null: not known yet. */
  sentAt: number | null;
  ownOpens: readonly OwnOpen[];
}

export interface Revision {
  id: string;
  verdict: Verdict;
}

// What a hand can and cannot do [?]. Ours to choose; all times in ms.
/** No one has had the mail, seen it and opened it by then. */
const OPEN_TOO_SOON = 5_000;
const CLICK_TOO_SOON = 10_000;
/** Until then it is worth a doubt. */
const SOON = 20_000;
/** The sender's clock and ours may differ by so much. */
const CLOCK_SKEW = 60_000;
/** Scanners that call themselves browsers draw the mail elsewhere than they look into its links. */
const BESIDE_SCAN: Verdict = { class: 'person', confidence: GUESS, reason: 'beside-scan' };
/** It was taken for the sender's own look at what she had scheduled; by now it is known to have left before. */
const LEFT_EARLIER: Verdict = { class: 'person', confidence: GUESS, reason: 'left-earlier' };
/** How far back a new hit or a new own open can change a verdict. */
export const MEMORY_MS = 60_000;
/** Of more hits the newest are looked at: a flood says the same with its last drops. */
const MOST_HITS = 200;

/**
 * What time and company tell of the hits of one message: those whose verdict is another now. Asking again changes nothing, and a hit
 * that is once known for a machine stays one, so it may be asked whenever there is something new: a hit, an own open, the message itself.
 */
export function weigh(context: HitContext): Revision[] {
  const hits = [...context.hits].sort((a, b) => a.at - b.at).slice(-MOST_HITS);
  const machines = findMachines(hits);
  const beside = findBeside(hits, machines);
  const own = findOwnViews(
    hits.filter((hit) => !machines.has(hit.id) && (isByPeople(hit) || hit.class === 'self')),
    context.ownOpens,
  );
  return hits.flatMap((hit) => {
    const company = { machine: machines.get(hit.id), own: own.get(hit.id), isBeside: beside.has(hit.id), sentAt: context.sentAt };
    const verdict = judgeInCompany(hit, company);
    const isSame = verdict.class === hit.class && verdict.reason === hit.reason && verdict.confidence === hit.confidence;
    return isSame ? [] : [{ id: hit.id, verdict }];
  });
}

interface Company {
  machine: Verdict | undefined;
  own: Verdict | undefined;
  isBeside: boolean;
  sentAt: number | null;
}

function judgeInCompany(before: JudgedHit, { machine, own, isBeside, sentAt }: Company): Verdict {
  const isEarly = sentAt !== null && before.at < sentAt - CLOCK_SKEW;
  const hit = before.reason === 'before-sending' && !isEarly ? { ...before, ...LEFT_EARLIER } : before;
  const isEarlyLook = hit.reason === 'before-sending';
  if (hit.class === 'scanner' || (hit.class === 'self' && !isEarlyLook)) return verdictOf(hit);
  if (machine) return machine;
  if (isEarlyLook || !isByPeople(hit)) return verdictOf(hit);
  if (own) return own;
  if (isEarly) return { class: 'self', confidence: PROBABLE, reason: 'before-sending' };
  return judgeSoon(hit, sentAt) ?? (isBeside && hit.reason === 'browser' ? BESIDE_SCAN : verdictOf(hit));
}

function judgeSoon(hit: JudgedHit, sentAt: number | null): Verdict | null {
  const age = sentAt === null ? Number.POSITIVE_INFINITY : hit.at - sentAt;
  if (age > SOON) return null;
  // Google's proxy fetches when somebody looks; that it was so soon is a doubt, no more.
  if (hit.class === 'proxy') return age <= OPEN_TOO_SOON ? { ...verdictOf(hit), confidence: Math.min(hit.confidence, PROBABLE) } : null;
  if (hit.kind === 'click' && age <= CLICK_TOO_SOON) return { class: 'scanner', confidence: LIKELY, reason: 'click-at-delivery' };
  if (hit.kind === 'open' && age <= OPEN_TOO_SOON) return { class: 'prefetch', confidence: PROBABLE, reason: 'at-delivery' };
  return { class: 'person', confidence: Math.min(hit.confidence, GUESS), reason: 'soon-after-sending' };
}

const verdictOf = ({ class: ofClass, confidence, reason }: JudgedHit): Verdict => ({ class: ofClass, confidence, reason });
