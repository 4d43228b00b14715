import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { ConnectorContext } from '../crm-connector';
import { ask, type Failure, type HttpAnswer, judgeStatus, notTheirs, retry } from '../http';
import { ErrorsSchema, IgnoredSchema, MeSchema, MessageSchema, TotalSchema } from './schemas';

/** The version that all of this is written against (docs and OpenAPI of October 2025). */
const API = '/api/3';
/** Five a second for all keys of an account together; one is left to the others that ask it. */
export const ACTIVECAMPAIGN_RATE = { burst: 1, perSecond: 4 };
/** The most that a list answers in one go. */
const PAGE = 100;
/** What a list answers where `limit` is not heeded: fewer than this are the last. */
const SHORTEST_FULL_PAGE = 20;
/** No record has so many; a server that makes up new ones for ever must come to an end. */
const MOST_PAGES = 500;

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the API's prefix. */
  path: string;
  query?: Record<string, string>;
  json?: unknown;
}

/**
 * What a refusal is about, where it is about something that can be helped. `gone`: no such record. `duplicate`: there is
 * one already. `forbidden`: the key, or a right of its user; the service does not tell these apart. `no-path`: there is
 * nothing at this address, or not for this method.
 */
type Reason = 'gone' | 'duplicate' | 'forbidden' | 'no-path' | 'other';
export type Answer<T> = { ok: true; value: T } | { ok: false; outcome: Failure; reason: Reason };

const failed = (outcome: Failure, reason: Reason = 'other') => ({ ok: false, outcome, reason }) as const;

/** One request. Never throws for what a network or the service may do. */
export async function askActiveCampaign<S extends TSchema>(context: ConnectorContext, call: Call, schema: S): Promise<Answer<Static<S>>> {
  const { method, path, query, json } = call;
  const search = query ? `?${new URLSearchParams(query)}` : '';
  const headers = { 'Api-Token': context.token.trim(), accept: 'application/json' };
  const heard = await ask(context, { method, url: `${context.baseUrl}${API}${path}${search}`, headers, json });
  if (!heard.ok) return failed(heard.outcome);
  const { status, body } = heard.answer;
  if (status < 200 || status > 299) return judge(heard.answer);
  // A write that the service answered in words we do not know may have been done.
  if (!Check(schema, body)) return failed(body === undefined ? notTheirs : retry('server_error', 'item'));
  return { ok: true, value: body };
}

function judge(answer: HttpAnswer): Extract<Answer<never>, { ok: false }> {
  const { status, body } = answer;
  const message = Check(MessageSchema, body) ? body.message : '';
  const [error] = Check(ErrorsSchema, body) ? body.errors : [];
  const said = cutDetail(error?.title || message);
  if (status === 401) return failed(retry('token_refused', 'connection'));
  // The same words for a record that is not there, with either status.
  if ((status === 403 || status === 404) && message.startsWith('No Result found'))
    return failed({ kind: 'rejected', code: 'record_gone', ...said }, 'gone');
  if (status === 403) return failed({ kind: 'rejected', code: 'permission_missing', ...said }, 'forbidden');
  // An account that is not paid for; nothing can be done until it is.
  if (status === 402) return failed(retry('permission_missing', 'connection'));
  if (status === 423) return failed(retry('server_error', 'item'));
  const byHttp = judgeStatus(answer);
  if (byHttp) return failed(byHttp);
  // A wrong path, or a page: this is not ActiveCampaign speaking.
  if (status === 404 || status === 405 || status < 400 || body === undefined)
    return failed(notTheirs, status === 404 || status === 405 ? 'no-path' : 'other');
  return failed({ kind: 'rejected', code: 'invalid', ...said }, error?.code === 'duplicate' ? 'duplicate' : 'other');
}

const cutDetail = (text: string) => (text ? { detail: text.slice(0, 300) } : {});

/** Who the key belongs to. Here a refusal can only be about the key. */
export async function askWhoAmI(context: ConnectorContext): Promise<Answer<Static<typeof MeSchema>>> {
  const me = await askActiveCampaign(context, { method: 'GET', path: '/users/me' }, MeSchema);
  return !me.ok && me.reason === 'forbidden' ? failed(retry('token_refused', 'connection')) : me;
}

/** What a refusal means in the end: where it may be the key's or a right's fault, the service is asked who we are. */
export async function settle(context: ConnectorContext, { outcome, reason }: Extract<Answer<never>, { ok: false }>): Promise<Failure> {
  if (reason !== 'forbidden') return outcome;
  const me = await askWhoAmI(context);
  return me.ok ? outcome : me.outcome;
}

/**
 * Nothing, where a record is gone or the user's group may not see such records; `check` tells of that. Asked to be sure,
 * as a key that was withdrawn in the meantime would look the same.
 */
export async function orNothing<T>(context: ConnectorContext, answer: Answer<T>, nothing: T): Promise<Answer<T>> {
  if (answer.ok) return answer;
  if (answer.reason === 'gone') return { ok: true, value: nothing };
  if (answer.reason !== 'forbidden') return answer;
  const me = await askWhoAmI(context);
  return me.ok ? { ok: true, value: nothing } : me;
}

/** All rows of a list, page by page, until a page brings nothing new: not every list says how many there are. */
export async function listAll<S extends TSchema>(
  context: ConnectorContext,
  path: string,
  schema: S,
  rowsOf: (page: Static<S>) => readonly { id: string | number }[],
): Promise<Answer<Static<S>[]>> {
  const pages: Static<S>[] = [];
  const seen = new Set<string>();
  for (let number = 0; number < MOST_PAGES; number++) {
    const query = { limit: `${PAGE}`, offset: `${seen.size}` };
    const answer = await askActiveCampaign(context, { method: 'GET', path, query }, schema);
    if (!answer.ok) return answer;
    const ids = rowsOf(answer.value).map(({ id }) => `${id}`);
    const isNew = ids.some((id) => !seen.has(id));
    if (isNew || number === 0) pages.push(answer.value);
    for (const id of ids) seen.add(id);
    const total = Check(TotalSchema, answer.value) ? Number(answer.value.meta.total) : Number.POSITIVE_INFINITY;
    if (!isNew || ids.length < SHORTEST_FULL_PAGE || seen.size >= total) break;
  }
  return { ok: true, value: pages };
}

/** A call whose answer says nothing that is needed. */
export const askOnly = (context: ConnectorContext, call: Call) => askActiveCampaign(context, call, IgnoredSchema);
