import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startHubSpot, TOKEN } from './server.mjs';

let hubspot: Awaited<ReturnType<typeof startHubSpot>>;
const time = { now: Date.parse('2026-11-22T09:00:00Z') };
beforeEach(async () => {
  hubspot = await startHubSpot({ clock: () => time.now });
});
afterEach(() => hubspot.close());

const V = '2026-03';
async function ask(method: string, path: string, json?: unknown, headers: Record<string, string> = {}) {
  const init = { method, body: json === undefined ? undefined : JSON.stringify(json) };
  const all = { authorization: `Bearer ${TOKEN}`, ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
  const answer = await fetch(hubspot.url + path, { ...init, headers: all });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
}
const objects = (rest: string) => `/crm/objects/${V}/${rest}`;
const email = (properties: object, associations: unknown = []) =>
  ask('POST', objects('emails'), { properties: { hs_timestamp: '2026-11-22T09:00:00Z', ...properties }, associations });
const tie = (id: unknown, associationTypeId: number) => [
  { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] },
];
const find = (type: string, changes: object) =>
  ask('POST', objects(`${type}/search`), { filterGroups: [], properties: [], sorts: [], limit: 1, after: '0', ...changes });
const emailIs = (value: string) => ({ filters: [{ propertyName: 'email', operator: 'EQ', value }] });

test('who is not known, or no longer, is told so', async () => {
  expect(await ask('GET', objects('contacts/501'), undefined, { authorization: 'Bearer x' })).toMatchObject({
    ...{ status: 401, body: { status: 'error', category: 'INVALID_AUTHENTICATION' } },
  });
  const grant = hubspot.grants.get(TOKEN);
  if (grant) grant.expired = true;
  expect((await ask('GET', objects('contacts/501'))).body.category).toBe('EXPIRED_AUTHENTICATION');
});

test('a permission that is missing is named', async () => {
  const grant = hubspot.grants.get(TOKEN);
  if (grant) grant.scopes = ['crm.objects.contacts.read'];
  const { status, body } = await email({});
  expect([status, body.category, body.errors[0].context.requiredGranularScopes]).toEqual([
    ...[403, 'MISSING_SCOPES', ['crm.objects.contacts.write', 'sales-email-read']],
  ]);
});

test.each(['/crm/v3/objects/contacts/501', '/crm/objects/2026-09/contacts/501', objects('tickets'), '/crm/owners/2026-03/x', '/'])(
  'the path %s leads nowhere',
  async (path) => expect(await ask('GET', path)).toMatchObject({ status: 404, body: { category: 'OBJECT_NOT_FOUND' } }),
);

describe('a write is refused', () => {
  test.each<[string, () => ReturnType<typeof ask>]>([
    ['with a property that does not exist', () => email({ hs_email_internet_id: '<m>' })],
    ['with a value that is no text', () => email({ hs_email_subject: 1 })],
    ['without its properties', () => ask('POST', objects('emails'), { associations: [] })],
    ['without its time', () => ask('POST', objects('emails'), { properties: { hs_email_subject: 'x' } })],
    ['with headers that are no JSON', () => email({ hs_email_headers: '{' })],
    ['with a direction that is none', () => email({ hs_email_direction: 'OUT' })],
    ['with a file that is not there', () => email({ hs_attachment_ids: '1' })],
    ['with an owner that is a user’s id', () => email({ hubspot_owner_id: '1296619' })],
    ['with a type of tie that is another pair’s', () => email({}, tie('501', 202))],
    ['with a tie to nobody', () => email({}, tie('999', 198))],
    ['with a tie to a company as if it were a contact', () => email({}, tie('901', 198))],
    ['with a NUL', () => email({ hs_email_subject: 'a\u0000' })],
    [
      'with fields that are not known',
      () => ask('POST', objects('contacts'), { properties: { email: 'a@b.example' }, idempotencyKey: '1' }),
    ],
    ['of a contact that has nothing', () => ask('POST', objects('contacts'), { properties: { phone: '1' } })],
  ])('%s', async (_, write) => {
    const before = hubspot.state();
    expect(await write()).toMatchObject({ status: 400, body: { category: 'VALIDATION_ERROR' } });
    expect(hubspot.state()).toEqual(before);
  });

  test('in another content type', async () => {
    expect((await ask('POST', objects('emails'), { properties: {} }, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  test('of a contact whose address somebody has, also as a secondary one', async () => {
    const answer = await ask('POST', objects('contacts'), { properties: { email: 'ADA.lovelace@acme.example' } });
    expect(answer).toMatchObject({ status: 409, body: { category: 'CONFLICT', message: 'Contact already exists. Existing ID: 501' } });
  });
});

test('read-only properties of a mail are ignored, and what its headers say is filled in', async () => {
  const headers = JSON.stringify({ from: { email: 'me@co.example' }, to: [{ email: 'ada@acme.example', firstName: 'Ada' }], cc: [] });
  const { body } = await email({ hs_email_open_count: '9', hs_email_headers: headers }, tie(501, 198));
  expect(body.properties).toMatchObject({
    hs_email_to_email: 'ada@acme.example',
    hs_email_to_firstname: 'Ada',
    hs_email_from_email: 'me@co.example',
  });
  expect(body.properties.hs_email_open_count).toBeUndefined();
});

test('a batch that is partly missing is 207, and more than a hundred are refused', async () => {
  const read = (ids: string[]) =>
    ask('POST', objects('contacts/batch/read'), {
      idProperty: 'email',
      inputs: ids.map((id) => ({ id })),
      properties: ['email'],
      propertiesWithHistory: [],
    });
  expect(await read(['ada@acme.example', 'x@y.example'])).toMatchObject({ status: 207, body: { numErrors: 1, results: [{ id: '501' }] } });
  expect((await read(Array.from({ length: 101 }, (_, index) => `a${index}@y.example`))).status).toBe(400);
});

test.each([
  ['six groups', { filterGroups: Array(6).fill(emailIs('a')) }],
  ['a limit over 200', { limit: 201 }],
  ['more than 3,000 characters', { filterGroups: [emailIs('a'.repeat(3000))] }],
  ['a property that is not there', { properties: ['nickname'] }],
  ['two sorts', { sorts: [{}, {}] }],
  ['a key too many', { where: 1 }],
  ['a key too few', { sorts: undefined }],
  ['results beyond ten thousand', { after: '10000' }],
])('a search with %s is refused', async (_, changes) => {
  expect((await find('contacts', changes)).status).toBe(400);
});

test('search lags behind, reading does not', async () => {
  hubspot.account.indexDelayMs = 3000;
  const { body } = await ask('POST', objects('contacts'), { properties: { email: 'late@acme.example' } });
  expect((await ask('GET', objects(`contacts/late%40acme.example?idProperty=email&properties=email`))).body.id).toBe(body.id);
  const search = async () => (await find('contacts', { filterGroups: [emailIs('late@acme.example')] })).body.total;
  expect(await search()).toBe(0);
  time.now += 3000;
  expect(await search()).toBe(1);
});

test('a merged contact answers under the id of the one that is left', async () => {
  expect((await ask('GET', objects('contacts/520?properties=email'))).body).toMatchObject({
    id: '501',
    properties: { email: 'ada@acme.example' },
  });
});

test('six searches in a second, or a hundred and one requests in ten, are too many', async () => {
  time.now += 60_000;
  for (let number = 0; number < 5; number++) expect((await find('contacts', {})).status).toBe(200);
  expect((await find('contacts', {})).body).toMatchObject({ errorType: 'RATE_LIMIT', policyName: 'SECONDLY' });
  for (let number = 0; number < 95; number++) await ask('GET', objects('contacts/501'));
  expect(await ask('GET', objects('contacts/501'))).toMatchObject({ status: 429, body: { policyName: 'TEN_SECONDLY_ROLLING' } });
  time.now += 10_001;
  expect((await ask('GET', objects('contacts/501'))).status).toBe(200);
});
