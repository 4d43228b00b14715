import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Queries } from '../store/database';
import { giveLease, isOurTurn, type Lease, takeLease } from '../store/leases';

/** A node that is killed holds up the others no longer than this; clocks of nodes may differ by a part of it. */
const LEASE_MS = 15_000;
const RENEW_MS = 4000;
const POLL_MS = 150;

interface Turn {
  lease: Lease;
  number: number;
  /** How much of this node's work goes on in it. */
  users: number;
  renewal: ReturnType<typeof setInterval>;
}

export interface TurnSetting {
  db: Database;
  /** What only one node may do for an organisation at a time. */
  name: string;
  /** Epoch ms. */
  clock(): number;
  /** So long another node is waited for, in ms of real time. */
  patienceMs: number;
  /** Then nothing is waited for. */
  signal: AbortSignal;
}

export type Turns = ReturnType<typeof makeTurns>;

/** Work that one node does at a time, for each organisation. Where there is one node, it is always its turn. */
export function makeTurns({ db, name, clock, patienceMs, signal }: TurnSetting) {
  const holder = randomUUID();
  const taken = new Map<string, Promise<Turn | null>>();

  async function take(tenant: string, whileWaiting: () => void): Promise<Turn | null> {
    const lease = { tenant, name, holder };
    const until = performance.now() + patienceMs;
    for (;;) {
      const number = await takeLease(db, lease, clock(), clock() + LEASE_MS);
      if (number !== null) return { lease, number, users: 0, renewal: renew(lease) };
      if (signal.aborted || performance.now() > until) return null;
      await pause(POLL_MS);
      whileWaiting();
    }
  }

  /** Should it fail, the turn ends, and what it still writes is refused. */
  function renew(lease: Lease): Turn['renewal'] {
    const renewal = setInterval(() => void takeLease(db, lease, clock(), clock() + LEASE_MS).catch(() => null), RENEW_MS);
    return renewal.unref();
  }

  async function leave(tenant: string, turn: Turn): Promise<void> {
    turn.users -= 1;
    if (turn.users > 0) return;
    taken.delete(tenant);
    clearInterval(turn.renewal);
    // Not given back, it ends by itself.
    await giveLease(db, turn.lease).catch(() => undefined);
  }

  return {
    /**
     * Does `work` in this node's turn; its number tells whether another had one since. False: another node has it, and for so long
     * that it was not waited for.
     */
    async during(tenant: string, work: (turn: number) => Promise<void>, whileWaiting = () => {}): Promise<boolean> {
      if (!db.isShared) {
        await work(0);
        return true;
      }
      const begun = taken.get(tenant) ?? take(tenant, whileWaiting);
      taken.set(tenant, begun);
      const turn = await begun.catch((error) => {
        taken.delete(tenant);
        throw error;
      });
      if (!turn) {
        taken.delete(tenant);
        return false;
      }
      turn.users += 1;
      try {
        await work(turn.number);
      } finally {
        await leave(tenant, turn);
      }
      return true;
    },
    /** Throws in a transaction of a turn that is over: a node that was stopped for a while must not write over what others did. */
    async assert(tx: Queries, tenant: string, turn: number): Promise<void> {
      if (db.isShared && !(await isOurTurn(tx, { tenant, name, holder }, turn))) throw new Error('Another node has taken the turn.');
    },
  };
}
