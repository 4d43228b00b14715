import { describe, expect, test } from 'vitest';
import { sampleId, sampleLoggedMail } from '../core/outbox/samples';
import { makeEndpointReader } from './endpoint-reading';

/** An endpoint that answers by the test's word. */
function serve(reply: (path: string, body: Record<string, string[]>) => Response) {
  const asked: { method: string; path: string; body: Record<string, string[]> }[] = [];
  const fetchIt = (async (url: string, init: RequestInit) => {
    const path = url.replace('https://endpoint.example/api/v1', '');
    const body = init.body ? JSON.parse(String(init.body)) : {};
    asked.push({ method: init.method ?? '', path, body });
    return reply(path, body);
  }) as typeof fetch;
  return { asked, reader: makeEndpointReader({ fetch: fetchIt, baseUrl: 'https://endpoint.example', token: 'secret' }) };
}
const problem = (status: number, code: string) =>
  Response.json({ type: 'about:blank', title: 'No', status, code, detail: 'A sentence.' }, { status });
const many = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}${index}`);

describe('R1: what the endpoint holds', () => {
  test('is asked for in one request, and mails come back as they are', async () => {
    const mail = sampleLoggedMail(1);
    const { reader, asked } = serve(() => Response.json({ states: [mail] }));
    const query = { account: 'anna@northwind.example', messageIds: ['<m1@mail>'], hostIds: ['gmail:1'], threads: ['mail:t1'] };
    expect(await reader.find(query)).toEqual({ ok: true, value: [mail] });
    expect(asked).toEqual([{ method: 'POST', path: '/engagement-states', body: query }]);
  });

  test('in several requests where there is more than one takes, each mail once', async () => {
    const { reader, asked } = serve(() => Response.json({ states: [sampleLoggedMail(1)] }));
    const query = { account: 'a@b.example', messageIds: many(250, '<m'), hostIds: [], threads: many(120, 't') };
    expect(await reader.find(query)).toMatchObject({ ok: true, value: { length: 1 } });
    expect(asked.map(({ body }) => [body.messageIds?.length, body.threads?.length])).toEqual([
      [200, 50],
      [50, 50],
      [0, 20],
    ]);
  });

  test('nothing is asked about nothing', async () => {
    const { reader, asked } = serve(() => problem(500, 'server_error'));
    expect(await reader.find({ account: 'a@b.example', messageIds: [], hostIds: [], threads: [] })).toEqual({ ok: true, value: [] });
    expect(asked).toEqual([]);
  });

  test('an endpoint that does not answer is no mail that is not logged', async () => {
    const { reader } = serve(() => problem(401, 'token_refused'));
    const answer = await reader.find({ account: 'a@b.example', messageIds: ['<m>'], hostIds: [], threads: [] });
    expect(answer).toEqual({ ok: false, outcome: { kind: 'retry', code: 'token_refused', scope: 'connection' } });
  });
});

test('R2: a contact’s history is asked for by its own path, no longer than the endpoint takes', async () => {
  const item = { id: sampleId(3), direction: 'sent', at: 3, subject: 'S3', preview: 'P', url: 'https://crm.example/3' };
  const { reader, asked } = serve(() => Response.json({ items: [item] }));
  expect(await reader.readHistory('c 1', 2)).toEqual({ ok: true, value: [item] });
  await reader.readHistory('c2', 500);
  expect(asked.map(({ path }) => path)).toEqual(['/records/contact/c%201/history?limit=2', '/records/contact/c2/history?limit=50']);
});

test('N2: a contact that a rule forbids is refused as such, and is not tried again', async () => {
  const known = { address: 'ada@acme.example', contacts: [], leads: [] };
  const person = { address: 'ada@acme.example', name: 'Ada' };
  expect(await serve(() => Response.json({ known })).reader.createContact(person)).toEqual({ ok: true, value: known });
  expect(await serve(() => problem(422, 'never_log')).reader.createContact(person)).toEqual({
    ok: false,
    outcome: { kind: 'rejected', code: 'never_log' },
  });
});
