import type { Engagement } from '../engagement';
import type { FailureCode } from '../outcome';
import type { Recheck } from '../recheck-rules';
import type { Deliverer } from './delivery';
import type { OutboxEntry } from './entry';
import type { HoldKeeper } from './holds';
import type { CheckStore, OutboxStore } from './outbox-store';

/** What an outbox is given: its store, its clock, and whom it asks. */
export interface OutboxSetting {
  store: OutboxStore;
  /** Where requests go through a browser, which may send one twice by itself; see `doubles.ts`. */
  checks?: CheckStore;
  holds: HoldKeeper;
  /** Null: there is no such connection, or its secret is gone; its entries wait. */
  connectorFor(connectionId: string): Promise<Deliverer | null>;
  /** N5: the rules as they are at this moment. */
  recheck(engagement: Engagement, connectionId: string): Promise<Recheck>;
  readAttachment(entryId: string, sha256: string): Promise<Uint8Array | null>;
  /** After every change of an entry that has been stored. */
  onChange(entry: OutboxEntry): void;
  /** What a connection last answered: null, or why it did not. */
  onConnection(connectionId: string, code: FailureCode | null): void;
  /** Epoch ms. */
  clock(): number;
  /** [0, 1) */
  random(): number;
}
