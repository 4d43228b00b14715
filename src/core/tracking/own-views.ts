import { CERTAIN, type JudgedHit, LIKELY, PROBABLE, type Verdict } from './verdict';

/** T3. The sender's own browser showed her the message. */
export interface OwnOpen {
  at: number;
  network: string | null;
}

// What a look at a mail may take to ask for its picture, and to be told of [?]. Ours to choose; all times in ms.
const OPEN_BEFORE = 5_000;
const OPEN_AFTER = 15_000;
const CLICK_AFTER = 45_000;

const isOwn = ({ class: of, reason }: JudgedHit) => of === 'self' && reason === 'own-open';
const isDuring = (hit: JudgedHit, view: OwnOpen) => hit.at - view.at >= -OPEN_BEFORE && hit.at - view.at <= OPEN_AFTER;
/** A proxy has a network of its own. */
const isComparable = (hit: JudgedHit, view: OwnOpen) => view.network !== null && hit.network !== null && hit.class !== 'proxy';
const isHers = (hit: JudgedHit, view: OwnOpen) => isComparable(hit, view) && view.network === hit.network;

/**
 * Those hits of a message that are the sender's own, by their ids. What came from her network while she looked is hers. Where nobody can
 * tell, one look accounts for one open and no more: another that comes in the same seconds is somebody else's. `hits`: by time.
 */
export function findOwnViews(hits: readonly JudgedHit[], ownOpens: readonly OwnOpen[]): Map<string, Verdict> {
  const own = new Map<string, Verdict>();
  const claim = ({ id }: JudgedHit, confidence: number) => own.set(id, { class: 'self', confidence, reason: 'own-open' });
  const left = new Set([...ownOpens].sort((a, b) => a.at - b.at));
  for (const hit of hits) {
    if (hit.kind === 'click' && ownOpens.some((view) => isHers(hit, view) && hit.at >= view.at && hit.at - view.at <= CLICK_AFTER))
      claim(hit, LIKELY);
    const view = hit.kind === 'open' && ownOpens.find((one) => isHers(hit, one) && isDuring(hit, one));
    if (!view) continue;
    left.delete(view);
    claim(hit, CERTAIN);
  }
  // What was taken for hers before comes first: asking again changes nothing.
  const opens = hits.filter((hit) => hit.kind === 'open' && !own.has(hit.id));
  for (const hit of [...opens.filter(isOwn), ...opens.filter((one) => !isOwn(one))]) {
    const view = [...left].find((one) => isDuring(hit, one) && !isComparable(hit, one));
    if (!view) continue;
    left.delete(view);
    claim(hit, PROBABLE);
  }
  return own;
}
