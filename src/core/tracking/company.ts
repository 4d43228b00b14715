import { CERTAIN, type JudgedHit, LIKELY, PROBABLE, type Verdict } from './verdict';

// What a hand cannot do [?]. Ours to choose; all times in ms.
const AROUND_TRAP = 10_000;
const BURSTS = [
  { links: 2, within: 500, confidence: LIKELY },
  { links: 3, within: 6_000, confidence: CERTAIN },
  { links: 6, within: 30_000, confidence: LIKELY },
];
const BESIDE = 3_000;
const HAMMERING = { times: 5, within: 10_000 };

type Accuse = (hit: JudgedHit, confidence: number, reason: Verdict['reason']) => void;

/** Those hits of a message that others of it give away for a machine's, by their ids. `hits`: by time. */
export function findMachines(hits: readonly JudgedHit[]): Map<string, Verdict> {
  const machines = new Map<string, Verdict>();
  const accuse: Accuse = ({ id }, confidence, reason) => {
    if ((machines.get(id)?.confidence ?? 0) < confidence) machines.set(id, { class: 'scanner', confidence, reason });
  };
  accuseBursts(hits, accuse);
  accuseAroundTraps(hits, accuse);
  accuseHammering(hits, accuse);
  const scanned = hits.filter(({ id, kind }) => kind !== 'open' && machines.has(id));
  for (const open of hits.filter(({ kind }) => kind === 'open'))
    if (scanned.some((scan) => isSame(scan, open) && Math.abs(scan.at - open.at) <= AROUND_TRAP)) accuse(open, LIKELY, 'many-links');
  return machines;
}

/** Opens in the very seconds in which machines look into links, from wherever. */
export function findBeside(hits: readonly JudgedHit[], machines: ReadonlyMap<string, Verdict>): Set<string> {
  const scanned = hits.filter(({ id, kind }) => kind !== 'open' && machines.has(id));
  const isBeside = ({ kind, at }: JudgedHit) => kind === 'open' && scanned.some((scan) => Math.abs(scan.at - at) <= BESIDE);
  return new Set(hits.filter(isBeside).map(({ id }) => id));
}

/** Several links within a moment. */
function accuseBursts(hits: readonly JudgedHit[], accuse: Accuse): void {
  const touched = hits.filter(({ kind }) => kind !== 'open');
  for (const { links, within, confidence } of BURSTS)
    for (const run of runsOf(touched, within))
      if (new Set(run.map(({ link }) => link)).size >= links) for (const hit of run) accuse(hit, confidence, 'many-links');
}

/** Whatever came along with somebody who followed a link that cannot be seen. */
function accuseAroundTraps(hits: readonly JudgedHit[], accuse: Accuse): void {
  for (const trap of hits.filter(({ kind }) => kind === 'trap'))
    for (const hit of hits.filter((one) => !isExempt(one) && (Math.abs(one.at - trap.at) <= AROUND_TRAP || isSame(one, trap)))) {
      if (hit.kind === 'click') accuse(hit, CERTAIN, 'near-trap');
      // A person may have the mail open in the same seconds, elsewhere.
      if (hit.kind === 'open' && !isAnother(hit, trap)) accuse(hit, LIKELY, 'near-trap');
    }
}

/** The same request of the same client, again and again. Proxies ask once for each reader, mail programs whenever they draw it. */
function accuseHammering(hits: readonly JudgedHit[], accuse: Accuse): void {
  const requests = new Map<string, JudgedHit[]>();
  for (const hit of hits) {
    if (hit.client === null || isExempt(hit) || hit.reason === 'mail-client') continue;
    const request = `${hit.kind} ${hit.link} ${hit.client}`;
    requests.set(request, [...(requests.get(request) ?? []), hit]);
  }
  for (const same of requests.values())
    for (const run of runsOf(same, HAMMERING.within))
      if (run.length >= HAMMERING.times) for (const hit of run) accuse(hit, PROBABLE, 'hammering');
}

/** Proxies ask for others; the sender’s own look may have gone through one. */
const isExempt = ({ kind, class: of }: JudgedHit) => of === 'proxy' || (of === 'self' && kind === 'open');
const isSame = (one: JudgedHit, other: JudgedHit) => one.client !== null && one.client === other.client;
const isAnother = (one: JudgedHit, other: JudgedHit) => one.client !== null && other.client !== null && one.client !== other.client;

/** For each hit, those that came within so many ms from it on. */
function runsOf(hits: readonly JudgedHit[], within: number): JudgedHit[][] {
  let end = 0;
  return hits.map((first, start) => {
    while (end < hits.length && (hits[end] as JudgedHit).at - first.at <= within) end++;
    return hits.slice(start, end);
  });
}
