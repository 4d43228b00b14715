import type { Fault } from './fault-server.mjs';

/** What befalls one request, by the name that a test gives it. The one table of all trials: in Node, in the worker, behind an endpoint. */
export type NamedFault = readonly [name: string, fault: Omit<Fault, 'when'>];

/** What passes by itself: nobody is told, and nothing is to be done. */
export const PASSING: readonly NamedFault[] = [
  ['500 before the write', { kind: '500-before' }],
  ['500 after the write', { kind: '500-after' }],
  ['a connection dropped before', { kind: 'drop-before' }],
  ['a connection dropped after the write', { kind: 'drop-after' }],
  ['an HTML error page', { kind: 'html-before' }],
  ['an HTML error page after the write', { kind: 'html-after' }],
  ['423', { kind: 423 }],
  ['429', { kind: 429 }],
  ['429 with Retry-After', { kind: 429, retryAfter: 30 }],
  ['429 with a date to come back at', { kind: 429, retryAfter: 'Sun, 22 Nov 2026 10:00:00 GMT' }],
  ['477', { kind: 477 }],
  ['502', { kind: 502 }],
  ['503 with Retry-After', { kind: 503, retryAfter: 30 }],
];

/** Passes too, but takes half a minute where nobody shortens it. */
export const SILENT: readonly NamedFault[] = [
  ['no answer', { kind: 'silent-before' }],
  ['no answer after the write', { kind: 'silent-after' }],
];

/** Everything waits for somebody who reconnects, or the rep is told of a right that is missing. */
export const KEY_REFUSED: readonly NamedFault[] = [
  ['401', { kind: 401 }],
  ['403', { kind: 403 }],
];
