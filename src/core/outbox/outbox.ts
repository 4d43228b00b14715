import type { Association, Engagement } from '../engagement';
import type { CrmRef } from '../outcome';
import { makeAsking } from './asking';
import { type Alter, makeCourier } from './courier';
import { checkTime, makeDoubles } from './doubles';
import type { OutboxEntry } from './entry';
import * as change from './entry-changes';
import { makeHolds } from './holds';
import type { OutboxSetting } from './outbox-setting';

export type Outbox = ReturnType<typeof makeOutbox>;

/** At most this many due entries are taken in one go. */
const TAKE = 200;
/** How many of the newest entries are looked at for a clock that was set back. */
const LOOK = 5;

/** Engagements on their way to a CRM: each delivered once, in order within its thread, or told to the rep. */
export function makeOutbox(setting: OutboxSetting) {
  const { store, clock, random } = setting;
  const holds = makeHolds(setting.holds, clock, random);
  const asking = makeAsking(setting, holds);
  const carry = makeCourier(setting, asking, alter);
  const doubles = makeDoubles(setting, asking);
  let recovered = false;
  let flushing: Promise<void> | null = null;
  let again = false;
  const moment = (): change.Moment => ({ now: clock(), random, ...(setting.checks ? { checkAt: checkTime(clock()) } : {}) });

  async function alter(...[id, to]: Parameters<Alter>): ReturnType<Alter> {
    let changed = false;
    const entry = await store.update(id, (before) => {
      const after = to(before);
      changed = after !== undefined;
      return after;
    });
    if (entry && changed) setting.onChange(entry);
    return entry;
  }

  /** What a crash, or a store that failed half-way, left in `sending`. */
  async function recover(): Promise<void> {
    for (const { id } of await store.listSending()) await alter(id, (entry) => change.recovered(entry, moment()));
    recovered = true;
  }

  /** Entries changed "in the future" were scheduled before the clock was set back; they are the newest in the list. */
  async function mendClock(): Promise<void> {
    for (;;) {
      const { entries } = await store.list(['waiting', 'removing'], LOOK);
      const ahead = entries.filter(({ changedAt, dueAt }) => changedAt > clock() && dueAt !== null);
      for (const { id } of ahead) await alter(id, (entry) => change.rescheduled(entry, moment()));
      if (ahead.length < LOOK) return;
    }
  }

  /** Each connection that has something due is worked on by itself: a slow one holds up no other. */
  async function deliverDue(): Promise<void> {
    const busy = new Map<string, Promise<void>>();
    const failures: unknown[] = [];
    for (;;) {
      const held = await holds.list();
      const due = failures.length > 0 ? [] : await store.takeDue(clock(), TAKE, [...held.keys(), ...busy.keys()]);
      for (const connectionId of new Set(due.map((entry) => entry.connectionId))) {
        const entries = due.filter((entry) => entry.connectionId === connectionId);
        const work = carry(connectionId, entries).catch((error) => void failures.push(error));
        busy.set(
          connectionId,
          work.finally(() => busy.delete(connectionId)),
        );
      }
      if (busy.size === 0) break;
      await Promise.race(busy.values());
    }
    if (failures.length > 0) throw failures[0];
  }

  async function flushUntilQuiet(): Promise<void> {
    while (again) {
      again = false;
      if (!recovered) await recover();
      await mendClock();
      try {
        await deliverDue();
        await doubles.checkDue(() => !again);
      } catch (error) {
        recovered = false;
        throw error;
      }
    }
  }

  /** Delivers what is due. Single-flight: a call during a flush makes that one look again. Rejects if the store fails. */
  async function flush(): Promise<void> {
    again = true;
    flushing ??= flushUntilQuiet().finally(() => {
      flushing = null;
    });
    await flushing;
    // A call that came while the last flush was closing.
    if (again && !flushing) await flush();
  }

  function begin(engagement: Engagement, connectionId: string, changes: Partial<OutboxEntry>): Promise<boolean> {
    return store.add({ ...change.begun(engagement, connectionId, clock()), ...changes });
  }

  async function takeBack(id: string): Promise<boolean> {
    const entry = await alter(id, (now) => change.unlogged(now, 0, moment()));
    if (!entry) return true;
    const neverLeft = entry.state === 'removed' && change.isUntouched(entry) && entry.tries === 0;
    if (neverLeft) await store.delete(id);
    return neverLeft;
  }

  return {
    flush,
    /** Durable when it resolves; false: the id is known already. Nothing is sent before `dueAt`. Tells nobody: the caller knows. */
    add: (engagement: Engagement, connectionId: string, dueAt: number) => begin(engagement, connectionId, { dueAt }),
    /** What was sent and goes to no CRM, so that the rep finds it; without its body. */
    addKeptOut: (engagement: Engagement, connectionId: string, failure: NonNullable<OutboxEntry['failure']>) =>
      begin(change.withoutBody(engagement), connectionId, { state: 'blocked', failure }),
    /** What the CRM has by another way, or from another browser, so that it can be un-logged from here. */
    adopt: (engagement: Engagement, connectionId: string, ref: CrmRef) =>
      begin(change.withoutBody(engagement), connectionId, { state: 'logged', ref }),
    /** D6, after `delayMs` in which it can be undone. */
    unlog: (id: string, delayMs: number) => alter(id, (entry) => change.unlogged(entry, delayMs, moment())),
    /** Its CRM tells that it was un-logged elsewhere. */
    noteGone: (id: string, connectionId: string) =>
      alter(id, (entry) => (entry.connectionId === connectionId ? change.gone(entry, moment()) : undefined)),
    relog: (id: string) => alter(id, (entry) => change.relogged(entry, moment())),
    async retry(id: string): Promise<OutboxEntry | undefined> {
      const entry = await store.get(id);
      if (entry) await holds.release(entry.connectionId);
      return alter(id, (now) => change.retried(now, moment()));
    },
    edit: (id: string, associations: Association[]) => alter(id, (entry) => change.edited(entry, associations, moment())),
    drop: (id: string) => alter(id, (entry) => change.dropped(entry, moment())),
    /** C5: the host took the mail back. True: nothing had left, it is forgotten; false: it is being un-logged. */
    takeBack,
    /** Somebody reconnected, or the network is back: what was held is due again. */
    release: (connectionId: string) => holds.release(connectionId),
    /** Until when each held connection is left alone. */
    listHeld: () => holds.list(),
    /** Epoch ms of the next thing to do, or null. */
    async nextWake(): Promise<number | null> {
      const held = await holds.list();
      const except = [...held.keys()];
      const next = [await store.nextDue(except), await doubles.nextCheck(except)].filter((time) => time !== null);
      const times = [...held.values(), ...next];
      return times.length === 0 ? null : Math.min(...times);
    },
  };
}
