import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Engagement } from '../core/engagement';
import { sampleEngagement, sampleId, sampleLoggedMail } from '../core/outbox/samples';
import type { Outcome } from '../core/outcome';
import type { ConnectorContext, DeliveryItem } from './crm-connector';
import { makeEndpointConnector } from './endpoint';
import { pairWithEndpoint, parseBaseUrl } from './endpoint-pairing';
import { makeEndpointRules } from './endpoint-rules';

type Reply = (request: IncomingMessage & { body: string }, response: ServerResponse) => void;
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server on loopback that answers by the test's word, and a connector for it. */
async function serve(reply: Reply) {
  const asked: { method: string; url: string; authorization: string | undefined; body: string }[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ method: request.method ?? '', url: request.url ?? '', authorization: request.headers.authorization, body });
    reply(Object.assign(request, { body }), response);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const context: ConnectorContext = { fetch, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'secret' };
  return { asked, context, connector: makeEndpointConnector(context) };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Reply => {
  return (_, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};
const problem = (status: number, code: string, headers = {}) =>
  json(status, { type: 'about:blank', title: 'No', status, code, detail: 'A sentence.' }, headers);
const html =
  (status: number): Reply =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Please sign in to the hotel network</html>');

const ref = { id: 'e1', url: 'https://endpoint.example/1', records: [] };
const created = (id: string) => ({ id, result: 'created', ref, excluded: [] });
const rejected = (id: string, code: string, rule?: string) => ({ id, result: 'rejected', code, detail: 'Because.', rule });

type Changes = Partial<Engagement> & { ambiguous?: boolean; bytes?: Uint8Array | null; saga?: Map<string, unknown> };
function item(number: number, { ambiguous = false, bytes = null, saga = new Map(), ...changes }: Changes = {}): DeliveryItem {
  return {
    engagement: sampleEngagement(number, changes),
    ambiguous,
    readAttachment: async () => bytes,
    saga: {
      async step<T>(name: string, run: () => Promise<T>): Promise<T> {
        if (!saga.has(name)) saga.set(name, await run());
        return saga.get(name) as T;
      },
    },
  };
}

describe('what an answer means', () => {
  const cases: [string, Reply, Outcome][] = [
    ['created', json(200, { results: [created(sampleId(1))] }), { kind: 'delivered', ref, repeated: false }],
    ['a duplicate', json(200, { results: [{ ...created(sampleId(1)), result: 'duplicate' }] }), { kind: 'delivered', ref, repeated: true }],
    ['removed', json(200, { results: [rejected(sampleId(1), 'removed')] }), { kind: 'blocked', code: 'removed' }],
    [
      'a rule',
      json(200, { results: [rejected(sampleId(1), 'never_log', 'acme.example')] }),
      { kind: 'blocked', code: 'never_log', rule: 'acme.example' },
    ],
    ['nobody left', json(200, { results: [rejected(sampleId(1), 'nobody_left')] }), { kind: 'blocked', code: 'nobody_left' }],
    ['a conflict', json(200, { results: [rejected(sampleId(1), 'conflict')] }), { kind: 'rejected', code: 'conflict', detail: 'Because.' }],
    ['no answer for it', json(200, { results: [] }), { kind: 'retry', code: 'server_error', scope: 'item' }],
    ['400', problem(400, 'invalid_request'), { kind: 'rejected', code: 'invalid', detail: 'A sentence.' }],
    ['401', problem(401, 'token_refused'), { kind: 'retry', code: 'token_refused', scope: 'connection' }],
    ['403', problem(403, 'not_allowed'), { kind: 'retry', code: 'permission_missing', scope: 'connection' }],
    ['404', problem(404, 'not_found'), { kind: 'retry', code: 'unreachable', scope: 'connection' }],
    ['413', problem(413, 'too_large'), { kind: 'rejected', code: 'too_large', detail: 'A sentence.' }],
    ['413 by a proxy', html(413), { kind: 'rejected', code: 'too_large' }],
    ['429', problem(429, 'rate_limited'), { kind: 'retry', code: 'rate_limited', scope: 'connection' }],
    [
      '429 with seconds',
      problem(429, 'rate_limited', { 'retry-after': '12' }),
      { kind: 'retry', code: 'rate_limited', scope: 'connection', afterMs: 12_000 },
    ],
    [
      '429 with a date',
      problem(429, 'rate_limited', { 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' }),
      { kind: 'retry', code: 'rate_limited', scope: 'connection', afterMs: 30_000 },
    ],
    [
      '429 with nonsense',
      problem(429, 'rate_limited', { 'retry-after': 'soon' }),
      { kind: 'retry', code: 'rate_limited', scope: 'connection' },
    ],
    [
      '429 with a century',
      problem(429, 'rate_limited', { 'retry-after': '3155692600' }),
      { kind: 'retry', code: 'rate_limited', scope: 'connection', afterMs: 86_400_000 },
    ],
    ['500', problem(500, 'server_error'), { kind: 'retry', code: 'server_error', scope: 'item' }],
    ['502 by a proxy', html(502), { kind: 'retry', code: 'unreachable', scope: 'connection' }],
    ['503', html(503), { kind: 'retry', code: 'server_error', scope: 'connection' }],
    ['507', problem(507, 'storage_full'), { kind: 'retry', code: 'server_error', scope: 'connection' }],
    ['the page of a captive portal', html(200), { kind: 'retry', code: 'unreachable', scope: 'connection' }],
    ['401 by somebody else', html(401), { kind: 'retry', code: 'unreachable', scope: 'connection' }],
    [
      'a redirect to a captive portal',
      (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/login' }).end(),
      { kind: 'retry', code: 'unreachable', scope: 'connection' },
    ],
    ['JSON of another shape', json(200, { results: 'yes' }), { kind: 'retry', code: 'unreachable', scope: 'connection' }],
    [
      'half an answer',
      (_, response) => response.writeHead(200).write('{"res', () => response.destroy()),
      { kind: 'retry', code: 'unreachable', scope: 'connection' },
    ],
    ['a connection that is cut', (request) => request.socket.destroy(), { kind: 'retry', code: 'unreachable', scope: 'connection' }],
  ];
  test.each(cases)('%s', async (_, reply, outcome) => {
    const { connector } = await serve(reply);
    expect(await connector.deliver([item(1)])).toEqual([outcome]);
  });

  test('no server at all is unreachable', async () => {
    const connector = makeEndpointConnector({ fetch, baseUrl: 'http://127.0.0.1:9', token: '' });
    expect(await connector.deliver([item(1)])).toEqual([{ kind: 'retry', code: 'unreachable', scope: 'connection' }]);
  });

  test('a request that takes too long is a timeout, and that item’s try', async () => {
    const slow = (() => Promise.reject(new DOMException('', 'TimeoutError'))) as typeof fetch;
    const connector = makeEndpointConnector({ fetch: slow, baseUrl: 'http://127.0.0.1:9', token: '' });
    expect(await connector.deliver([item(1)])).toEqual([{ kind: 'retry', code: 'timeout', scope: 'item' }]);
  });

  test('each item has its own answer, in its place, whatever the order of the answers', async () => {
    const { connector } = await serve(json(200, { results: [created(sampleId(2)), rejected(sampleId(1), 'invalid')] }));
    expect((await connector.deliver([item(1), item(2), item(3)])).map(({ kind }) => kind)).toEqual(['rejected', 'delivered', 'retry']);
  });

  test('D2: a conflict with our own earlier try is read back', async () => {
    const { connector } = await serve((request, response) => {
      if (request.url?.endsWith('/engagement-states')) {
        return json(200, { states: [sampleLoggedMail(1, { ref })] })(request, response);
      }
      return json(200, { results: [rejected(sampleId(1), 'conflict')] })(request, response);
    });
    expect(await connector.deliver([item(1, { ambiguous: true })])).toEqual([{ kind: 'delivered', ref, repeated: true }]);
  });

  test('the token goes in the header and nowhere else', async () => {
    const { connector, asked } = await serve(json(200, { results: [created(sampleId(1))] }));
    await connector.deliver([item(1)]);
    expect(asked[0]).toMatchObject({ method: 'POST', url: '/api/v1/engagements', authorization: 'Bearer secret' });
    expect(asked[0]?.body).not.toContain('secret');
  });
});

describe('files', () => {
  const sha256 = 'a'.repeat(64);
  const attachments = [{ name: 'offer.pdf', type: 'application/pdf', size: 3, sha256 }];
  const bytes = new Uint8Array([1, 2, 3]);
  const takes = (status: number): Reply => {
    return (request, response) => {
      if (request.method === 'PUT') return status === 204 ? response.writeHead(204).end() : problem(status, 'x')(request, response);
      return json(200, { results: [created(sampleId(1))] })(request, response);
    };
  };

  test('C6: they go first, each once, also when the mail has to be sent again', async () => {
    const { connector, asked } = await serve(takes(204));
    const saga = new Map<string, unknown>();
    await connector.deliver([item(1, { attachments, bytes, saga })]);
    await connector.deliver([item(1, { attachments, bytes, saga })]);
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `PUT /api/v1/attachments/${sha256}`,
      'POST /api/v1/engagements',
      'POST /api/v1/engagements',
    ]);
  });

  test.each([
    ['whose bytes are gone', 204, null],
    ['that the endpoint refuses', 422, bytes],
    ['that is too large for it', 413, bytes],
  ])('a file %s is logged by its name and size', async (_, status, kept) => {
    const { connector, asked } = await serve(takes(status));
    expect(await connector.deliver([item(1, { attachments, bytes: kept })])).toMatchObject([{ kind: 'delivered' }]);
    expect(JSON.parse(asked.at(-1)?.body ?? '').engagements[0].attachments).toEqual([{ ...attachments[0], sha256: null }]);
  });

  test('when the connection is down nothing of the batch is written', async () => {
    const { connector, asked } = await serve(takes(401));
    const outcomes = await connector.deliver([item(1, { attachments, bytes }), item(2)]);
    expect(outcomes).toEqual([1, 2].map(() => ({ kind: 'retry', code: 'token_refused', scope: 'connection' })));
    expect(asked).toHaveLength(1);
  });

  test('a file that the line cannot carry in time is given up at its second try, not its mail', async () => {
    const { context } = await serve(takes(204));
    const slow: typeof fetch = (url, init) =>
      String(url).includes('/attachments/') ? Promise.reject(new DOMException('', 'TimeoutError')) : fetch(url, init);
    const connector = makeEndpointConnector({ ...context, fetch: slow });
    const saga = new Map<string, unknown>();
    expect(await connector.deliver([item(1, { attachments, bytes, saga })])).toEqual([{ kind: 'retry', code: 'timeout', scope: 'item' }]);
    expect(await connector.deliver([item(1, { attachments, bytes, saga })])).toMatchObject([{ kind: 'delivered' }]);
  });

  test('a batch larger than the endpoint takes is not sent at all, so that it can be halved', async () => {
    const { connector, asked } = await serve(json(200, { results: [] }));
    const big = 'x'.repeat(17 * 1024 * 1024);
    expect((await connector.deliver([item(1, { html: big }), item(2, { html: big })])).map(({ kind }) => kind)).toEqual([
      'rejected',
      'rejected',
    ]);
    expect(asked).toHaveLength(0);
  });
});

describe('the other calls', () => {
  test('D6: a removal is done for an id never seen, and refused where it is somebody else’s', async () => {
    const { connector, asked } = await serve((_, response) => response.writeHead(204).end());
    expect(await connector.remove(sampleId(1))).toEqual({ kind: 'removed' });
    expect(asked[0]).toMatchObject({ method: 'DELETE', url: `/api/v1/engagements/${sampleId(1)}` });
    server?.close();
    const refusing = await serve(problem(403, 'not_yours'));
    expect(await refusing.connector.remove(sampleId(1))).toMatchObject({ kind: 'rejected', code: 'permission_missing' });
  });

  test('K5: check says who it is', async () => {
    const { connector } = await serve(
      json(200, { id: 'u1', name: 'Anna', address: 'anna@northwind.example', role: 'rep', organisation: 'Northwind' }),
    );
    expect(await connector.check()).toEqual({
      ok: true,
      value: {
        userId: 'u1',
        name: 'Anna',
        address: 'anna@northwind.example',
        role: 'rep',
        organisation: 'Northwind',
        accountId: 'u1',
        missing: [],
      },
    });
  });

  test('many addresses are looked up in several requests', async () => {
    const { connector, asked } = await serve((request, response) => {
      const { addresses } = JSON.parse(request.body) as { addresses: string[] };
      json(200, { known: addresses.map((address) => ({ address, contacts: [], leads: [] })) })(request, response);
    });
    const addresses = Array.from({ length: 450 }, (_, index) => `a${index}@acme.example`);
    const answer = await connector.lookUp(addresses);
    expect(answer.ok && answer.value.map(({ address }) => address)).toEqual(addresses);
    expect(asked).toHaveLength(3);
  });

  test('C4: the dry run names every field that is sent', () => {
    const connector = makeEndpointConnector({ fetch, baseUrl: '', token: '' });
    const [mail, contact] = connector.describe(sampleEngagement(1));
    expect(mail?.fields).toContainEqual({ field: 'subject', labelKey: 'byhand_subject', value: 'Offer' });
    expect(contact).toMatchObject({ record: 'contact', name: 'Ada Lovelace', fields: [{ field: 'recordId', value: 'c1' }, {}, {}] });
  });

  test('a pairing code is exchanged for a token, and an unknown one is told apart from an endpoint that is away', async () => {
    const user = { id: 'u1', name: 'Anna', address: 'anna@northwind.example', role: 'rep', organisation: 'Northwind' };
    const paired = await serve(json(201, { token: 't', user }));
    const code = (context: ConnectorContext) => ({ ...context, token: 'ABCD-1234' });
    expect(await pairWithEndpoint(code(paired.context), 'Chrome')).toMatchObject({ ok: true, token: 't', identity: { userId: 'u1' } });
    expect(paired.asked[0]).toMatchObject({ authorization: undefined, body: '{"code":"ABCD-1234","device":"Chrome"}' });
    server?.close();
    const unknown = await serve(problem(422, 'pairing_code_unknown'));
    expect(await pairWithEndpoint(code(unknown.context), 'Chrome')).toMatchObject({ code: 'pairing_code_unknown' });
    expect(await pairWithEndpoint({ ...code(unknown.context), baseUrl: 'http://127.0.0.1:9' }, 'Chrome')).toMatchObject({
      code: 'unreachable',
    });
  });

  test('N1: rules come as a delta, and an admin’s rule needs an admin', async () => {
    const rule = { key: 'acme.example', scope: 'me', neverTrack: false, addedBy: 'Anna', addedAt: 1 };
    const { context, asked } = await serve(json(200, { changes: [{ rule, removed: false }], cursor: '5', more: false }));
    expect(await makeEndpointRules(context).pull('3&4')).toEqual({
      ok: true,
      value: { changes: [{ rule, removed: false }], cursor: '5', more: false },
    });
    expect(asked[0]?.url).toBe('/api/v1/rules?cursor=3%264');
    server?.close();
    const refusing = await serve(problem(403, 'admin_only'));
    expect(await makeEndpointRules(refusing.context).remove('acme.example', 'everyone')).toEqual({ ok: false, code: 'admin_only' });
  });

  test.each([
    ['https://crm.example/', 'https://crm.example'],
    ['crm.example/threadline/', 'https://crm.example/threadline'],
    ['localhost:8787', 'http://localhost:8787'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
    ['http://crm.example', null],
    ['https://user:pass@crm.example', null],
    ['javascript:alert(1)', null],
    ['', null],
  ])('base URL %j', (typed, expected) => {
    expect(parseBaseUrl(typed)).toBe(expected);
  });
});
