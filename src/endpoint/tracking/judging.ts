import type { Verdict } from '../../core/tracking/verdict';
import { type JudgedHit, weigh } from '../../core/tracking/weigh';
import type { JudgedRow, JudgeHits } from '../store/hits';
import type { Recollection } from './recollection';

/** T2. Each hit was judged by its request when it came; here all of a message are, by their time and company. */
export const makeJudge =
  (recollection: Recollection): JudgeHits =>
  ({ sentAt, ownOpens, before, arrived }) => {
    const hits = [...before.map((row) => judgedBefore(row, recollection)), ...arrived];
    // One look is told of by its thread and by its mail.
    const opens = new Map(ownOpens.map(({ place, at }) => [at, { at, network: recollection.openedFrom(place, at) }]));
    const verdicts = new Map(arrived.map((hit) => [hit.id, verdictOf(hit)]));
    for (const { id, verdict } of weigh({ hits, sentAt, ownOpens: [...opens.values()] })) verdicts.set(id, verdict);
    return verdicts;
  };

const verdictOf = ({ class: of, confidence, reason }: Verdict): Verdict => ({ class: of, confidence, reason });

function judgedBefore({ id, kind, link, at, class: of, confidence, reason }: JudgedRow, recollection: Recollection): JudgedHit {
  return { id, kind, link, at, ...recollection.hit(id), class: of, confidence: Number(confidence), reason: reason as Verdict['reason'] };
}
