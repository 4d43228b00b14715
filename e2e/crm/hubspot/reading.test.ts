import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleId } from '../../../src/core/outbox/samples';
import { type House, knownMail, openHouse } from './house';
import { TOKEN } from './server.mjs';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const value = async <T>(answer: Promise<{ ok: true; value: T } | { ok: false; outcome: unknown }>): Promise<T> => {
  const told = await answer;
  if (!told.ok) throw new Error(JSON.stringify(told.outcome));
  return told.value;
};
const page = (type: string, id: string) => `https://app-eu1.hubspot.com/contacts/4711001/record/${type}/${id}`;

describe.each([{ numericIds: true }, { numericIds: false }])('C3: a look-up, with ids as numbers: $numericIds', ({ numericIds }) => {
  beforeEach(() => {
    house.hubspot.account.numericIds = numericIds;
  });

  test('finds the contact, its primary company and its open deals, newest first', async () => {
    const [ada] = await value(house.connect().lookUp(['ada@acme.example']));
    expect(ada).toEqual({
      address: 'ada@acme.example',
      leads: [],
      contacts: [
        {
          ...{ id: '501', name: 'Ada Lovelace', address: 'ada@acme.example', owner: null, url: page('0-1', '501') },
          company: { id: '901', name: 'Acme', domain: 'acme.example', url: page('0-2', '901') },
          deals: [
            expect.objectContaining({
              id: '802',
              name: 'Acme: onboarding package',
              stage: 'Appointment scheduled',
              amount: 320_000,
              currency: 'EUR',
            }),
            expect.objectContaining({ id: '801', stage: 'Contract sent', open: true, amount: 1_250_000, url: page('0-3', '801') }),
          ],
        },
      ],
    });
  });

  test('takes five of seven open deals, the newest, and gives several contacts of one address to the rep', async () => {
    const known = await value(house.connect().lookUp(['j.mueller@mueller-soehne.example', 'sales@orbital.example', 'nobody@acme.example']));
    expect(known.map(({ contacts }) => contacts.map(({ id }) => id))).toEqual([['503'], ['504', '505'], []]);
    expect(known[0]?.contacts[0]?.deals.map(({ id }) => id)).toEqual(['817', '816', '815', '814', '813']);
  });

  test('knows a contact by a secondary address, in one request for a hundred', async () => {
    const strangers = Array.from({ length: 150 }, (_, index) => `stranger${index}@far.example`);
    const known = await value(house.connect().lookUp(['ada.lovelace@acme.example', ...strangers]));
    expect(known.filter(({ contacts }) => contacts.length > 0).map(({ address }) => address)).toEqual(['ada.lovelace@acme.example']);
    expect(house.hubspot.asked.filter(({ path }) => path.endsWith('/contacts/batch/read'))).toHaveLength(2);
    expect(house.hubspot.asked.filter(({ status }) => status === 429)).toEqual([]);
  });
});

test('a closed deal is not tied, and one contact more changes nothing for the first', async () => {
  const known = await value(house.connect().lookUp(['grace@acme.example', 'ada@acme.example']));
  expect(known.map(({ contacts }) => contacts[0]?.deals.map(({ id }) => id))).toEqual([['801'], ['802', '801']]);
});

test('a portal without deals is looked up without them, and the check says which permission is missing', async () => {
  const grant = house.hubspot.grants.get(TOKEN);
  if (grant) grant.scopes = grant.scopes.filter((scope) => scope !== 'crm.objects.deals.read');
  const [ada] = await value(house.connect().lookUp(['ada@acme.example']));
  expect(ada?.contacts[0]).toMatchObject({ company: { id: '901' }, deals: [] });
  expect((await value(house.connect().check())).missing).toEqual(['crm.objects.deals.read']);
});

test('where there is more than one currency no amount is claimed', async () => {
  house.hubspot.account.currencies = ['USD'];
  const [ada] = await value(house.connect().lookUp(['ada@acme.example']));
  expect(ada?.contacts[0]?.deals[0]).toMatchObject({ amount: null, currency: null });
});

describe('K5: the check of a connection', () => {
  test('says who it is, which account, and that nothing is missing', async () => {
    expect(await value(house.connect().check())).toEqual({
      ...{ userId: '1296619', name: 'Anna Berger', address: 'anna@northwind.example', role: 'rep' },
      ...{ organisation: 'HubSpot 4711001', accountId: '4711001', missing: [] },
    });
  });

  test('asks for a service key, of which HubSpot tells nothing, what it may do', async () => {
    house.hubspot.grants.set(TOKEN, {
      kind: 'service-key',
      userId: null,
      scopes: ['crm.objects.contacts.read', 'crm.objects.contacts.write'],
    });
    const { missing, organisation, userId, accountId } = await value(house.connect().check());
    expect([organisation, userId, accountId]).toEqual(['HubSpot', '', '']);
    expect(missing).toEqual([
      'crm.objects.owners.read',
      'crm.objects.companies.read',
      'crm.objects.deals.read',
      'crm.objects.contacts.read',
      'sales-email-read',
    ]);
  });

  test('tells two accounts apart even where HubSpot says nothing of either', async () => {
    house.hubspot.grants.set(TOKEN, { kind: 'service-key', userId: null, scopes: ['crm.objects.owners.read'] });
    expect((await value(house.connect().check())).userId).toBe('47550177');
  });

  test.each([
    ['of another service', 'xoxb-not-hubspot'],
    ['with a line break', 'pat-eu1-\npractice'],
    ['in other letters', 'pat-eu1-ключ'],
    ['that is empty', ''],
  ])('a token %s is refused', async (_, token) => {
    expect(await house.connect({ token }).check()).toEqual({
      ok: false,
      outcome: { kind: 'retry', code: 'token_refused', scope: 'connection' },
    });
  });

  test('a page in place of an answer is nobody’s answer', async () => {
    house.hubspot.order({ kind: 'html-before', times: 20 });
    expect(await house.connect().check()).toMatchObject({ ok: false, outcome: { kind: 'retry', code: 'server_error' } });
    const portal = (async () => new Response('<html>Please sign in to the hotel network</html>')) as typeof fetch;
    expect(await house.connect({ fetch: portal }).check()).toMatchObject({ ok: false, outcome: { code: 'unreachable' } });
  });
});

test('a search finds contacts, companies and deals', async () => {
  const found = await value(house.connect().search('  acme '));
  expect(found.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    ...['contact 501', 'contact 502', 'company 901', 'deal 801', 'deal 802', 'deal 803', 'deal 804'],
  ]);
  expect(found[0]).toEqual({
    ...{
      kind: 'contact',
      id: '501',
      name: 'Ada Lovelace',
      detail: 'ada@acme.example',
      address: 'ada@acme.example',
      url: page('0-1', '501'),
    },
  });
  expect(await value(house.connect().search('   '))).toEqual([]);
});

test('R2: the last mails of a contact, newest first, without our own line', async () => {
  for (const number of [1, 2])
    await house.outbox.add(knownMail(number, { subject: `Offer ${number}`, text: 'Hello Ada,\nhere it is' }), 'crm', 0);
  await house.settle();
  const items = await value(house.connect().readHistory('501', 1));
  const [entry] = house.hubspot.state().emails.slice(-1);
  expect(items).toEqual([
    {
      id: sampleId(2),
      direction: 'sent',
      at: 1_700_000_000_002,
      subject: 'Offer 2',
      preview: 'Hello Ada, here it is',
      url: `${page('0-1', '501')}?engagement=${entry?.id}`,
    },
  ]);
});

test('C7: a contact is made once, also when two make it at the same time', async () => {
  const person = { address: 'new@acme.example', name: 'Isaac Newton' };
  const made = await Promise.all([house.connect().createContact(person), house.connect().createContact(person)]);
  const ids = made.map((one) => one.ok && one.value.contacts[0]?.id);
  expect(ids[0]).toBe(ids[1]);
  expect(house.hubspot.state().contacts.filter(({ properties }) => properties.email === person.address)).toHaveLength(1);
  expect(await value(house.connect().createContact({ address: 'ada@acme.example', name: '' }))).toMatchObject({
    contacts: [{ id: '501' }],
  });
});

test('the index lags: who makes a contact of a secondary address gets the contact that has it', async () => {
  house.hubspot.account.indexDelayMs = 1e12;
  house.hubspot.account.records.change('contacts', '502', { hs_additional_emails: 'amazing.grace@acme.example' }, house.time.now);
  const known = await value(house.connect().createContact({ address: 'amazing.grace@acme.example', name: 'Grace' }));
  expect(known.contacts.map(({ id, name }) => [id, name])).toEqual([['502', 'Grace Hopper']]);
});
