import { describe, expect, test } from 'vitest';
import { sampleEngagement, sampleId } from '../core/outbox/samples';
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
