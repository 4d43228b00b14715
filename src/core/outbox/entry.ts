import type { Engagement } from '../engagement';
import type { CrmRef, FailureCode } from '../outcome';

/**
 * - `waiting`: on its way, tried at `dueAt`. `sending`: a try is under way; after a crash it is found so, and is ambiguous.
 * - `logged`: the CRM has it, `ref` says where.
 * - `blocked`: a rule or an un-log stands against it. `failed`: refused, the rep is told what to do; no `dueAt`.
 * - `removing`: un-log on its way. `removed`: gone from the CRM; stays as a tombstone.
 */
export type EntryState = 'waiting' | 'sending' | 'logged' | 'blocked' | 'failed' | 'removing' | 'removed';

/** One engagement on its way to one CRM. */
export interface OutboxEntry {
  /** The engagement's id. */
  id: string;
  connectionId: string;
  thread: string;
  state: EntryState;
  /** What the rep wants of it: an un-log that was refused is tried again as an un-log. */
  wanted: 'logged' | 'gone';
  /** Once it is logged, without its body: the CRM has that. */
  engagement: Engagement;
  /** Epoch ms; null: nothing to be done by itself. Of what is logged: when it is looked for doubles. */
  dueAt: number | null;
  /** Order within the thread, and overall: a number that only grows. */
  position: number;
  /** Tries of the delivery, or of the removal once `wanted` is `gone`. */
  tries: number;
  /** An answer may have been lost: read back before writing again. Of what is logged: it may stand there twice. */
  ambiguous: boolean;
  /** Results of finished steps of the delivery. */
  saga: Record<string, unknown>;
  ref: CrmRef | null;
  failure: { code: FailureCode; detail?: string; rule?: string } | null;
  createdAt: number;
  /** Epoch ms of the last change of state. */
  changedAt: number;
}

export type EntryCounts = Record<EntryState, number>;
