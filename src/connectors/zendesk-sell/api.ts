import Type, { type Static, type TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { Checked, ConnectorContext } from '../crm-connector';
import { ask, type Failure, type HttpAnswer, judgeStatus, notTheirs, retry } from '../http';

/** The Core API. Its other versions are other services: the event stream, the search. */
export const VERSION = '/v2';
export const BASE_URL = 'https://api.getbase.com';
/** 36,000 requests an hour for each token, ten a second, kept a little below: two answers may travel at different speeds. */
export const RATE = { burst: 1, perSecond: 9.5 };
/** The most that a page of a list may have. */
export const PAGE = 100;

export interface SellCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the version. */
  path: string;
  query?: Record<string, string | number | boolean>;
  /** Goes out as `data` of the envelope. */
  data?: Record<string, unknown>;
}

/** `gone`: it was asked for a record, or to write to one, that Sell no longer has. */
export type SellAnswer<T> = { ok: true; value: T } | { ok: false; outcome: Failure; gone: boolean };

const ErrorsSchema = Type.Object({
  errors: Type.Array(
    Type.Object({
      error: Type.Object({ code: Type.String(), message: Type.Optional(Type.String()), field: Type.Optional(Type.String()) }),
    }),
    { minItems: 1 },
  ),
});
type SellError = Static<typeof ErrorsSchema>['errors'][number]['error'];

/** Asks Sell, and says by its contract what a refusal means. Never throws for what a network or a server may do. */
export async function askSell(context: ConnectorContext, { method, path, query = {}, data }: SellCall): Promise<SellAnswer<unknown>> {
  const params = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const url = `${context.baseUrl}${VERSION}${path}${params.size > 0 ? `?${params}` : ''}`;
  const headers = { accept: 'application/json', authorization: `Bearer ${context.token}` };
  const heard = await ask(context, { method, url, headers, ...(data ? { json: { data } } : {}) });
  if (!heard.ok) return { ...heard, gone: false };
  const { status, body } = heard.answer;
  return status >= 200 && status < 300 ? { ok: true, value: body } : judge(heard.answer);
}

function judge(answer: HttpAnswer): SellAnswer<never> {
  const errors = Check(ErrorsSchema, answer.body) ? answer.body.errors.map(({ error }) => error) : [];
  const [first] = errors;
  const gone =
    (answer.status === 404 && first?.code === 'not_found') ||
    (answer.status === 422 && errors.some(({ field }) => field === '/resource_id' || field === '/data/resource_id'));
  const outcome = judgeStatus(answer) ?? judgeErrors(answer.status, first, gone);
  return { ok: false, outcome: outcome.kind === 'rejected' && first ? { ...outcome, detail: inWords(first) } : outcome, gone };
}

function judgeErrors(status: number, error: SellError | undefined, gone: boolean): Failure {
  if (status === 401) return retry('token_refused', 'connection');
  // A proxy or a portal says it in its own words.
  if (!error) return notTheirs;
  if (status === 403) {
    const isScope = error.code === 'insufficient_scope' || error.code === 'unauthorized';
    return isScope ? retry('permission_missing', 'connection') : { kind: 'rejected', code: 'permission_missing' };
  }
  return { kind: 'rejected', code: gone ? 'record_gone' : 'invalid' };
}

/** What the error is about; never `details`, which may repeat what was sent. */
const inWords = ({ message, code, field }: SellError) => [message ?? code, field].filter(Boolean).join(' ').slice(0, 200);

const EnvelopeSchema = Type.Object({ data: Type.Unknown() });
const ListSchema = Type.Object({ items: Type.Array(EnvelopeSchema) });

/** Asks for one record, or writes one. */
export async function askOne<S extends TSchema>(context: ConnectorContext, call: SellCall, schema: S): Promise<SellAnswer<Static<S>>> {
  const answer = await askSell(context, call);
  if (!answer.ok) return answer;
  const data = readOne(answer.value, schema);
  return data === undefined ? { ok: false, outcome: notTheirs, gone: false } : { ok: true, value: data };
}

export interface Page<T> {
  items: T[];
  /** There may be another one. */
  more: boolean;
}

/** One page of a list, from 1. Links are not followed: a token goes nowhere but to the base URL. */
export async function askPage<S extends TSchema>(
  context: ConnectorContext,
  path: string,
  query: NonNullable<SellCall['query']>,
  schema: S,
  page = 1,
): Promise<Checked<Page<Static<S>>>> {
  const answer = await askSell(context, { method: 'GET', path, query: { per_page: PAGE, ...query, ...(page > 1 ? { page } : {}) } });
  if (!answer.ok) return { ok: false, outcome: answer.outcome };
  const items = readList(answer.value, schema);
  return items ? { ok: true, value: { items, more: items.length >= Number(query.per_page ?? PAGE) } } : { ok: false, outcome: notTheirs };
}

/** The `data` of an envelope; undefined: not of this shape. */
export function readOne<S extends TSchema>(body: unknown, schema: S): Static<S> | undefined {
  return Check(EnvelopeSchema, body) && Check(schema, body.data) ? (body.data as Static<S>) : undefined;
}

/** The `data` of each item, with or without any `meta`; undefined: not a list of this shape. */
export function readList<S extends TSchema>(body: unknown, schema: S): Static<S>[] | undefined {
  if (!Check(ListSchema, body)) return undefined;
  const items = body.items.map(({ data }) => data);
  return items.every((data) => Check(schema, data)) ? (items as Static<S>[]) : undefined;
}
