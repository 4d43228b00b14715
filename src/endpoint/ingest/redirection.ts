import type { Association, Engagement } from '../../core/engagement';
import type { OutboxEntry } from '../../core/outbox/entry';
import { isUntouched } from '../../core/outbox/entry-changes';
import type { FailureCode } from '../../core/outcome';
import { counterparts } from './people';

// What becomes of entries once the organisation is connected to another CRM, or to another account. Nothing that was planned
// for one account is ever written into another: there, its people are all that counts, and the rest is found anew.

/** On its way to the CRM of today, by its people; no step of what was done at the former one is left. */
export function redirected(entry: OutboxEntry, connectionId: string): OutboxEntry {
  if (entry.connectionId === connectionId || entry.wanted === 'gone') return entry;
  return { ...entry, connectionId, engagement: byPeople(entry.engagement), ref: null, ambiguous: false, saga: {} };
}

function byPeople(engagement: Engagement): Engagement {
  const others = counterparts(engagement);
  const people = engagement.associations.flatMap((one): Association[] => {
    if ((one.kind !== 'contact' && one.kind !== 'lead') || one.address === undefined) return [];
    // Whoever had a record there gets one here, if the rules make any.
    const create = one.recordId === null ? one.create : others.some(({ address, mayBeCreated }) => address === one.address && mayBeCreated);
    return [{ kind: 'contact', recordId: null, name: one.name, address: one.address, create }];
  });
  const associations = [...new Map(people.map((one) => [one.address, one])).values()];
  return { ...engagement, associations, associationsComplete: false };
}

/**
 * An entry that waits for an account that is no longer connected. What never left goes to the CRM of today; of what may stand
 * at the former one, or is to be deleted there, the rep is told. `account`: what the former one is called.
 */
export function leftBehind(entry: OutboxEntry, connectionId: string, account: string, now: number): OutboxEntry | undefined {
  if (entry.connectionId === connectionId) return undefined;
  if (entry.state === 'removing') return refused(entry, 'crm_former', account, now);
  if (entry.state !== 'waiting') return undefined;
  if (!isUntouched(entry)) return refused(entry, 'crm_changed', account, now);
  return { ...redirected(entry, connectionId), tries: 0, failure: null, dueAt: now, changedAt: now };
}

const refused = (entry: OutboxEntry, code: FailureCode, detail: string, now: number): OutboxEntry => ({
  ...entry,
  ...{ state: 'failed', failure: { code, detail }, dueAt: null, changedAt: now },
});
