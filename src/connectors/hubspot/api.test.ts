import { expect, test } from 'vitest';
import type { ConnectorContext } from '../crm-connector';
import { RowSchema } from './answers';
import { askHubSpot, HUBSPOT_URL, HUBSPOT_VERSION, paths } from './api';

const problem = (category: string, more: object = {}) => ({ status: 'error', message: 'No.', correlationId: 'c', category, ...more });
const limit = (policyName: string) => problem('RATE_LIMITS', { errorType: 'RATE_LIMIT', policyName });
const html = '<html>Please sign in</html>';

async function ask(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const fetchIt = (async () => new Response(status === 204 ? null : text, { status, headers })) as typeof fetch;
  const context: ConnectorContext = { fetch: fetchIt, baseUrl: HUBSPOT_URL, token: 'pat-eu1-secret' };
  const answer = await askHubSpot(context, { method: 'GET', path: paths.objects('contacts', '/1') }, RowSchema);
  return answer.ok ? answer.value : answer.outcome;
}

const connection = (code: string, afterMs?: number) => ({
  kind: 'retry',
  code,
  scope: 'connection',
  ...(afterMs === undefined ? {} : { afterMs }),
});
const item = (code: string, afterMs?: number) => ({ kind: 'retry', code, scope: 'item', ...(afterMs === undefined ? {} : { afterMs }) });
const invalidProperty =
  'Property values were not valid: [{"isValid":false,"message":"Property \\"x\\" holds ada@acme.example","error":"PROPERTY_DOESNT_EXIST","name":"x"}]';

test.each<[string, number, unknown, unknown, Record<string, string>?]>([
  ['200', 200, { id: 501, properties: { email: 'a@b.example' } }, { id: 501, properties: { email: 'a@b.example' } }],
  ['200 of another shape', 200, { results: 'yes' }, connection('unreachable')],
  ['the page of a captive portal', 200, html, connection('unreachable')],
  [
    '400',
    400,
    problem('VALIDATION_ERROR', { message: 'Owner "47" is "gone"' }),
    { kind: 'rejected', code: 'invalid', detail: 'Owner "…" is "…"' },
  ],
  [
    '400 about a property',
    400,
    problem('VALIDATION_ERROR', { message: invalidProperty }),
    { kind: 'rejected', code: 'invalid', detail: 'x: PROPERTY_DOESNT_EXIST' },
  ],
  [
    '400 with more than we know',
    400,
    problem('VALIDATION_ERROR', { errors: [{ context: null }] }),
    { kind: 'rejected', code: 'invalid', detail: 'No.' },
  ],
  ['400 by a proxy', 400, html, connection('unreachable')],
  ['401', 401, problem('INVALID_AUTHENTICATION'), connection('token_refused')],
  ['401, expired', 401, problem('EXPIRED_AUTHENTICATION'), connection('token_refused')],
  ['403', 403, problem('MISSING_SCOPES'), connection('permission_missing')],
  ['404', 404, problem('OBJECT_NOT_FOUND'), { kind: 'rejected', code: 'record_gone', detail: 'No.' }],
  ['409', 409, problem('CONFLICT'), { kind: 'rejected', code: 'conflict', detail: 'No.' }],
  ['413 by a proxy', 413, html, { kind: 'rejected', code: 'too_large' }],
  ['414', 414, problem('URI_TOO_LONG'), { kind: 'rejected', code: 'invalid', detail: 'No.' }],
  ['423', 423, problem('LOCKED'), item('rate_limited', 2000)],
  ['423 with seconds', 423, problem('LOCKED'), item('rate_limited', 30_000), { 'retry-after': '30' }],
  ['429 of ten seconds', 429, limit('TEN_SECONDLY_ROLLING'), connection('rate_limited', 10_000)],
  ['429 of a second', 429, limit('SECONDLY'), connection('rate_limited', 1000)],
  ['429 of a day', 429, limit('DAILY'), connection('rate_limited', 3_600_000)],
  ['429 of nobody knows what', 429, html, connection('rate_limited', 10_000)],
  ['429 with seconds', 429, limit('DAILY'), connection('rate_limited', 7000), { 'retry-after': '7' }],
  ['477', 477, problem('MIGRATION_IN_PROGRESS'), connection('rate_limited', 600_000)],
  ['477 with a day', 477, problem('MIGRATION_IN_PROGRESS'), connection('rate_limited', 86_400_000), { 'retry-after': '86400' }],
  ['500', 500, problem('INTERNAL'), item('server_error')],
  ['500 with a page', 500, html, item('server_error')],
  ['502', 502, html, connection('unreachable')],
  ['503', 503, html, connection('server_error')],
  ['504', 504, html, connection('unreachable')],
  ['521', 521, html, connection('unreachable')],
  ['523', 523, html, connection('unreachable')],
  ['524', 524, html, item('timeout')],
])('%s', async (_, status, body, expected, headers) => {
  expect(await ask(status, body, headers)).toEqual(expected);
});

test('the version stands in one place', () => {
  expect(paths.linksOf('contacts', 'companies')).toBe(`/crm/associations/${HUBSPOT_VERSION}/contacts/companies/batch/read`);
});
