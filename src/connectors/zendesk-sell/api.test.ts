import { describe, expect, test } from 'vitest';
import type { ConnectorContext } from '../crm-connector';
import { askSell } from './api';

const errors = (...list: object[]) =>
  JSON.stringify({ errors: list.map((error) => ({ error, meta: { type: 'error' } })), meta: { type: 'errors' } });
const retry = (code: string, scope = 'connection') => ({ kind: 'retry', code, scope });
const rejected = (code: string, detail: string) => ({ kind: 'rejected', code, detail });

async function outcomeOf(status: number, body: string, headers: Record<string, string> = {}) {
  const context: ConnectorContext = {
    fetch: async () => new Response(body, { status, headers }),
    baseUrl: 'https://sell.example',
    token: 't',
  };
  const answer = await askSell(context, { method: 'POST', path: '/notes', data: {} });
  return answer.ok ? 'ok' : answer.outcome;
}

describe('what a refusal means', () => {
  test.each([
    [400, { code: 'invalid_param', message: 'invalid request query parameter' }, rejected('invalid', 'invalid request query parameter')],
    [400, { code: 'invalid_header', message: 'invalid header' }, rejected('invalid', 'invalid header')],
    [400, { code: 'invalid_user_agent', message: 'invalid user agent' }, rejected('invalid', 'invalid user agent')],
    [400, { code: 'invalid_payload' }, rejected('invalid', 'invalid_payload')],
    [401, { code: 'unauthorized' }, retry('token_refused')],
    [403, { code: 'insufficient_scope' }, retry('permission_missing')],
    [403, { code: 'forbidden', message: 'not yours' }, rejected('permission_missing', 'not yours')],
    [404, { code: 'not_found', message: 'resource not found' }, rejected('record_gone', 'resource not found')],
    [404, { code: 'incorrect_path', message: 'incorrect path' }, rejected('invalid', 'incorrect path')],
    [406, { code: 'invalid_header', message: 'not acceptable' }, rejected('invalid', 'not acceptable')],
    [415, { code: 'invalid_header', message: 'unsupported' }, rejected('invalid', 'unsupported')],
    [422, { code: 'incorrect_payload', message: 'no' }, rejected('invalid', 'no')],
    [
      422,
      { code: 'unknown', message: 'unknown attribute', field: '/x', details: 'what was sent' },
      rejected('invalid', 'unknown attribute /x'),
    ],
    [422, { code: 'blank', message: 'is blank', field: '/content' }, rejected('invalid', 'is blank /content')],
    [
      422,
      { code: 'incorrect_value', message: 'is incorrect', field: '/resource_id' },
      rejected('record_gone', 'is incorrect /resource_id'),
    ],
    [429, { code: 'rate_limit_exceeded' }, retry('rate_limited')],
    [500, { code: 'server_error' }, retry('server_error', 'item')],
    [502, { code: 'server_error' }, retry('unreachable')],
    [503, { code: 'temporarily_unavailable' }, retry('server_error')],
    [504, { code: 'server_error' }, retry('unreachable')],
  ])('%i %o', async (status, error, outcome) => {
    expect(await outcomeOf(status, errors(error))).toEqual(outcome);
  });

  test.each([
    [400, retry('unreachable')],
    [401, retry('token_refused')],
    [403, retry('unreachable')],
    [404, retry('unreachable')],
    [413, { kind: 'rejected', code: 'too_large' }],
    [429, retry('rate_limited')],
    [500, retry('server_error', 'item')],
    [511, retry('server_error', 'item')],
  ])('%i in the words of a proxy or a portal', async (status, outcome) => {
    expect(await outcomeOf(status, '<html>Please sign in to the hotel network</html>')).toEqual(outcome);
    expect(await outcomeOf(status, '{"errors":[]}')).toEqual(outcome);
  });

  test('a limit with a time is a floor', async () => {
    expect(await outcomeOf(429, '', { 'retry-after': '7' })).toEqual({ ...retry('rate_limited'), afterMs: 7000 });
  });
});
