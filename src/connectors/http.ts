import type { FailureCode, Outcome } from '../core/outcome';
import type { ConnectorContext } from './crm-connector';

export type Failure = Exclude<Outcome, { kind: 'delivered' | 'blocked' }>;
export type Retry = Extract<Failure, { kind: 'retry' }>;

export interface HttpCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  /** At most one of these. A form sets its own content type. */
  json?: unknown;
  bytes?: Uint8Array;
  form?: FormData | URLSearchParams;
  /** Which of the account's rates it counts against, where there is more than one. */
  lane?: string;
}

/** `body` is parsed by content and never by content type: some CRMs send JSON as text/plain. Undefined: no JSON at all. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Somebody answered, whatever they said; or nobody did, and what that means. */
export type Heard = { ok: true; answer: HttpAnswer } | { ok: false; outcome: Retry };

/** A worker is stopped when a request takes longer than this to be answered. */
const ANSWER_MS = 30_000;
/** Nobody means to be asked again after more than a day. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;

export const retry = (code: FailureCode, scope: Retry['scope'], afterMs?: number): Retry =>
  afterMs === undefined ? { kind: 'retry', code, scope } : { kind: 'retry', code, scope, afterMs };

/** Somebody else answered: the page of a captive portal, a proxy, another server. */
export const notTheirs: Retry = retry('unreachable', 'connection');

/**
 * One request, when its turn has come. Never throws for what a network or a server may do. Words of a refusal may be shown and
 * exported: a key that they repeat is taken out of them.
 */
export async function ask(context: Pick<ConnectorContext, 'fetch' | 'pace'> & { token?: string }, call: HttpCall): Promise<Heard> {
  const headers = parseHeaders(call);
  // A token with a line break or a letter that no header can carry is no token.
  if (!headers) return { ok: false, outcome: retry('token_refused', 'connection') };
  await context.pace?.(call.lane);
  try {
    const response = await context.fetch(call.url, request(call, headers));
    const text = await response.text();
    return { ok: true, answer: { status: response.status, headers: response.headers, body: parseJson(without(context.token, text)) } };
  } catch (error) {
    return { ok: false, outcome: judgeError(error) };
  }
}

/** Shorter ones are no service's, and stand in many a word. */
const SHORTEST_KEY = 8;
const without = (token = '', text: string): string => (token.length < SHORTEST_KEY ? text : text.replaceAll(token, '•••'));

function parseHeaders({ headers, bytes, json }: HttpCall): Headers | null {
  const type = bytes ? 'application/octet-stream' : json === undefined ? null : 'application/json';
  try {
    return new Headers({ ...(type ? { 'content-type': type } : {}), ...headers });
  } catch {
    return null;
  }
}

function request({ method, json, bytes, form }: HttpCall, headers: Headers): RequestInit {
  return {
    method,
    headers,
    body: form ?? (bytes ? (bytes as Uint8Array<ArrayBuffer>) : json === undefined ? undefined : JSON.stringify(json)),
    signal: AbortSignal.timeout(ANSWER_MS),
    cache: 'no-store',
    credentials: 'omit',
    // A captive portal redirects; the token must not follow.
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function judgeError(error: unknown): Retry {
  const name = error instanceof Error ? error.name : '';
  // A request that the other side never finishes may be one item's fault, so it counts as that item's try.
  if (name === 'TimeoutError' || name === 'AbortError') return retry('timeout', 'item');
  const isOffline = globalThis.navigator?.onLine === false;
  return retry(isOffline ? 'offline' : 'unreachable', 'connection');
}

/**
 * What a status means by HTTP alone, whoever said it: these also come from a proxy in front of the service, in its own
 * words. Null: it is for the service's own contract to say.
 */
export function judgeStatus({ status, headers }: HttpAnswer): Failure | null {
  if (status === 413) return { kind: 'rejected', code: 'too_large' };
  if (status === 429) return retry('rate_limited', 'connection', retryAfterMs(headers));
  if (status === 408) return retry('timeout', 'item');
  if (status === 502 || status === 504) return retry('unreachable', 'connection');
  if (status === 503 || status === 507) return retry('server_error', 'connection', retryAfterMs(headers));
  return status >= 500 ? retry('server_error', 'item') : null;
}

/** `Retry-After` in seconds or as a date (RFC 9110 10.2.3); undefined: it does not say, or not in a way we know. */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - (Date.parse(headers.get('date') ?? '') || Date.now());
  return Number.isFinite(ms) ? Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, ms)) : undefined;
}
