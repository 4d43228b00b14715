import type { Engagement } from '../engagement';
import type { CrmRef, FailureCode, Outcome, RemovalOutcome } from '../outcome';

/** A finished step is kept with the outbox entry, so that a resumed delivery repeats none. Results are plain JSON. */
export interface Saga {
  step<T>(name: string, run: () => Promise<T>): Promise<T>;
}

export interface DeliveryItem {
  engagement: Engagement;
  saga: Saga;
  /** The answer to an earlier try was lost: read back before anything is written again. */
  ambiguous: boolean;
  /** Why the try before this one came to nothing; undefined: there was none, or the rep wants it tried anew. */
  lastFailure?: FailureCode;
  /** The kept bytes of an attachment, or null if they are gone. */
  readAttachment(sha256: string): Promise<Uint8Array | null>;
}

/** What is kept of a delivery, for CRMs that do not know our ids: where it was written, and what its finished steps gave. */
export interface Traces {
  /** Once it was logged, without its body. */
  engagement: Engagement;
  ref: CrmRef | null;
  saga: Readonly<Record<string, unknown>>;
  /** A request may have been sent twice, and nobody has looked yet what stands there twice. */
  unchecked?: boolean;
}

/** A mail that is logged, without its body. */
export interface Written {
  engagement: Engagement;
  ref: CrmRef;
}

/** `unseen`: ids of mails that the CRM does not show (yet), so that nothing is known of them. */
export type DoublesOutcome = { kind: 'checked'; unseen: string[] } | Exclude<RemovalOutcome, { kind: 'removed' }>;

/** As much of a CRM connector as the outbox needs. */
export interface Deliverer {
  readonly maxBatch: number;
  readonly rate?: { burst: number; perSecond: number };
  /** One answer per item, in their order. */
  deliver(items: readonly DeliveryItem[]): Promise<Outcome[]>;
  /** Idempotent, also for what was never delivered: a later replay must not bring it back. */
  remove(engagementId: string, traces?: Traces): Promise<RemovalOutcome>;
  /**
   * Of each mail only what `ref` names stays; what was written of it besides goes, as the network may have sent a request
   * twice. Asked some minutes after they were written, in as few requests as it can. Undefined: this CRM knows what it is
   * sent again.
   */
  removeDoubles?(mails: readonly Written[]): Promise<DoublesOutcome>;
}
