import type { Deliverer } from '../../core/outbox/delivery';
import type { FailureCode } from '../../core/outcome';
import type { Log } from '../http/problem';
import { makeHoldKeeper } from '../store/crm-connections';
import type { Database } from '../store/database';
import { openDeskOutbox } from './desk-outbox';
import { settleLeftBehind } from './left-behind';
import type { Turns } from './turns';

/** A timer for what is near; what is further is looked at again then. */
const LONGEST_TIMER_MS = 60_000;

/** Whom mails go to now; null: nobody is connected. `isAsked`: it is known which account that is. */
export interface Open {
  connectionId: string;
  deliverer: Deliverer;
  isAsked: boolean;
}

export interface DeskSetting {
  db: Database;
  /** Of nodes: one of them delivers at a time. */
  turns: Turns;
  open(): Promise<Open | null>;
  noteAnswer(connectionId: string, code: FailureCode | null): void;
  clock(): number;
  random(): number;
  log: Log;
  /** So long an answer waits for the CRM, in ms. */
  patienceMs: number;
  signal: AbortSignal;
}

/** One organisation's outbox, on its way to the CRM that it is connected to. */
export type Desk = ReturnType<typeof openDesk>;

export function openDesk(tenant: string, setting: DeskSetting) {
  const { db, turns, clock, signal } = setting;
  /** Called after every change of an entry. */
  const watchers = new Set<() => void>();
  const working = new Set<Promise<void>>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The account that all entries wait for; null: there may be some of one that is no longer connected. */
  let settledFor: string | null = null;
  /** Accounts that are to be asked again, whatever they said; seen to in a turn, when it is known what other nodes made of them. */
  const resumed = new Set<string>();
  let settling = Promise.resolve();
  /** The one of this node's last turn: after another node's it would not know what that did. */
  let current = outboxOf(0);

  function outboxOf(turn: number) {
    return openDeskOutbox(tenant, turn, { ...setting, connectorFor, onChange: look });
  }

  async function connectorFor(connectionId: string): Promise<Deliverer | null> {
    const now = await setting.open();
    if (now && now.connectionId !== connectionId) settledFor = null;
    return now?.connectionId === connectionId ? now.deliverer : null;
  }

  function look(): void {
    for (const watch of watchers) watch();
  }

  const fail = (error: unknown) => setting.log({ event: 'crm_outbox_failed', name: error instanceof Error ? error.name : '' });

  async function settleOnce(): Promise<void> {
    const now = await setting.open();
    if (!now?.isAsked || now.connectionId === settledFor) return;
    settledFor = now.connectionId;
    try {
      const former = await settleLeftBehind(db, { tenant, connectionId: now.connectionId }, current.besides, clock);
      for (const connectionId of former) await current.outbox.release(connectionId);
    } catch (error) {
      settledFor = null;
      throw error;
    }
  }

  /** One after the other: whoever asks for it waits for one that is under way. */
  function settle(): Promise<void> {
    settling = settling.catch(() => undefined).then(settleOnce);
    return settling;
  }

  async function deliver(turn: number): Promise<void> {
    if (current.turn !== turn) {
      current = outboxOf(turn);
      settledFor = null;
    }
    const { outbox } = current;
    for (const connectionId of resumed) {
      resumed.delete(connectionId);
      await outbox.release(connectionId);
    }
    await settle();
    await outbox.flush();
    if (settledFor === null) await settle().then(outbox.flush);
  }

  async function flush(): Promise<void> {
    await turns.during(tenant, deliver, look);
    const next = await current.outbox.nextWake();
    clearTimeout(timer);
    if (next === null || signal.aborted) return;
    timer = setTimeout(() => void work(), Math.min(LONGEST_TIMER_MS, Math.max(50, next - clock())));
    timer.unref();
  }

  /** Passes on what is due, and sees to what will be. */
  function work(): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    const run = flush().catch(fail);
    working.add(run);
    return run.finally(() => working.delete(run));
  }

  return {
    work,
    /** Passes on, and waits until `isDone`, until there is nothing that can be done now, or as long as is decent. */
    async workUntil(isDone: () => Promise<boolean>): Promise<void> {
      let patience: ReturnType<typeof setTimeout> | undefined;
      let watch = () => {};
      const done = new Promise<void>((resolve) => {
        watch = () => void isDone().then((is) => is && resolve(), fail);
        patience = setTimeout(resolve, setting.patienceMs);
      });
      watchers.add(watch);
      await Promise.race([work(), done]);
      watchers.delete(watch);
      clearTimeout(patience);
    },
    /** Another CRM, another key, or somebody wants it tried again: what was held is due. */
    async resume(connectionId: string): Promise<void> {
      settledFor = null;
      resumed.add(connectionId);
      await makeHoldKeeper(db, tenant).save(connectionId, null);
      void work();
    },
    /** The signal was given. */
    async close(): Promise<void> {
      clearTimeout(timer);
      await Promise.allSettled(working);
    },
  };
}
