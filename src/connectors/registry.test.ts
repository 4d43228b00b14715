import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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

test('every kind has a name of its own', () => {
  expect(new Set(connectorKinds.map(({ id }) => id)).size).toBe(connectorKinds.length);
});
