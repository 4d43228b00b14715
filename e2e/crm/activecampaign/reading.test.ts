import { afterEach, describe, expect, test } from 'vitest';
import { parseTime } from '../../../src/connectors/activecampaign/deals';
import { ADA, ada, type Desk, mail, openDesk } from './desk';

let desk: Desk | undefined;
afterEach(() => desk?.service.close());
const open = async (...options: Parameters<typeof openDesk>) => {
  desk = await openDesk(...options);
  return desk;
};

describe('look-up', () => {
  test.each([
    ['strings', { numbers: false }],
    ['numbers', { numbers: true }],
  ])('C3: company, and open deals newest first, also those of others; ids as %s', async (_, modes) => {
    const { connector, service, asked } = await open(modes);
    const at = `${service.url}/app`;
    expect(await connector.lookUp([ADA, 'nobody@acme.example'])).toEqual({
      ok: true,
      value: [
        {
          address: ADA,
          contacts: [
            {
              id: '5',
              name: 'Ada Lovelace',
              address: ADA,
              owner: null,
              company: { id: '9', name: 'Acme', domain: 'acme.example', url: `${at}/accounts/9` },
              deals: [
                deal(41, 'Acme renewal', 'Negotiation', Date.UTC(2026, 4, 4, 10), at),
                deal(46, 'Acme compiler', 'Initial Contact', Date.UTC(2026, 3, 1, 14), at),
                deal(40, 'Acme 40 seats', 'Initial Contact', Date.UTC(2026, 2, 2, 14), at),
              ],
              url: `${at}/contacts/5`,
            },
          ],
          leads: [],
        },
        { address: 'nobody@acme.example', contacts: [], leads: [] },
      ],
    });
    expect(asked()).toHaveLength(8);
  });

  const deal = (id: number, name: string, stage: string, createdAt: number, at: string) => ({
    id: `${id}`,
    name,
    stage,
    open: true,
    amount: id * 1000,
    currency: 'USD',
    createdAt,
    url: `${at}/deals/${id}`,
  });

  test('what changes seldom is asked for once: stages and accounts', async () => {
    const { connector, asked } = await open({ remembers: true });
    await connector.lookUp([ADA]);
    const cold = asked().length;
    await connector.lookUp([ADA]);
    expect([cold, asked().length - cold]).toEqual([7, 5]);
  });

  test('a filter that is not heeded makes nobody a contact of the mail', async () => {
    const { connector } = await open({ fetch: (url, init) => fetch(String(url).replace(/\?email=.*$/, ''), init) });
    expect(await connector.lookUp(['nobody@acme.example'])).toMatchObject({ ok: true, value: [{ contacts: [] }] });
  });

  test('a contact with hundreds of deals still brings the five newest', async () => {
    const { connector, service } = await open();
    service.change((state) => {
      const [first] = state.deals;
      for (let number = 0; number < 240; number++)
        if (first)
          state.deals.push({
            ...first,
            id: `${1000 + number}`,
            title: `Lot ${number}`,
            cdate: new Date(Date.UTC(2026, 7, 1) + number * 60_000).toISOString(),
          });
    });
    const known = await connector.lookUp([ADA]);
    expect(known.ok && known.value[0]?.contacts[0]?.deals.map(({ name }) => name)).toEqual(
      [239, 238, 237, 236, 235].map((number) => `Lot ${number}`),
    );
  });

  test('C7: somebody who is written down while reading is found or made, and known at once', async () => {
    const { connector, service } = await open();
    expect(await connector.createContact({ address: 'new@acme.example', name: 'Noa New' })).toMatchObject({
      ok: true,
      value: { address: 'new@acme.example', contacts: [{ id: '101', name: 'Noa New', company: null, deals: [] }] },
    });
    expect(await connector.createContact({ address: ADA, name: 'Countess' })).toMatchObject({
      ok: true,
      value: { contacts: [{ name: 'Ada Lovelace' }] },
    });
    expect(service.state().contacts).toHaveLength(6);
  });
});

test('search finds contacts, companies of one name, and deals, each with what tells it apart', async () => {
  const { connector } = await open();
  expect(await connector.search('acme')).toMatchObject({
    ok: true,
    value: [
      { kind: 'contact', id: '5', detail: ADA, address: ADA },
      { kind: 'contact', id: '7', name: 'Grace Hopper' },
      { kind: 'company', id: '9', name: 'Acme', detail: 'acme.example' },
      { kind: 'company', id: '12', name: 'Acme', detail: 'acme-paint.example' },
      { kind: 'deal', id: '40', detail: 'Initial Contact' },
      { kind: 'deal', id: '41' },
      { kind: 'deal', id: '42' },
      { kind: 'deal', id: '43' },
      { kind: 'deal', id: '46' },
    ],
  });
  const hidden = await connector.search('Hidden');
  expect(hidden.ok && hidden.value).toEqual([]);
  expect(await connector.search('  ')).toEqual({ ok: true, value: [] });
});

test('K5: check says who it is, at which account', async () => {
  const { connector } = await open();
  expect(await connector.check()).toEqual({
    ok: true,
    value: {
      ...{ userId: '1', name: 'Anna Berger', address: 'anna@northwind.example', role: 'rep' },
      ...{ organisation: 'ActiveCampaign 127', accountId: '', missing: [] },
    },
  });
});

test('history is told of mails only, and find says nothing of what it cannot search', async () => {
  const { connector, log } = await open();
  await log(mail(1, ada));
  const history = await connector.readHistory('5', 10);
  expect(history.ok && history.value.map(({ subject }) => subject)).toEqual(['Offer']);
  expect(await connector.readHistory('not-an-id', 10)).toEqual({ ok: true, value: [] });
  expect(await connector.readHistory('999', 10)).toMatchObject({ ok: false, outcome: { kind: 'rejected', code: 'record_gone' } });
  expect(await connector.find({ account: '', messageIds: ['<a@b>'], hostIds: [], threads: [] })).toEqual({ ok: true, value: [] });
});

describe('refusals', () => {
  const cases = [
    [401, 'token_refused', 'connection'],
    [403, 'token_refused', 'connection'],
    [429, 'rate_limited', 'connection'],
    [502, 'unreachable', 'connection'],
    [503, 'server_error', 'connection'],
    [423, 'server_error', 'item'],
    ['500-before', 'server_error', 'item'],
    ['html-before', 'server_error', 'item'],
    ['drop-before', 'unreachable', 'connection'],
  ] as const;
  test.each(cases)('%s, in JSON or in text/plain', async (kind, code, scope) => {
    for (const plainErrors of [false, true]) {
      const at = await open({ plainErrors });
      at.service.order({ kind, times: 9 });
      const outcome = { ok: false, outcome: { kind: 'retry', code, scope } };
      expect(await at.connector.check()).toMatchObject(outcome);
      expect(await at.connector.lookUp([ADA])).toMatchObject(outcome);
      expect(await at.connector.search('ada')).toMatchObject(outcome);
      expect(await at.connector.createContact({ address: ADA, name: '' })).toMatchObject(outcome);
      expect(await at.connector.readHistory('5', 5)).toMatchObject(outcome);
      await at.service.close();
    }
  });

  test('D4: as long as the service asks, and no longer than a day', async () => {
    const { connector, service } = await open();
    service.order({ kind: 429, retryAfter: 17 });
    expect(await connector.lookUp([ADA])).toMatchObject({ outcome: { afterMs: 17_000 } });
  });

  test.each([
    ['a page in place of an answer', 200, '<html>Sign in to the hotel network</html>', 'unreachable', 'connection'],
    ['another service’s JSON', 200, '{"ok":true}', 'server_error', 'item'],
    ['a path that is not there', 404, '{"message":"Not Found"}', 'unreachable', 'connection'],
    ['an account that is not paid for', 402, '{"message":"Payment Required"}', 'permission_missing', 'connection'],
  ])('%s', async (_, status, body, code, scope) => {
    const { connector } = await open({ fetch: async () => new Response(body, { status }) });
    expect(await connector.lookUp([ADA])).toEqual({ ok: false, outcome: { kind: 'retry', code, scope } });
  });
});

test.each([
  ['2018-09-28T13:50:41-05:00', Date.UTC(2018, 8, 28, 18, 50, 41)],
  ['2018-09-28 13:50:41', Date.UTC(2018, 8, 28, 13, 50, 41)],
  ['0000-00-00', 0],
  ['0000-00-00 00:00:00', 0],
  ['', 0],
  [null, 0],
])('time %j', (text, expected) => {
  expect(parseTime(text)).toBe(expected);
});
