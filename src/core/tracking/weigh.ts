import { CERTAIN, GUESS, LIKELY, PROBABLE, type Verdict } from './verdict';

/** A hit that was judged by its request, as it is kept: without address and agent. */
export interface JudgedHit extends Verdict {
  id: string;
  kind: 'open' | 'click' | 'trap';
  link: number;
  /** Epoch ms. */
  at: number;
  /** See `HitRequest`; null once it is forgotten. */
  client: string | null;
  network: string | null;
}

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
const AROUND_TRAP = 10_000;
const BURSTS = [
  { links: 2, within: 500, confidence: LIKELY },
  { links: 3, within: 6_000, confidence: CERTAIN },
  { links: 6, within: 30_000, confidence: LIKELY },
];
const HAMMERING = { times: 5, within: 10_000 };
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

/** Those that a scanner's other hits give away. `ordered`: by time. */
function findMachines(ordered: readonly JudgedHit[]): Map<string, Verdict> {
  const machines = new Map<string, Verdict>();
  const accuse = ({ id }: JudgedHit, confidence: number, reason: Verdict['reason']) => {
    const known = machines.get(id);
    if (!known || known.confidence < confidence) machines.set(id, { class: 'scanner', confidence, reason });
  };
  const touched = ordered.filter(({ kind }) => kind !== 'open');
  for (const { links, within, confidence } of BURSTS)
    for (const run of runsOf(touched, within))
      if (new Set(run.map(({ kind, link }) => (kind === 'trap' ? 0 : link))).size >= links)
        for (const hit of run) accuse(hit, confidence, 'many-links');
  for (const trap of ordered.filter(({ kind }) => kind === 'trap'))
    for (const hit of ordered) {
      if (Math.abs(hit.at - trap.at) > AROUND_TRAP || hit.class === 'proxy') continue;
      if (hit.kind === 'click') accuse(hit, CERTAIN, 'near-trap');
      // A person may have the mail open in the same seconds, elsewhere.
      else if (hit.kind === 'open' && !isAnother(hit, trap)) accuse(hit, LIKELY, 'near-trap');
    }
  for (const run of runsOf(ordered, HAMMERING.within))
    for (const same of groupsOf(run)) if (same.length >= HAMMERING.times) for (const hit of same) accuse(hit, PROBABLE, 'hammering');
  const inLinks = ordered.filter(({ id, kind, client }) => kind !== 'open' && client !== null && machines.has(id));
  for (const open of ordered.filter(({ kind }) => kind === 'open'))
    if (inLinks.some(({ client, at }) => client === open.client && Math.abs(at - open.at) <= AROUND_TRAP))
      accuse(open, LIKELY, 'many-links');
  return machines;
}

const isAnother = (one: JudgedHit, other: JudgedHit) => one.client !== null && other.client !== null && one.client !== other.client;

/** For each hit, those that came within so many ms from it on. Ordered by time. */
function runsOf(ordered: readonly JudgedHit[], within: number): JudgedHit[][] {
  let end = 0;
  return ordered.map((first, start) => {
    while (end < ordered.length && (ordered[end] as JudgedHit).at - first.at <= within) end++;
    return ordered.slice(start, end);
  });
}

/** The same request of the same client, again and again. Proxies ask once for each reader. */
function groupsOf(hits: readonly JudgedHit[]): JudgedHit[][] {
  const groups = new Map<string, JudgedHit[]>();
  for (const hit of hits) {
    if (hit.client === null || hit.class === 'proxy') continue;
    const request = `${hit.kind} ${hit.link} ${hit.client}`;
    groups.set(request, [...(groups.get(request) ?? []), hit]);
  }
  return [...groups.values()];
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
