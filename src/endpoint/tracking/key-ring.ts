import { hkdfSync } from 'node:crypto';
import type { Database } from '../store/database';
import { findKeyOwners, type KeyOwner } from '../store/tracking-keys';
import type { Vault } from '../vault';
import { makeSeal } from './seal';

/** A key retired on another node is good for so long here. */
const FRESH_MS = 60_000;
/** Keys in memory. */
const MOST_KEYS = 100_000;

export interface TrackingKey {
  tenant: string;
  userId: string;
  bytes: Uint8Array;
  /** HMAC-SHA256 by it. */
  seal(bytes: Uint8Array): Uint8Array;
}

interface Kept {
  keys: TrackingKey[];
  until: number;
}

export type KeyRing = ReturnType<typeof makeKeyRing>;

/** The keys by which tokens are checked, by the number that tokens name them by; what was asked for once is at hand. */
export function makeKeyRing({ db, vault, clock }: { db: Database; vault: Vault; clock: () => number }) {
  const kept = new Map<number, Kept>();
  const loading = new Map<number, Promise<TrackingKey[]>>();

  async function load(keyRef: number): Promise<TrackingKey[]> {
    try {
      const keys = (await findKeyOwners(db.read, vault, keyRef)).flatMap((owner) => deriveKey(owner) ?? []);
      kept.delete(keyRef);
      // Of numbers that nobody has there are four thousand million.
      if (keys.length > 0) kept.set(keyRef, { keys, until: clock() + FRESH_MS });
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEYS && oldest !== undefined) kept.delete(oldest);
      return keys;
    } catch (error) {
      // The store is away: what we knew is as good as we have it.
      const known = kept.get(keyRef);
      if (!known) throw error;
      known.until = clock() + FRESH_MS;
      return known.keys;
    } finally {
      loading.delete(keyRef);
    }
  }

  return {
    /** At hand, or undefined: `find` has to be asked. `orOld`: what was good a while ago is as well. */
    peek(keyRef: number, orOld = false): TrackingKey[] | undefined {
      const known = kept.get(keyRef);
      return known && (orOld || known.until > clock()) ? known.keys : undefined;
    },
    /** Rejects while the store is away and we have never seen it. */
    find(keyRef: number): Promise<TrackingKey[]> {
      const running = loading.get(keyRef) ?? load(keyRef);
      loading.set(keyRef, running);
      return running;
    },
    /** Keys were changed on this node. */
    forget: () => kept.clear(),
  };
}

/** One user's key of one generation. Null: its tenant's secret cannot be opened. */
export function deriveKey({ tenant, userId, generation, secret }: KeyOwner): TrackingKey | null {
  if (!secret) return null;
  const info = `threadline tracking ${userId} ${generation}`;
  const bytes = new Uint8Array(hkdfSync('sha256', secret, '', info, 32));
  return { tenant, userId, bytes, seal: makeSeal(bytes) };
}
