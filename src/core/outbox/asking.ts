import type { FailureCode, Outcome, RemovalOutcome } from '../outcome';
import type { Deliverer, DoublesOutcome } from './delivery';
import type { Holds } from './holds';
import type { OutboxSetting } from './outbox-setting';
import { makeTokenBucket, type TokenBucket } from './token-bucket';

export type Asking = ReturnType<typeof makeAsking>;

/** Whether a connection may be asked, and what its answers mean for what is asked next. */
export function makeAsking({ clock, onConnection }: OutboxSetting, holds: Holds) {
  const buckets = new Map<string, TokenBucket>();

  async function holdBack(connectionId: string, code: FailureCode, floorMs?: number): Promise<void> {
    await holds.hold(connectionId, code, floorMs);
    onConnection(connectionId, code);
  }

  return {
    /** A connector does not throw for what a CRM answers; if it has a fault, the CRM may have been asked or not. */
    UNKNOWN: { kind: 'retry', code: 'server_error', scope: 'item' } as const,
    holdBack,
    listHeld: async (): Promise<string[]> => [...(await holds.list()).keys()],
    /** Spends one request. False: not now, the connection is held until it may. */
    async mayAsk(connectionId: string, { rate }: Deliverer): Promise<boolean> {
      if (await holds.isHeld(connectionId)) return false;
      if (!rate) return true;
      const bucket = buckets.get(connectionId) ?? makeTokenBucket(rate);
      buckets.set(connectionId, bucket);
      const wait = bucket.take(clock());
      if (wait > 0) await holds.pace(connectionId, wait);
      return wait === 0;
    },
    async noteAnswer(connectionId: string, outcome: Outcome | RemovalOutcome | DoublesOutcome): Promise<void> {
      if (outcome.kind === 'retry') {
        if (outcome.scope === 'connection') await holdBack(connectionId, outcome.code, outcome.afterMs);
        return;
      }
      await holds.release(connectionId);
      onConnection(connectionId, null);
    },
  };
}
