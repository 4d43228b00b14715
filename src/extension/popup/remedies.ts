import type { OutboxEntry } from '../../core/outbox/entry';
import { FAILURES, type FailureCode } from '../../core/outcome';

/** `keep`: a mail that could not be un-logged stays where it is. */
export type Remedy = 'retry' | 'edit' | 'drop' | 'connect' | 'keep';

/** What helps, the best first: it is the button, the others are in its menu. */
const REMEDIES: Record<FailureCode, readonly [Remedy, ...Remedy[]]> = {
  offline: ['retry', 'drop'],
  unreachable: ['retry', 'drop'],
  timeout: ['retry', 'drop'],
  server_error: ['retry', 'drop'],
  rate_limited: ['retry', 'drop'],
  token_refused: ['connect', 'retry', 'drop'],
  permission_missing: ['connect', 'retry', 'drop'],
  host_permission_missing: ['connect', 'retry', 'drop'],
  too_large: ['drop'],
  invalid: ['edit', 'retry', 'drop'],
  conflict: ['drop', 'retry'],
  record_gone: ['edit', 'retry', 'drop'],
  removed: ['drop'],
  never_log: ['drop'],
  nobody_left: ['edit', 'drop'],
  not_connected: ['connect', 'retry', 'drop'],
  storage_full: ['retry', 'drop'],
  passing_on: ['retry', 'drop'],
  crm_reconnect: ['retry', 'drop'],
  crm_changed: ['retry', 'drop'],
  crm_former: ['retry', 'drop'],
  not_ours: ['keep'],
};

/** With nothing wrong in the mail itself: once the cause is mended, another try is all that each needs. */
export const RETRIABLE: readonly FailureCode[] = FAILURES.filter((code) => ['retry', 'connect'].includes(REMEDIES[code][0]));

export function remediesFor({ failure, wanted }: OutboxEntry): readonly [Remedy, ...Remedy[]] {
  if (wanted === 'gone' && failure?.code !== 'not_ours') return ['retry', 'keep'];
  return failure ? REMEDIES[failure.code] : ['retry', 'drop'];
}
