import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLIENT } from '../oauth.mjs';
import { startZendeskSell, TOKEN } from './server.mjs';

// The practice Sell itself: what it refuses, in the words of the contract.

let sell: Awaited<ReturnType<typeof startZendeskSell>>;
const time = { now: Date.UTC(2026, 9, 30) };
beforeEach(async () => {
  sell = await startZendeskSell({ clock: () => time.now });
});
afterEach(() => sell.close());

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  // Each in a second of its own.
  time.now += 1000;
  const response = await fetch(sell.url + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const json = text === '' ? undefined : JSON.parse(text);
  return {
    status: response.status,
    json,
    code: json?.errors?.[0]?.error.code,
    field: json?.errors?.[0]?.error.field,
    logref: response.headers.get('x-request-id'),
  };
}
const note = (data: object) => call('POST', '/v2/notes', { data });
const good = { resource_type: 'contact', resource_id: 101, content: 'Hello' };

describe('it refuses', () => {
  test.each([
    ['no token', () => call('GET', '/v2/contacts', undefined, { authorization: '' }), 401, 'unauthorized'],
    ['another token', () => call('GET', '/v2/contacts', undefined, { authorization: 'Bearer x' }), 401, 'unauthorized'],
    ['no user agent', () => call('GET', '/v2/contacts', undefined, { 'user-agent': '' }), 400, 'invalid_user_agent'],
    ['per_page of 200', () => call('GET', '/v2/contacts?per_page=200'), 400, 'invalid_param'],
    ['per_page of 0', () => call('GET', '/v2/contacts?per_page=0'), 400, 'invalid_param'],
    ['a filter nobody knows', () => call('GET', '/v2/contacts?mail=x'), 400, 'invalid_param'],
    ['an order nobody knows', () => call('GET', '/v2/notes?sort_by=newest'), 400, 'invalid_param'],
    ['deals by another contact', () => call('GET', '/v2/deals?associated_contact_id=1'), 400, 'invalid_param'],
    ['a path nobody knows', () => call('GET', '/v2/emails'), 404, 'incorrect_path'],
    ['another version', () => call('GET', '/v3/contacts'), 404, 'incorrect_path'],
    ['what is not there', () => call('GET', '/v2/contacts/109'), 404, 'not_found'],
    ['broken JSON', () => call('POST', '/v2/notes', '{"data":'), 400, 'invalid_payload'],
    ['no envelope', () => call('POST', '/v2/notes', good), 400, 'invalid_payload'],
    ['another type in the envelope', () => call('POST', '/v2/notes', { data: good, meta: { type: 'contact' } }), 400, 'invalid_payload'],
    ['another content type', () => call('POST', '/v2/notes', { data: good }, { 'content-type': 'text/plain' }), 415, 'invalid_header'],
    ['another answer type', () => call('GET', '/v2/contacts', undefined, { accept: 'text/html' }), 406, 'invalid_header'],
    ['a contact deleted by us', () => call('DELETE', '/v2/contacts/101'), 404, 'incorrect_path'],
  ])('%s', async (_, ask, status, code) => {
    const before = sell.state();
    const answer = await ask();
    expect(answer).toMatchObject({ status, code });
    expect(answer.json.meta).toMatchObject({ type: 'errors', logref: answer.logref });
    expect(sell.state()).toEqual(before);
  });

  test.each([
    [{ ...good, author: 9 }, 'unknown', '/author'],
    [{ ...good, created_at: '2026-01-01T00:00:00Z' }, 'unknown', '/created_at'],
    [{ ...good, resource_id: '101' }, 'invalid_type', '/resource_id'],
    [{ ...good, resource_type: 'company' }, 'incorrect_value', '/resource_type'],
    [{ ...good, content: ' ' }, 'blank', '/content'],
    [{ ...good, content: 'a\0b' }, 'incorrect_value', '/content'],
    [{ ...good, content: 'ä'.repeat(40_000) }, 'incorrect_value', '/content'],
    [{ resource_type: 'contact', resource_id: 101 }, 'missing', '/content'],
  ])('the note %#', async (data, code, field) => {
    expect(await note(data)).toMatchObject({ status: 422, code, field });
    expect(sell.state().notes).toHaveLength(1);
  });

  test.each([404, 422] as const)('a note on a record that is not there, with %i', async (goneStatus) => {
    sell.habits.goneStatus = goneStatus;
    expect(await note({ ...good, resource_id: 109 })).toMatchObject({ status: goneStatus });
  });

  test('a person without last name, and a name in one piece', async () => {
    const make = (data: object) => call('POST', '/v2/contacts', { data });
    expect(await make({ first_name: 'Ada', is_organization: false })).toMatchObject({ status: 422, code: 'missing', field: '/last_name' });
    expect(await make({ name: 'Ada', last_name: 'L', is_organization: false })).toMatchObject({ status: 422, field: '/name' });
    expect(await make({ last_name: 'L', is_organization: false })).toMatchObject({
      status: 200,
      json: { data: { name: 'L', owner_id: 9 } },
    });
  });

  test('the eleventh request in one second', async () => {
    const ask = () => fetch(`${sell.url}/v2/notes`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const statuses: number[] = [];
    for (let count = 0; count < 11; count++) statuses.push((await ask()).status);
    expect(statuses).toEqual([...Array(10).fill(200), 429]);
    time.now += 1000;
    expect((await ask()).status).toBe(200);
  });
});

describe('it serves', () => {
  test('two contacts of one address, and a lead and a contact of one', async () => {
    expect((await call('GET', '/v2/contacts?email=sam@double.example')).json.items).toHaveLength(2);
    for (const table of ['contacts', 'leads'])
      expect((await call('GET', `/v2/${table}?email=chiara.russo@stellacasa.example`)).json.items).toHaveLength(1);
  });

  test('pages in order, with links or without', async () => {
    const first = await call('GET', '/v2/deals?per_page=5&sort_by=created_at:desc');
    expect(first.json.meta).toMatchObject({ type: 'collection', count: 5, links: { next_page: expect.stringContaining('page=2') } });
    const times = first.json.items.map(({ data }: { data: { created_at: string } }) => data.created_at);
    expect(times).toEqual([...times].sort().reverse());
    sell.habits.listMeta = 'none';
    expect((await call('GET', '/v2/deals')).json.meta).toBeUndefined();
  });

  test('stages of the first pipeline unless another is named, amounts as numbers and as strings', async () => {
    const ids = async (query: string) =>
      (await call('GET', `/v2/stages${query}`)).json.items.map(({ data }: { data: { pipeline_id: number } }) => data.pipeline_id);
    expect(new Set(await ids(''))).toEqual(new Set([701]));
    expect(new Set(await ids('?pipeline_id=702'))).toEqual(new Set([702]));
    const values = (await call('GET', '/v2/deals?contact_id=101')).json.items.map(
      ({ data }: { data: { value: unknown } }) => typeof data.value,
    );
    expect(new Set(values)).toEqual(new Set(['number', 'string']));
  });

  test('a text search of words, some time after they were written', async () => {
    sell.habits.indexLagMs = 5000;
    await note({ ...good, content: 'Forty seats, ref: abc-def' });
    const found = async () => (await call('GET', '/v2/notes?q=abc-def')).json.items.length;
    expect(await found()).toBe(0);
    expect((await call('GET', '/v2/notes?resource_type=contact&resource_id=101')).json.items).toHaveLength(2);
    time.now += 5000;
    expect(await found()).toBe(1);
  });
});

describe('K8: its authorisation', () => {
  const token = async (form: Record<string, string>, secret = CLIENT.secret) => {
    const authorization = `Basic ${Buffer.from(`${CLIENT.id}:${secret}`).toString('base64')}`;
    const response = await fetch(`${sell.url}/oauth2/token`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(form),
    });
    return { status: response.status, json: await response.json() };
  };
  const code = async () => {
    const query = new URLSearchParams({
      client_id: CLIENT.id,
      response_type: 'code',
      redirect_uri: CLIENT.redirectUris[0] ?? '',
      scope: 'read write profile',
      state: 's1',
    });
    const response = await fetch(`${sell.url}/oauth2/authorize?${query}`, { redirect: 'manual' });
    const back = new URL(response.headers.get('location') ?? '');
    expect(back.searchParams.get('state')).toBe('s1');
    return { grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '', redirect_uri: CLIENT.redirectUris[0] ?? '' };
  };

  test('a code is good once, a refresh token too, and its access token for an hour', async () => {
    const grant = await code();
    const first = await token(grant);
    expect(first.json).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'read write profile' });
    expect((await token(grant)).json.error).toBe('invalid_grant');
    const refresh = { grant_type: 'refresh_token', refresh_token: first.json.refresh_token };
    const second = await token(refresh);
    expect(second.json.refresh_token).not.toBe(first.json.refresh_token);
    expect((await token(refresh)).json.error).toBe('invalid_grant');
    const self = () => call('GET', '/v2/users/self', undefined, { authorization: `Bearer ${second.json.access_token}` });
    expect((await self()).json.data.name).toBe('Anna Berger');
    time.now += 3_600_000;
    expect((await self()).status).toBe(401);
  });

  test('nobody gets one without the secret', async () => {
    expect(await token(await code(), 'guess')).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });
});
