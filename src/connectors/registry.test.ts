import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleEngagement } from '../core/outbox/samples';
import { connectorKinds, findConnectorKind } from './registry';

const kindOf = (id: string) => findConnectorKind(id) ?? expect.fail(`no ${id}`);
const KEYS: Record<string, string> = {
  hubspot: 'pat-eu1-practice-0001',
  activecampaign: 'practice-activecampaign-key',
  'zendesk-sell': 'a1'.repeat(32),
};
const AC = 'https://acme.api-us1.com';
const read = (id: string, token: string, baseUrl = AC) => kindOf(id).readValues({ baseUrl, token });

describe.each(Object.keys(KEYS))('%s', (id) => {
  const key = KEYS[id] ?? '';

  test('K5: a key is taken whatever was copied along with it', () => {
    const junk = fc.string({ unit: fc.constantFrom(' ', '\n', '\r\n', '\t', '\u00a0', '\u200b', '\ufeff', '\u0000'), maxLength: 5 });
    fc.assert(
      fc.property(junk, junk, junk, fc.nat(key.length), (before, within, after, at) => {
        const typed = before + key.slice(0, at) + within + key.slice(at) + after;
        expect(read(id, typed)).toMatchObject({ ok: true, secret: key });
      }),
    );
  });

  test('K5: what can be no key is refused with words, and is not in them', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (typed) => {
        const answer = read(id, typed);
        const said = answer.ok ? '' : JSON.stringify(answer.faults);
        if (answer.ok) expect(answer.secret).not.toMatch(/\s/);
        else expect(answer.faults.token?.key).toMatch(/^options_key_/);
        if (typed.length > 20) expect(said).not.toContain(typed);
      }),
    );
  });

  test('E3: it asks for its own host and no other, over TLS', () => {
    const answer = read(id, key);
    const hosts = answer.ok ? kindOf(id).hostsOf(answer.baseUrl) : [];
    expect(hosts).toEqual([answer.ok && `https://${new URL(answer.baseUrl).hostname}/*`]);
  });
});

test.each([
  [`${AC}/api/3`, AC],
  [' https://ACME.api-us1.com/ ', AC],
  ['acme.api-us1.com', AC],
  ['https://acme.api-us1.com:8443/', `${AC}:8443`],
])('K5: the address of ActiveCampaign as people copy it: %j', (typed, baseUrl) => {
  expect(read('activecampaign', 'key', typed)).toMatchObject({ ok: true, baseUrl });
});

test.each([
  ['http://acme.api-us1.com', 'options_url_insecure'],
  ['http://127.0.0.1:8080', 'options_url_insecure'],
  ['https://user:password@acme.api-us1.com', 'options_url_invalid'],
  ['javascript://alert(1)', 'options_url_invalid'],
  ['ht tp', 'options_url_invalid'],
  ['acme', 'options_url_invalid'],
  ['', 'options_url_missing'],
])('K5: an address that no key may be sent to: %j', (typed, key) => {
  expect(read('activecampaign', 'key', typed)).toMatchObject({ ok: false, faults: { baseUrl: { key } } });
});

test('K5: an endpoint is asked for by its address and its code, each with its own words', () => {
  const values = (baseUrl: string, code: string) => kindOf('endpoint').readValues({ baseUrl, code });
  expect(values('127.0.0.1:8787', ' ABCD-1234 ')).toEqual({ ok: true, baseUrl: 'http://127.0.0.1:8787', secret: 'ABCD-1234' });
  expect(values('http://crm.example.com', '')).toMatchObject({
    ok: false,
    faults: { baseUrl: { key: 'options_url_insecure' }, code: { key: 'options_code_missing' } },
  });
});

test('C4: of every CRM each record and each field of the dry run has a name that people understand', async () => {
  const words = await import('../../public/_locales/en/messages.json');
  const full = sampleEngagement(1, {
    messageId: '<1@mail>',
    cc: [{ address: 'nora@b.example', name: 'Nora' }],
    bcc: [{ address: 'tom@c.example', name: '' }],
    attachments: [{ name: 'offer.pdf', type: 'application/pdf', size: 1, sha256: 'a'.repeat(64) }],
    associations: [
      { kind: 'contact', recordId: '1', name: 'Ada Lovelace', address: 'ada@acme.example' },
      { kind: 'contact', recordId: null, name: 'Nora Vogt', address: 'nora@b.example', create: true },
      { kind: 'company', recordId: '2', name: 'Acme' },
      { kind: 'deal', recordId: '3', name: 'Forty seats' },
    ],
    excluded: [{ address: 'x@d.example', name: '', field: 'cc', reason: 'never-log', rule: 'd.example', scope: 'me' }],
  });
  for (const { id, make } of connectorKinds) {
    const told = make({ fetch, baseUrl: AC, token: '' }).describe(full);
    const keys = told.flatMap(({ labelKey, fields }) => [labelKey, ...fields.map((field) => field.labelKey)]);
    expect(
      keys.filter((key) => !(key in words)),
      id,
    ).toEqual([]);
    const names = told.map(({ record, name }) => `${record} ${name}`);
    expect(new Set(names).size, `${id}: each record stands apart`).toBe(names.length);
  }
});

test('every kind has a name of its own', () => {
  expect(new Set(connectorKinds.map(({ id }) => id)).size).toBe(connectorKinds.length);
});
