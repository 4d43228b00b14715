import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PairingAnswerSchema, PairingCodeSchema, UserSchema } from '../../core/endpoint-api';
import { PAIRING_CODE_MS, SESSION_MS, SIGN_IN_LINK_MS } from '../store/credentials';
import { openDatabase } from '../store/open-database';
import { expectProblem, expectShape, ORIGIN, startTestEndpoint, type TestEndpoint } from '../testing';
import { makeTestPlace } from '../testing-database';
import { GUESSES } from './routes/pairings';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint.stop());

/** Each from its own network address: guesses are counted by it. */
let address = 1;
const exchange = (code: string, headers: Record<string, string> = { origin: ORIGIN }) =>
  endpoint.app.inject({
    method: 'POST',
    url: '/api/v1/pairings',
    headers,
    remoteAddress: `10.0.0.${address++}`,
    payload: { code, device: 'Chrome on Linux' },
  });
const codeOf = (response: { json(): { code?: string } }) => response.json().code;

describe('pairing', () => {
  test('a code gives a token, once, however it is typed; the token says who is calling', async () => {
    const code = await endpoint.newCode();
    const typed = ` ${code.toLowerCase().replace('-', ' ')} `;
    const response = await exchange(typed);
    expect(response.statusCode).toBe(201);
    expectShape(PairingAnswerSchema, response.json());
    const again = await exchange(code);
    expect([again.statusCode, codeOf(again)]).toEqual([422, 'pairing_code_unknown']);
    const me = await endpoint.call('GET', 'me', { token: response.json().token });
    expectShape(UserSchema, me.json);
    expect(me.json).toMatchObject({ name: 'Anna Berger', address: 'anna@northwind.example', role: 'rep', organisation: 'Northwind Sales' });
  });

  test('only one of two who use a code at the same time gets a token', async () => {
    const code = await endpoint.newCode();
    const statuses = (await Promise.all([exchange(code), exchange(code)])).map(({ statusCode }) => statusCode);
    expect(statuses.sort()).toEqual([201, 422]);
  });

  test('a code is good for ten minutes, and an unknown one never', async () => {
    const code = await endpoint.newCode();
    endpoint.time.now += PAIRING_CODE_MS;
    expect(codeOf(await exchange(code))).toBe('pairing_code_unknown');
    expect(codeOf(await exchange("' OR 1=1 --"))).toBe('pairing_code_unknown');
  });

  test('codes are random and kept as hashes; so are tokens', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, () => endpoint.newCode()));
    expect(new Set(codes).size).toBe(20);
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}$/);
    const rows = JSON.stringify([
      await endpoint.db.read.selectFrom('pairing_codes').selectAll().execute(),
      await endpoint.db.read.selectFrom('tokens').selectAll().execute(),
    ]);
    expect(codes.filter((code) => rows.includes(code.replace('-', '')))).toEqual([]);
    expect(rows).not.toContain(endpoint.tokens.anna.split('.')[1]);
  });

  test('who guesses is slowed down', async () => {
    const guess = () => endpoint.call('POST', 'pairings', { body: { code: 'AAAA-AAAA', device: 'x' } });
    for (let tries = 0; tries < GUESSES.max; tries++) expectProblem(await guess(), 422, 'pairing_code_unknown');
    const refused = await guess();
    expectProblem(refused, 429, 'rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('tokens and sessions', () => {
  test('a token ends when it is revoked, and no other with it', async () => {
    const token = await endpoint.newToken();
    expect((await endpoint.call('DELETE', 'pairings/current', { token })).status).toBe(204);
    expectProblem(await endpoint.call('GET', 'me', { token }), 401, 'token_refused');
    expect((await endpoint.call('GET', 'me', { token: endpoint.tokens.anna })).status).toBe(200);
  });

  test.each(['x', 'a.b', '.', "' OR 1=1 --", `${'t'.repeat(300)}.x`])('a token that is none is refused: %s', async (token) => {
    expectProblem(await endpoint.call('GET', 'me', { headers: { authorization: `Bearer ${token}` } }), 401, 'token_refused');
  });

  test('another extension cannot use a token', async () => {
    const headers = { origin: ORIGIN.replace('abc', 'xyz') };
    expectProblem(await endpoint.call('GET', 'me', { token: endpoint.tokens.anna, headers }), 401, 'token_refused');
    expect((await endpoint.call('GET', 'me', { token: endpoint.tokens.anna, headers: { origin: ORIGIN } })).status).toBe(200);
  });

  test('everything but pairing needs to know who calls, before it reads a body', async () => {
    const routes = [
      ['GET', 'me'],
      ['DELETE', 'pairings/current'],
      ['POST', 'pairing-codes'],
      ['POST', 'look-ups'],
      ['POST', 'contacts'],
      ['GET', 'search?q=a'],
      ['GET', 'records?kind=contact'],
      ['GET', 'records/contact/1'],
      ['GET', 'records/contact/1/timeline'],
      ['PUT', `attachments/${'a'.repeat(64)}`],
      ['POST', 'engagements'],
      ['GET', 'engagements/018f0000-0000-7000-8000-000000000001'],
      ['DELETE', 'engagements/018f0000-0000-7000-8000-000000000001'],
      ['POST', 'engagement-states'],
      ['GET', 'rules'],
      ['POST', 'rules'],
      ['DELETE', 'rules?key=a.example&scope=me'],
      ['GET', 'changes'],
    ] as const;
    for (const [method, path] of routes) expectProblem(await endpoint.call(method, path), 401, 'not_signed_in');
  });

  const signIn = (link: string) =>
    endpoint.app.inject({ url: `/sign-in?link=${encodeURIComponent(link)}`, remoteAddress: `10.0.1.${address++}` });
  const cookieOf = (response: { cookies: { name: string; value: string }[] }) => {
    const [cookie] = response.cookies;
    return cookie ? { cookie: `${cookie.name}=${cookie.value}` } : null;
  };

  test('a link signs a browser in, once, by a cookie that scripts and other sites never get', async () => {
    const link = await endpoint.newLink();
    const response = await signIn(link);
    expect([response.statusCode, response.headers.location]).toEqual([303, '/timeline/']);
    expect(response.headers['set-cookie']).toMatch(/HttpOnly.*SameSite=Strict/);
    const headers = cookieOf(response) ?? {};
    expect((await endpoint.call('GET', 'me', { headers })).json.name).toBe('Anna Berger');
    expect(cookieOf(await signIn(link))).toBeNull();
    const code = await endpoint.call('POST', 'pairing-codes', { headers });
    expect(code.status).toBe(201);
    expectShape(PairingCodeSchema, code.json);
    expect((await exchange(code.json.code)).statusCode).toBe(201);
    endpoint.time.now += SESSION_MS;
    expectProblem(await endpoint.call('GET', 'me', { headers }), 401, 'not_signed_in');
  });

  test('a look at the head of the link does not use it up; an hour does', async () => {
    const link = await endpoint.newLink();
    await endpoint.app.inject({ method: 'HEAD', url: `/sign-in?link=${link}` });
    const late = await endpoint.newLink();
    expect(cookieOf(await signIn(link))).not.toBeNull();
    endpoint.time.now += SIGN_IN_LINK_MS;
    expect(cookieOf(await signIn(late))).toBeNull();
  });

  test('a foreign page cannot use the cookie to change anything, nor a token make codes', async () => {
    const headers = cookieOf(await signIn(await endpoint.newLink())) ?? {};
    const foreign = { ...headers, origin: 'https://evil.example', host: 'endpoint.example' };
    expectProblem(await endpoint.call('POST', 'pairing-codes', { headers: foreign }), 403, 'foreign_origin');
    const own = { ...headers, origin: 'http://endpoint.example', host: 'endpoint.example' };
    expect((await endpoint.call('POST', 'pairing-codes', { headers: own })).status).toBe(201);
    expectProblem(await endpoint.call('POST', 'pairing-codes', { token: endpoint.tokens.anna }), 403, 'sign_in_needed');
    expectProblem(await endpoint.call('DELETE', 'pairings/current', { headers }), 403, 'token_needed');
  });
});

describe('other origins', () => {
  const STRANGER = 'moz-extension://0b9fd2ab-7a3c-4a43-9f1e-000000000000';
  const preflight = (path: string, origin: string) =>
    endpoint.call('OPTIONS', path, {
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
    });
  const allowed = (answer: { headers: Record<string, unknown> }) => answer.headers['access-control-allow-origin'];

  test('any extension may try a code; only paired ones may call the rest; web pages nothing', async () => {
    expect(allowed(await preflight('pairings', STRANGER))).toBe(STRANGER);
    expect(allowed(await preflight('engagements', STRANGER))).toBeUndefined();
    for (const path of ['pairings', 'engagements'])
      for (const origin of [
        'https://evil.example',
        'null',
        'http://endpoint.example',
        `${ORIGIN}.evil.example`,
        `https://evil.example/${ORIGIN}`,
      ])
        expect(allowed(await preflight(path, origin))).toBeUndefined();
    const paired = await preflight('engagements', ORIGIN);
    expect([paired.status, allowed(paired)]).toEqual([204, ORIGIN]);
    expect(paired.headers['access-control-allow-credentials']).toBeUndefined();
    expect((await exchange(await endpoint.newCode(), { origin: STRANGER })).statusCode).toBe(201);
    expect(allowed(await preflight('engagements', STRANGER))).toBe(STRANGER);
  });

  test('D5: a paired extension can read that its token was refused, and how long to wait', async () => {
    const token = await endpoint.newToken();
    await endpoint.call('DELETE', 'pairings/current', { token });
    const refused = await endpoint.call('GET', 'me', { token, headers: { origin: ORIGIN } });
    expectProblem(refused, 401, 'token_refused');
    expect(allowed(refused)).toBe(ORIGIN);
    expect(refused.headers['access-control-expose-headers']).toBe('Retry-After');
  });
});

describe('every answer', () => {
  test('has its security headers, whatever it is', async () => {
    for (const path of ['/api/v1/me', '/nothing', '/docs/', '/timeline/']) {
      const { headers } = await endpoint.call('GET', path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(headers['content-security-policy']).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|https?:|\*/);
    }
    expect((await endpoint.call('GET', 'me')).headers['cache-control']).toBe('no-store');
  });

  test.each(['/', '/nothing', '/api/v1', '/api/v1/../../etc/passwd', '/%', '/api/v1/engagements/%00', '/api/v2/me'])(
    'is a problem or a page: %s',
    async (path) => {
      const answer = await endpoint.call('GET', path);
      if (path === '/') expect([answer.status, answer.headers.location]).toEqual([302, '/timeline/']);
      else expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.status).toBeLessThan(500);
    },
  );

  test('what breaks inside is told without its words, and logged without them too', async () => {
    const home = await makeTestPlace();
    const broken = await startTestEndpoint({ openStore: () => openDatabase(home.place) });
    await broken.db.write((tx) => tx.schema.dropTable('leads').execute());
    const answer = await broken.call('GET', 'search?q=ada@acme.example', { token: broken.tokens.anna });
    expectProblem(answer, 500, 'server_error');
    expect(JSON.stringify([answer.json, broken.logged])).not.toMatch(/ada@|leads|SELECT/i);
    expect(broken.logged).toMatchObject([{ event: 'error', method: 'GET', route: '/api/v1/search' }]);
    await broken.stop();
    await home.remove();
  });

  test('too many are refused with the time to wait, by device', async () => {
    const strict = await startTestEndpoint({ requestsPerMinute: 3 });
    for (let request = 0; request < 3; request++) expect((await strict.call('GET', 'me', { token: strict.tokens.anna })).status).toBe(200);
    const refused = await strict.call('GET', 'me', { token: strict.tokens.anna });
    expectProblem(refused, 429, 'rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await strict.call('GET', 'me', { token: strict.tokens.tom })).status).toBe(200);
    await strict.stop();
  });

  test('is described by an OpenAPI document with every route and no secret', async () => {
    const { json } = await endpoint.call('GET', '/docs/json');
    expect(json.openapi).toBe('3.1.0');
    expect(Object.keys(json.paths).sort()).toEqual(
      [
        'attachments/{sha256}',
        'changes',
        'consents',
        'consents/look-up',
        'contacts',
        'crm-connection',
        'crm-connection/check',
        'crm-refusals',
        'crm-retries',
        'engagement-states',
        'engagements',
        'engagements/{id}',
        'hits',
        'look-ups',
        'me',
        'own-opens',
        'pairing-codes',
        'pairings',
        'pairings/current',
        'records',
        'records/contact/{id}/history',
        'records/{kind}/{id}',
        'records/{kind}/{id}/timeline',
        'rules',
        'search',
        'tracked-messages',
        'tracked-messages/{id}',
        'tracked-messages/{id}/hits',
        'tracking',
        'tracking-keys',
        'tracking-settings',
      ].map((path) => `/api/v1/${path}`),
    );
    expect(json.paths['/api/v1/engagements'].post.requestBody.content['application/json'].schema.properties.engagements.maxItems).toBe(100);
    expect((await endpoint.call('GET', '/docs/')).status).toBe(200);
  });
});
