import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { API_PREFIX, type Problem, ProblemSchema } from '../core/endpoint-api';
import type { FailureCode, Outcome } from '../core/outcome';
import type { Checked, ConnectorContext } from './crm-connector';

export type Failure = Exclude<Outcome, { kind: 'delivered' | 'blocked' }>;
/** `problem`: the endpoint's own word on it, where it was the endpoint that answered. */
export type Answer<T> = { ok: true; value: T } | { ok: false; outcome: Failure; problem: Problem | null };

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's prefix. */
  path: string;
  json?: unknown;
  bytes?: Uint8Array;
}

/** A worker is stopped when a request takes longer than this to be answered. */
const ANSWER_MS = 30_000;
/** Nobody means to be asked again after more than a day. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;

const retry = (code: FailureCode, scope: 'item' | 'connection', afterMs?: number): Failure =>
  afterMs === undefined ? { kind: 'retry', code, scope } : { kind: 'retry', code, scope, afterMs };

/** Asks the endpoint and checks what comes back. Never throws for what a network or a server may do. `schema` null: no content. */
export async function askEndpoint<S extends TSchema>(context: ConnectorContext, call: Call, schema: S): Promise<Answer<Static<S>>>;
export async function askEndpoint(context: ConnectorContext, call: Call, schema: null): Promise<Answer<null>>;
export async function askEndpoint(context: ConnectorContext, call: Call, schema: TSchema | null): Promise<Answer<unknown>> {
  try {
    const response = await context.fetch(`${context.baseUrl}${API_PREFIX}${call.path}`, request(context, call));
    const text = await response.text();
    const body = parseJson(text);
    if (!response.ok) return { ok: false, ...judge(response, body) };
    if (!schema) return response.status === 204 ? { ok: true, value: null } : notOurs;
    return Check(schema, body) ? { ok: true, value: body } : notOurs;
  } catch (error) {
    return { ok: false, outcome: judgeError(error), problem: null };
  }
}

export function mapped<A, B>(answer: Answer<A>, to: (value: A) => B): Checked<B> {
  return answer.ok ? { ok: true, value: to(answer.value) } : { ok: false, outcome: answer.outcome };
}

/** Somebody else answered: the page of a captive portal, a proxy, another server. */
const notOurs: Answer<never> = { ok: false, outcome: retry('unreachable', 'connection'), problem: null };

function request({ token }: ConnectorContext, { method, json, bytes }: Call): RequestInit {
  const type = bytes ? 'application/octet-stream' : json === undefined ? null : 'application/json';
  return {
    method,
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(type ? { 'content-type': type } : {}) },
    body: bytes ? (bytes as Uint8Array<ArrayBuffer>) : json === undefined ? undefined : JSON.stringify(json),
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

function judgeError(error: unknown): Failure {
  const name = error instanceof Error ? error.name : '';
  // A request that the endpoint never finishes may be one item's fault, so it counts as that item's try.
  if (name === 'TimeoutError' || name === 'AbortError') return retry('timeout', 'item');
  const isOffline = globalThis.navigator?.onLine === false;
  return retry(isOffline ? 'offline' : 'unreachable', 'connection');
}

function judge(response: Response, body: unknown): { outcome: Failure; problem: Problem | null } {
  const problem = Check(ProblemSchema, body) ? body : null;
  return { outcome: judgeStatus(response, problem), problem };
}

function judgeStatus({ status, headers }: Response, problem: Problem | null): Failure {
  // These also come from a proxy in front of the endpoint, in its own words, and mean the same.
  if (status === 413) return { kind: 'rejected', code: 'too_large', ...(problem ? { detail: problem.detail } : {}) };
  if (status === 429) return retry('rate_limited', 'connection', retryAfterMs(headers));
  if (status === 408) return retry('timeout', 'item');
  if (status === 502 || status === 504) return retry('unreachable', 'connection');
  if (status === 503 || status === 507) return retry('server_error', 'connection', retryAfterMs(headers));
  if (status >= 500) return retry('server_error', 'item');
  if (!problem) return retry('unreachable', 'connection');
  if (status === 401) return retry('token_refused', 'connection');
  if (status === 403) return retry('permission_missing', 'connection');
  if (status === 409) return { kind: 'rejected', code: 'conflict', detail: problem.detail };
  if (status === 400 || status === 422) return { kind: 'rejected', code: 'invalid', detail: problem.detail };
  return retry('unreachable', 'connection');
}

/** `Retry-After` in seconds or as a date (RFC 9110 10.2.3); undefined: it does not say, or not in a way we know. */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - (Date.parse(headers.get('date') ?? '') || Date.now());
  return Number.isFinite(ms) ? Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, ms)) : undefined;
}
