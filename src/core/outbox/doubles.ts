import type { Asking } from './asking';
import type { DoublesOutcome, Written } from './delivery';
import type { OutboxEntry } from './entry';
import type { OutboxSetting } from './outbox-setting';

/**
 * A browser whose connection was used before and ends without an answer sends the request once more by itself and tells nobody
 * (Chromium: `HttpNetworkTransaction::ShouldResendRequest`, over HTTP/1.1 and HTTP/2 alike): had the CRM done its work, it does
 * it twice. So what was logged is looked after some minutes later, when whatever was sent twice is there and can be found.
 */
const LEAST_MS = 180_000;
/** Mails of so long a time are looked after together. */
const EVERY_MS = 300_000;
/** What the CRM does not show is looked for again after so long, and at last so long after it was logged. */
const AGAIN_MS = 3_600_000;
const LAST_MS = 86_400_000;
/** A new mail waits for no more than these. */
const AT_ONCE = 25;

/** When what is logged now is looked after. */
export const checkTime = (now: number): number => Math.ceil((now + LEAST_MS) / EVERY_MS) * EVERY_MS;

/** Looks after what was logged, while nothing else is to be done. */
export function makeDoubles({ store, checks, connectorFor, clock }: OutboxSetting, asking: Asking) {
  /** Told to nobody: the mail is what it was. */
  const note = (id: string, to: (entry: OutboxEntry) => OutboxEntry) =>
    store.update(id, (entry) => (entry.state === 'logged' && entry.dueAt !== null ? to(entry) : undefined));
  const setAside = (entry: OutboxEntry): OutboxEntry => ({ ...entry, dueAt: null });
  const putOff = (entry: OutboxEntry): OutboxEntry =>
    clock() - entry.changedAt < LAST_MS ? { ...entry, dueAt: clock() + AGAIN_MS } : setAside(entry);

  async function noteOutcome(ids: readonly string[], outcome: DoublesOutcome): Promise<void> {
    // Of a connection that is held they stay due.
    if (outcome.kind === 'retry' && outcome.scope === 'connection') return;
    for (const id of ids) {
      if (outcome.kind === 'rejected') await note(id, setAside);
      else if (outcome.kind === 'retry' || outcome.unseen.includes(id)) await note(id, putOff);
      else await note(id, (entry) => ({ ...setAside(entry), ambiguous: false }));
    }
  }

  async function check(connectionId: string, entries: readonly OutboxEntry[]): Promise<void> {
    const ids = entries.map(({ id }) => id);
    const connector = await connectorFor(connectionId);
    // Disconnected since, or another's: nobody can look any more.
    if (!connector?.removeDoubles) return noteOutcome(ids, { kind: 'rejected', code: 'not_connected' });
    if (!(await asking.mayAsk(connectionId, connector))) return;
    const mails = entries.flatMap(({ engagement, ref }): Written[] => (ref ? [{ engagement, ref }] : []));
    const outcome = await connector.removeDoubles(mails).catch((): DoublesOutcome => asking.UNKNOWN);
    await noteOutcome(ids, outcome);
    await asking.noteAnswer(connectionId, outcome);
  }

  return {
    /** Until there is nothing left, or `mayGoOn` is false. Rejects if the store fails. */
    async checkDue(mayGoOn: () => boolean): Promise<void> {
      while (checks && mayGoOn()) {
        const due = await checks.takeUnchecked(clock(), AT_ONCE, await asking.listHeld());
        const connectionId = due[0]?.connectionId;
        if (connectionId === undefined) return;
        await check(
          connectionId,
          due.filter((entry) => entry.connectionId === connectionId),
        );
      }
    },
    /** Epoch ms of the next, or null. */
    nextCheck: async (except: readonly string[]): Promise<number | null> => (checks ? checks.nextCheck(except) : null),
  };
}
