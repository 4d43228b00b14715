import type { Engagement } from '../core/engagement';
import type { Outcome, RemovalOutcome } from '../core/outcome';
import type { FoundRecord, Known } from '../core/records';

/** A finished step is kept with the outbox entry, so that a resumed delivery repeats none. Results are plain JSON. */
export interface Saga {
  step<T>(name: string, run: () => Promise<T>): Promise<T>;
}

export interface DeliveryItem {
  engagement: Engagement;
  saga: Saga;
  /** The answer to an earlier try was lost: read back before anything is written again. */
  ambiguous: boolean;
  /** The kept bytes of an attachment, or null if they are gone. */
  readAttachment(sha256: string): Promise<Uint8Array | null>;
}

/** One line of "what will be written", in the CRM's own field names. */
export interface WrittenField {
  record: string;
  field: string;
  value: string;
}

/** Who the connection is and what it may do; `missing` names what it may not. */
export interface Identity {
  userId: string;
  name: string;
  address: string;
  role: 'rep' | 'admin';
  organisation: string;
  missing: string[];
}

export type Checked<T> = { ok: true; value: T } | { ok: false; outcome: Exclude<Outcome, { kind: 'delivered' | 'blocked' }> };

/** Speaks one CRM's API. Holds no state; `fetch` and secrets are handed in. Never throws for what a CRM may answer. */
export interface CrmConnector {
  readonly id: string;
  /** How many engagements one request may carry. */
  readonly maxBatch: number;
  /** What the CRM allows one account in requests; undefined: it says when it is too much. */
  readonly rate?: { burst: number; perSecond: number };
  check(): Promise<Checked<Identity>>;
  lookUp(addresses: readonly string[]): Promise<Checked<Known[]>>;
  search(query: string): Promise<Checked<FoundRecord[]>>;
  /** The dry run: every field as `deliver` will send it. Pure. */
  describe(engagement: Engagement): WrittenField[];
  /** One answer per item, in their order. */
  deliver(items: readonly DeliveryItem[]): Promise<Outcome[]>;
  /** Idempotent, also for what was never delivered: a later replay must not bring it back. */
  remove(engagementId: string): Promise<RemovalOutcome>;
}

/** What a connector is built from. The worker and the endpoint hand in their own `fetch` and secret. */
export interface ConnectorContext {
  fetch: typeof fetch;
  /** The service's base URL, without a trailing slash. */
  baseUrl: string;
  token: string;
}
