import Type, { type Static } from 'typebox';

/** Where the written record lives. A mail is "logged" only when this is known. */
export const CrmRefSchema = Type.Object({
  /** The CRM's own id of the engagement. */
  id: Type.String(),
  /** Opens the record in the CRM. */
  url: Type.Union([Type.String(), Type.Null()]),
  /** Every record it was tied to, as the CRM confirmed it. */
  records: Type.Array(Type.Object({ kind: Type.String(), id: Type.String(), name: Type.String() })),
});
export type CrmRef = Static<typeof CrmRefSchema>;

/** Why a CRM did not take it. Each has a sentence and a remedy in the locales: `failure_<code>` and `remedy_<code>`. */
export const FAILURES = [
  'offline',
  'unreachable',
  'timeout',
  'server_error',
  'rate_limited',
  'token_refused',
  'permission_missing',
  'host_permission_missing',
  'too_large',
  'invalid',
  'conflict',
  'record_gone',
  'removed',
  'never_log',
  'nobody_left',
  'not_connected',
  'storage_full',
  // Of an endpoint that passes on to a CRM: it has the mail, the CRM does not yet; its own key to the CRM is refused.
  'passing_on',
  'crm_reconnect',
  // It is the CRM's own, or another program's.
  'not_ours',
  // It was on its way when another CRM, or another account, was connected; it is to be deleted in one that no longer is.
  'crm_changed',
  'crm_former',
] as const;
export type FailureCode = (typeof FAILURES)[number];
export const isFailureCode = (code: string): code is FailureCode => (FAILURES as readonly string[]).includes(code);

/**
 * A connector's answer for one engagement. Whether to try again is in the type.
 * - `delivered`: the CRM has it, once, under `ref`. `repeated`: it had it already.
 * - `retry`: nothing is known to be wrong with this item. `afterMs` is a floor the CRM asked for. `scope: connection`
 *   holds back every item of that connection and costs none of them a try.
 * - `rejected`: no repetition will help; the rep is told why and what to do. `detail` is the CRM's own words, never shown alone.
 * - `blocked`: a never-log rule, an un-log or an empty recipient list stands against it; nothing was written.
 */
export type Outcome =
  | { kind: 'delivered'; ref: CrmRef; repeated: boolean }
  | { kind: 'retry'; code: FailureCode; afterMs?: number; scope: 'item' | 'connection' }
  | { kind: 'rejected'; code: FailureCode; detail?: string }
  | { kind: 'blocked'; code: 'never_log' | 'removed' | 'nobody_left'; rule?: string };

export type RemovalOutcome = { kind: 'removed' } | Exclude<Outcome, { kind: 'delivered' | 'blocked' }>;
