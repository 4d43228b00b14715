import { findMachines } from './company';
import { CERTAIN, GUESS, type JudgedHit, LIKELY, PROBABLE, type Verdict } from './verdict';

export type { JudgedHit } from './verdict';

/** T3. The sender's own browser showed her the message. */
export interface OwnOpen {
  at: number;
  network: string | null;
}

export interface HitContext {
  /** Hits of one message, in any order: at least those of the last `MEMORY_MS`. */
  hits: readonly JudgedHit[];
  /** Epoch ms; null: not known yet. */
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
const OWN_OPEN_BEFORE = 5_000;
const OWN_OPEN_AFTER = 15_000;
const OWN_CLICK_AFTER = 45_000;
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
  return hits.flatMap((hit) => {
    const verdict = judgeInCompany(hit, machines.get(hit.id), context);
    const isSame = verdict.class === hit.class && verdict.reason === hit.reason && verdict.confidence === hit.confidence;
    return isSame ? [] : [{ id: hit.id, verdict }];
  });
}

function judgeInCompany(hit: JudgedHit, machine: Verdict | undefined, { sentAt, ownOpens }: HitContext): Verdict {
  if (hit.class === 'scanner' || hit.class === 'self') return hit;
  if (machine) return machine;
  if (hit.class !== 'person' && hit.class !== 'proxy') return hit;
  return judgeOwn(hit, ownOpens) ?? judgeSoon(hit, sentAt) ?? hit;
}

/** T3. Her own view, by its time; where networks are known they must be the same, but a proxy has its own. */
function judgeOwn(hit: JudgedHit, ownOpens: readonly OwnOpen[]): Verdict | null {
  const verdicts = ownOpens.flatMap(({ at, network }) => {
    const later = hit.at - at;
    const isKnown = network !== null && hit.network !== null && hit.class !== 'proxy';
    if (isKnown && network !== hit.network) return [];
    if (hit.kind === 'click') return isKnown && later >= 0 && later <= OWN_CLICK_AFTER ? [LIKELY] : [];
    if (later < -OWN_OPEN_BEFORE || later > OWN_OPEN_AFTER) return [];
    return [isKnown ? CERTAIN : LIKELY];
  });
  return verdicts.length > 0 ? { class: 'self', confidence: Math.max(...verdicts), reason: 'own-open' } : null;
}

function judgeSoon(hit: JudgedHit, sentAt: number | null): Verdict | null {
  const age = sentAt === null ? Number.POSITIVE_INFINITY : hit.at - sentAt;
  if (age > SOON || age < -CLOCK_SKEW) return null;
  // Google's proxy fetches when somebody looks; that it was so soon is a doubt, no more.
  if (hit.class === 'proxy') return age <= OPEN_TOO_SOON ? { ...verdictOf(hit), confidence: Math.min(hit.confidence, PROBABLE) } : null;
  if (hit.kind === 'click' && age <= CLICK_TOO_SOON) return { class: 'scanner', confidence: LIKELY, reason: 'click-at-delivery' };
  if (hit.kind === 'open' && age <= OPEN_TOO_SOON) return { class: 'prefetch', confidence: PROBABLE, reason: 'at-delivery' };
  return { class: 'person', confidence: Math.min(hit.confidence, GUESS), reason: 'soon-after-sending' };
}

const verdictOf = ({ class: ofClass, confidence, reason }: JudgedHit): Verdict => ({ class: ofClass, confidence, reason });
