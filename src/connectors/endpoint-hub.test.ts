import { describe, expect, test } from 'vitest';
import { sampleEngagement, sampleId, sampleLoggedMail } from '../core/outbox/samples';
import type { DeliveryItem } from './crm-connector';
import { makeEndpointConnector } from './endpoint';

// What the connector makes of an endpoint that has a CRM behind it.

const serve = (status: number, json: unknown) =>
  makeEndpointConnector({ fetch: async () => Response.json(json, { status }), baseUrl: 'https://endpoint.example', token: 't' });
const problem = (status: number, code: string) => ({ type: 'about:blank', title: 'No', status, code, detail: 'A sentence.' });
const item: DeliveryItem = {
  engagement: sampleEngagement(1),
  ambiguous: false,
  saga: { step: (_name, run) => run() },
  readAttachment: async () => null,
};
const deliver = async (delivery: object) => {
  const results = [{ id: sampleId(1), result: 'accepted', delivery: { id: sampleId(1), ...delivery } }];
  return (await serve(200, { results }).deliver([item]))[0];
};

describe('D3: a mail that the endpoint has and its CRM does not', () => {
  test.each([
    [{ state: 'waiting' }, { kind: 'retry', code: 'passing_on', scope: 'item' }],
    [
      { state: 'waiting', code: 'crm_reconnect' },
      { kind: 'retry', code: 'crm_reconnect', scope: 'item' },
    ],
    [
      { state: 'waiting', code: 'from a newer version' },
      { kind: 'retry', code: 'server_error', scope: 'item' },
    ],
    [
      { state: 'failed', code: 'record_gone', detail: 'Ada' },
      { kind: 'rejected', code: 'record_gone', detail: 'Ada' },
    ],
    [
      { state: 'blocked', code: 'never_log', rule: 'acme.example' },
      { kind: 'blocked', code: 'never_log', rule: 'acme.example' },
    ],
    [
      { state: 'blocked', code: 'nobody_left' },
      { kind: 'blocked', code: 'nobody_left' },
    ],
    [{ state: 'removing' }, { kind: 'blocked', code: 'removed' }],
  ])('is never logged: %j', async (delivery, outcome) => {
    expect(await deliver(delivery)).toEqual(outcome);
  });
});

test('D6: an un-log waits for the CRM, and tells of its refusal', async () => {
  expect(await serve(409, problem(409, 'passing_on')).remove('x')).toEqual({ kind: 'retry', code: 'passing_on', scope: 'item' });
  expect(await serve(422, problem(422, 'permission_missing')).remove('x')).toMatchObject({ kind: 'rejected', code: 'permission_missing' });
});

test('D5: what keeps the CRM from answering is told with its own code, and a refused key before the next mail', async () => {
  const refused = { ok: false, outcome: { kind: 'retry', code: 'crm_reconnect', scope: 'connection' } };
  expect(await serve(502, problem(502, 'crm_reconnect')).lookUp(['ada@acme.example'])).toEqual(refused);
  const me = { id: 'u1', name: 'Anna', address: 'anna@northwind.example', role: 'rep', organisation: 'Northwind' };
  const crm = { connector: 'hubspot', account: 'HubSpot 1', failure: 'token_refused' };
  expect(await serve(200, { ...me, crm }).check()).toEqual(refused);
  expect(await serve(200, { ...me, crm: { ...crm, failure: null } }).check()).toMatchObject({ ok: true });
});

describe('D2: a mail that was sent before', () => {
  const tried = { ...item, ambiguous: true, lastFailure: 'passing_on' } as const;
  /** By the path of each request. */
  function open(answers: Record<string, object>) {
    const asked: string[] = [];
    const fetchIt = (async (url: string) => {
      const path = new URL(url).pathname.split('/').at(-1) ?? '';
      asked.push(path);
      return Response.json(answers[path] ?? problem(500, 'server_error'), { status: answers[path] ? 200 : 500 });
    }) as typeof fetch;
    return { asked, connector: makeEndpointConnector({ fetch: fetchIt, baseUrl: 'https://endpoint.example', token: 't' }) };
  }
  const ref = { id: '77', url: null, records: [] };
  const created = { results: [{ id: sampleId(1), result: 'created', ref, excluded: [] }] };

  test('is only asked for', async () => {
    const deliveries = [{ id: sampleId(1), state: 'waiting', code: 'crm_reconnect' }];
    const { asked, connector } = open({ 'engagement-states': { states: [], deliveries }, engagements: created });
    expect(await connector.deliver([tried])).toEqual([{ kind: 'retry', code: 'crm_reconnect', scope: 'item' }]);
    expect(asked).toEqual(['engagement-states']);
  });

  test('is sent where the endpoint does not have it, beside one that it has', async () => {
    const states = [sampleLoggedMail(2, { ref: { ...ref, id: '78' } })];
    const { asked, connector } = open({ 'engagement-states': { states }, engagements: created });
    const other = { ...tried, engagement: sampleEngagement(2) };
    expect(await connector.deliver([other, tried])).toEqual([
      { kind: 'delivered', ref: { ...ref, id: '78' }, repeated: true },
      { kind: 'delivered', ref, repeated: false },
    ]);
    expect(asked).toEqual(['engagement-states', 'engagements']);
  });

  test('goes again, whole, when the rep wants it tried again or changed it', async () => {
    const { asked, connector } = open({ engagements: created });
    expect(await connector.deliver([{ ...item, ambiguous: true }])).toMatchObject([{ kind: 'delivered' }]);
    expect(asked).toEqual(['engagements']);
  });

  test('waits where the endpoint cannot be asked', async () => {
    const { asked, connector } = open({ engagements: created });
    expect(await connector.deliver([tried])).toMatchObject([{ kind: 'retry', code: 'server_error' }]);
    expect(asked).toEqual(['engagement-states']);
  });
});
