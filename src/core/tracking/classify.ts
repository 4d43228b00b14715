import { judgeAgent } from './agents';
import { CERTAIN, LIKELY, PROBABLE, type Verdict } from './verdict';
import { type HitContext, type JudgedHit, type Revision, weigh } from './weigh';

/** A request for a pixel, a link or a trap. What is in it is forgotten once it is judged. */
export interface HitRequest {
  kind: JudgedHit['kind'];
  /** Index of the link; 0 for a pixel or a trap. */
  link: number;
  /** Epoch ms. */
  at: number;
  /** Upper case. */
  method: string;
  /** '' where there was none. */
  userAgent: string;
  /** `Sec-Purpose`, `Purpose`, `X-Purpose` or `X-Moz`, whichever came; ''. */
  purpose: string;
  /** Anything that is the same for the same address and agent, and tells neither; null: not known. */
  client: string | null;
  /** Anything that is the same for the same network; null: not known. */
  network: string | null;
}

export interface Classified {
  verdict: Verdict;
  /** Hits of the same message that look different now, by their ids. */
  revised: Revision[];
}

/** What the request alone tells, without its time. */
export function judgeRequest({ kind, method, userAgent, purpose }: Pick<HitRequest, 'kind' | 'method' | 'userAgent' | 'purpose'>): Verdict {
  const byAgent = judgeAgent(userAgent);
  if (kind === 'trap') return { class: 'scanner', confidence: CERTAIN, reason: 'trap' };
  if (byAgent.class === 'person' || byAgent.class === 'proxy') {
    if (method !== 'GET') return { class: 'scanner', confidence: LIKELY, reason: 'head-request' };
    if (/prefetch|prerender|preview/i.test(purpose)) return { class: 'prefetch', confidence: CERTAIN, reason: 'browser-prefetch' };
  }
  // What fetches images follows no links: under its name somebody looks into them.
  if (kind === 'click' && (byAgent.class === 'proxy' || byAgent.class === 'prefetch'))
    return { class: 'scanner', confidence: PROBABLE, reason: 'link-check' };
  return byAgent;
}

const NEW = '';

/** T2. The verdict on a new hit, beside those that the same message has had lately, and what it changes of theirs. */
export function classify(request: HitRequest, context: HitContext): Classified {
  const { kind, link, at, client, network } = request;
  const alone = judgeRequest(request);
  const revised = weigh({ ...context, hits: [...context.hits, { id: NEW, kind, link, at, client, network, ...alone }] });
  const own = revised.find(({ id }) => id === NEW)?.verdict;
  return { verdict: own ?? alone, revised: revised.filter(({ id }) => id !== NEW) };
}
