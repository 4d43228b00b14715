import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import { API_PREFIX, type Problem, ProblemSchema } from '../core/endpoint-api';
import { isFailureCode } from '../core/outcome';
import type { Checked, ConnectorContext } from './crm-connector';
import { ask, type Failure, type HttpAnswer, judgeStatus, notTheirs, retry } from './http';

/** `problem`: the endpoint's own word on it, where it was the endpoint that answered. */
export type Answer<T> = { ok: true; value: T } | { ok: false; outcome: Failure; problem: Problem | null };

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's prefix. */
  path: string;
  json?: unknown;
  bytes?: Uint8Array;
}

/** Asks the endpoint and checks what comes back. Never throws for what a network or a server may do. `schema` null: no content. */
export async function askEndpoint<S extends TSchema>(context: ConnectorContext, call: Call, schema: S): Promise<Answer<Static<S>>>;
export async function askEndpoint(context: ConnectorContext, call: Call, schema: null): Promise<Answer<null>>;
export async function askEndpoint(context: ConnectorContext, call: Call, schema: TSchema | null): Promise<Answer<unknown>> {
  const { path, ...rest } = call;
  const headers = context.token ? { authorization: `Bearer ${context.token}` } : undefined;
  const heard = await ask(context, { ...rest, url: `${context.baseUrl}${API_PREFIX}${path}`, headers });
  if (!heard.ok) return { ...heard, problem: null };
  const { status, body } = heard.answer;
  if (status < 200 || status > 299) return { ok: false, ...judge(heard.answer) };
  if (!schema) return status === 204 ? { ok: true, value: null } : notOurs;
  return Check(schema, body) ? { ok: true, value: body } : notOurs;
}

export function mapped<A, B>(answer: Answer<A>, to: (value: A) => B): Checked<B> {
  return answer.ok ? { ok: true, value: to(answer.value) } : { ok: false, outcome: answer.outcome };
}

const notOurs: Answer<never> = { ok: false, outcome: notTheirs, problem: null };

function judge(answer: HttpAnswer): { outcome: Failure; problem: Problem | null } {
  const problem = Check(ProblemSchema, answer.body) ? answer.body : null;
  const outcome = judgeBehind(answer.status, problem) ?? judgeStatus(answer) ?? judgeProblem(answer.status, problem);
  return { outcome: outcome.kind === 'rejected' && problem ? { ...outcome, detail: problem.detail } : outcome, problem };
}

/** The endpoint answered, the CRM behind it did not; the code says why. */
const judgeBehind = (status: number, problem: Problem | null): Failure | null =>
  status === 502 && problem && isFailureCode(problem.code) ? retry(problem.code, 'connection') : null;

function judgeProblem(status: number, problem: Problem | null): Failure {
  if (!problem) return notTheirs;
  if (status === 401) return retry('token_refused', 'connection');
  if (status === 403) return retry('permission_missing', 'connection');
  if (status === 409) return { kind: 'rejected', code: 'conflict' };
  if (status === 400 || status === 422) return { kind: 'rejected', code: 'invalid' };
  return notTheirs;
}
