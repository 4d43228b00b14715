import { isByPeople } from '../../../core/tracking/by-people';
import { countHits } from '../../../core/tracking/looks';
import type { HitMail, HitMails, ShownHit } from '../../tracking-protocol';

/** Hits, newest first, as one line for each mail. `machines`: also mails and hits that no person is behind. */
export function groupByMail(newestFirst: readonly ShownHit[], limit: number, machines: boolean): HitMails {
  const byMail = new Map<string, ShownHit[]>();
  for (const hit of newestFirst) {
    const hits = byMail.get(hit.messageId);
    if (hits) hits.push(hit);
    else byMail.set(hit.messageId, [hit]);
  }
  const mails = [...byMail.values()].flatMap((hits) => mailOf(hits, machines) ?? []);
  mails.sort((a, b) => b.newest.at - a.newest.at);
  return { mails: mails.slice(0, limit), total: mails.length, unseen: newestFirst.filter(({ unseen }) => unseen === 1).length };
}

function mailOf(hits: readonly ShownHit[], machines: boolean): HitMail | null {
  const newest = hits.find((hit) => machines || isByPeople(hit));
  if (!newest) return null;
  const { messageId: id, connectionId, subject, oneOf, recipient } = newest;
  const unseen = hits.filter((hit) => hit.unseen === 1).length;
  return { id, connectionId, subject, oneOf, recipient, newest, counts: countHits(hits), unseen };
}
