import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { ConnectorContext } from '../crm-connector';
import { ask, type Failure, type HttpAnswer, type HttpCall, judgeStatus, notTheirs, retry, retryAfterMs } from '../http';
import { type Problem, ProblemSchema } from './answers';

/** HubSpot's dated API, supported until September 2027. The one place that says which. */
export const HUBSPOT_VERSION = '2026-03';
export const HUBSPOT_URL = 'https://api.hubapi.com';

export type ObjectType = 'contacts' | 'companies' | 'deals' | 'emails' | 'notes';

export const paths = {
  objects: (type: ObjectType, rest = '') => `/crm/objects/${HUBSPOT_VERSION}/${type}${rest}`,
  linksOf: (from: ObjectType, to: ObjectType) => `/crm/associations/${HUBSPOT_VERSION}/${from}/${to}/batch/read`,
  owners: `/crm/owners/${HUBSPOT_VERSION}`,
  pipelines: `/crm/pipelines/${HUBSPOT_VERSION}/deals`,
  files: `/files/${HUBSPOT_VERSION}/files`,
  account: `/account-info/${HUBSPOT_VERSION}/details`,
  /** Of legacy private apps; it has no dated form. */
  tokenInfo: '/oauth/v2/private-apps/get/access-token-info',
};

/** `status` null: nobody answered. */
export type Answer<T> = { ok: true; value: T } | { ok: false; outcome: Failure; status: number | null; problem: Problem | null };

type Call = Pick<HttpCall, 'method' | 'json' | 'form'> & { path: string };

/** Asks HubSpot and checks what comes back. Never throws for what it may answer. `schema` null: no content. */
export async function askHubSpot<S extends TSchema>(context: ConnectorContext, call: Call, schema: S): Promise<Answer<Static<S>>>;
export async function askHubSpot(context: ConnectorContext, call: Call, schema: null): Promise<Answer<null>>;
export async function askHubSpot(context: ConnectorContext, call: Call, schema: TSchema | null): Promise<Answer<unknown>> {
  const { path, ...rest } = call;
  const headers = { authorization: `Bearer ${context.token}`, accept: 'application/json' };
  const lane = path.endsWith('/search') ? SEARCH_LANE : undefined;
  const heard = await ask(context, { ...rest, url: context.baseUrl + path, headers, lane });
  if (!heard.ok) return { ...heard, status: null, problem: null };
  const { answer } = heard;
  if (answer.status < 200 || answer.status > 299) return judge(answer);
  if (!schema) return { ok: true, value: null };
  // A page with status 200 is a captive portal's.
  return Check(schema, answer.body) ? { ok: true, value: answer.body } : { ok: false, outcome: notTheirs, status: null, problem: null };
}

const SEARCH_LANE = 'search';
/** What every account may be asked: 100 requests in any ten seconds, and 5 searches in any second; a little less, as clocks differ. */
export const HUBSPOT_RATE = { burst: 5, perSecond: 9.3 };
export const HUBSPOT_LANES = { [SEARCH_LANE]: { burst: 1, perSecond: 3.9 } };

function judge(answer: HttpAnswer): Answer<never> {
  const problem = Check(ProblemSchema, answer.body) ? answer.body : null;
  return { ok: false, outcome: judgeRefusal(answer, problem), status: answer.status, problem };
}

const LOCKED_MS = 2_000;
const MIGRATION_MS = 600_000;
/** How long each of HubSpot's limits takes to fall; it does not say so itself. A daily one is looked at again each hour. */
const LIMIT_MS: Record<string, number> = { DAILY: 3_600_000, TEN_SECONDLY_ROLLING: 10_000, SECONDLY: 1_000 };

function judgeRefusal(answer: HttpAnswer, problem: Problem | null): Failure {
  const { status, headers } = answer;
  const after = retryAfterMs(headers);
  if (status === 429)
    return retry('rate_limited', 'connection', after ?? LIMIT_MS[String(problem?.policyName)] ?? LIMIT_MS.TEN_SECONDLY_ROLLING);
  // Locked, or moved to another data centre: nothing was written.
  if (status === 423) return retry('rate_limited', 'item', Math.max(after ?? 0, LOCKED_MS));
  if (status === 477) return retry('rate_limited', 'connection', after ?? MIGRATION_MS);
  // Cloudflare's: HubSpot itself was not reached, or (524) did not answer in time.
  if (status === 521 || status === 523) return retry('unreachable', 'connection');
  if (status === 524) return retry('timeout', 'item');
  return judgeStatus(answer) ?? (problem ? judgeProblem(status, problem) : notTheirs);
}

function judgeProblem(status: number, problem: Problem): Failure {
  if (status === 401) return retry('token_refused', 'connection');
  if (status === 403) return retry('permission_missing', 'connection');
  const detail = describeProblem(problem);
  if (status === 404) return { kind: 'rejected', code: 'record_gone', detail };
  return { kind: 'rejected', code: status === 409 ? 'conflict' : 'invalid', detail };
}

/**
 * HubSpot's words without the values that it was sent. Its message may hold JSON with a line for each property, of which
 * name and code are kept.
 */
function describeProblem({ message }: Problem): string {
  const faults = [...message.matchAll(/"error":"([A-Z_]+)"[^}]*?"name":"(\w+)"|"name":"(\w+)"[^}]*?"error":"([A-Z_]+)"/g)];
  if (faults.length > 0)
    return faults
      .map(([, error, name, name2, error2]) => `${name ?? name2}: ${error ?? error2}`)
      .join(', ')
      .slice(0, 200);
  return message.replace(/"[^"]*"/g, '"…"').slice(0, 120);
}
