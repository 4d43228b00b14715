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
  renewal: ReturnType<typeof setInterval>;
}

/** What of this node's work goes on in one turn, counted from when it asked: nobody works in a turn that was given back. */
interface Party {
  begun: Promise<void>;
  turn: Turn | null;
  users: number;
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
  const parties = new Map<string, Party>();

  async function take(tenant: string, whileWaiting: () => void): Promise<Turn | null> {
    const lease = { tenant, name, holder };
    const until = performance.now() + patienceMs;
    for (;;) {
      const number = await takeLease(db, lease, clock(), clock() + LEASE_MS);
      if (number !== null) return { lease, number, renewal: renew(lease) };
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

  function join(tenant: string, whileWaiting: () => void): Party {
    const party = parties.get(tenant) ?? gather(tenant, whileWaiting);
    party.users += 1;
    return party;
  }

  function gather(tenant: string, whileWaiting: () => void): Party {
    const begun = take(tenant, whileWaiting).then((turn) => {
      party.turn = turn;
    });
    const party: Party = { begun, turn: null, users: 0 };
    parties.set(tenant, party);
    return party;
  }

  async function leave(tenant: string, party: Party): Promise<void> {
    party.users -= 1;
    if (party.users > 0) return;
    parties.delete(tenant);
    if (!party.turn) return;
    clearInterval(party.turn.renewal);
    // Not given back, it ends by itself.
    await giveLease(db, party.turn.lease).catch(() => undefined);
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
      const party = join(tenant, whileWaiting);
      try {
        await party.begun;
        if (party.turn) await work(party.turn.number);
        return party.turn !== null;
      } finally {
        await leave(tenant, party);
      }
    },
    /** Throws in a transaction of a turn that is over: a node that was stopped for a while must not write over what others did. */
    async assert(tx: Queries, tenant: string, turn: number): Promise<void> {
      if (db.isShared && !(await isOurTurn(tx, { tenant, name, holder }, turn))) throw new Error('Another node has taken the turn.');
    },
  };
}
