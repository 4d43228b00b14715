import { afterEach, describe, expect, test } from 'vitest';
import { contact, type Desk, mail, openDesk, record, sampleId } from './desk';
import { NAMELESS_TOKEN, READ_ONLY_TOKEN } from './server.mjs';

let desk: Desk;
afterEach(() => desk.sell.close());
const asked = () => desk.sell.asked.map(({ method, path }) => `${method} ${path}`);

describe('look-up', () => {
  test.each(['full', 'none', 'top-level'] as const)(
    'K3: contacts with organisation and open deals, leads too (list meta: %s)',
    async (listMeta) => {
      desk = await openDesk({ listMeta });
      const answer = await desk.connector.lookUp(['ada@acme.example', 'chiara.russo@stellacasa.example', 'nobody@x.example']);
      const url = (path: string) => `https://app.futuresimple.com/${path}`;
      const at = (days: number) => Date.UTC(2026, 9, 30, 9) - days * 86_400_000;
      const deal = { open: true, currency: 'EUR' };
      expect(answer).toEqual({
        ok: true,
        value: [
          {
            address: 'ada@acme.example',
            contacts: [
              {
                ...{ id: '101', name: 'Ada Lovelace', address: 'ada@acme.example', owner: null, url: url('crm/contacts/101') },
                company: { id: '501', name: 'Acme', domain: 'acme.example', url: url('crm/contacts/501') },
                deals: [
                  {
                    ...{ ...deal, id: '302', name: 'Acme: onboarding package', stage: 'Qualified', amount: 320_050, createdAt: at(6) },
                    ...{ url: url('sales/deals/302'), dropbox: 'dropbox@e43e1232.deals.futuresimple.com' },
                  },
                  {
                    ...{ ...deal, id: '301', name: 'Acme: forty seats', stage: 'Proposal', amount: 1_250_000, createdAt: at(20) },
                    ...{ url: url('sales/deals/301'), dropbox: 'dropbox@e43e1231.deals.futuresimple.com' },
                  },
                ],
              },
            ],
            leads: [],
          },
          {
            address: 'chiara.russo@stellacasa.example',
            contacts: [expect.objectContaining({ id: '108', company: null, deals: [] })],
            leads: [{ id: '202', name: 'Chiara Russo', url: url('leads/202') }],
          },
          { address: 'nobody@x.example', contacts: [], leads: [] },
        ],
      });
    },
  );

  test('C3: of seven open deals the five newest, also of the second pipeline; closed ones never', async () => {
    desk = await openDesk();
    const answer = await desk.connector.lookUp(['j.mueller@mueller-soehne.example']);
    const deals = answer.ok ? (answer.value[0]?.contacts[0]?.deals ?? []) : [];
    expect(deals.map(({ name }) => name.slice(8))).toEqual(['Messe', 'Schulung', 'Lager', 'Wartung 2026', 'Ersatzteile']);
  });

  test('a hundred newer deals that are closed hide no open one', async () => {
    desk = await openDesk();
    const closed = { name: 'Old', value: 1, currency: 'EUR', contact_id: 105, stage_id: 4 };
    desk.sell.add('deals', { ...closed, name: 'Open', stage_id: 2 });
    desk.time.now += 1000;
    for (let index = 0; index < 130; index++) desk.sell.add('deals', closed);
    const answer = await desk.connector.lookUp(['wei.chen@consulting.example']);
    expect(answer.ok && answer.value[0]?.contacts[0]?.deals.map(({ name }) => name)).toEqual(['Open']);
  });

  test('all contacts of one address are shown, none is chosen', async () => {
    desk = await openDesk();
    const answer = await desk.connector.lookUp(['sam@double.example']);
    expect(answer.ok && answer.value[0]?.contacts.map(({ id }) => id)).toEqual(['107', '106'].sort());
  });

  test('yen have no cents', async () => {
    desk = await openDesk();
    const answer = await desk.connector.lookUp(['jose@orbital.example']);
    expect(answer.ok && answer.value[0]?.contacts[0]?.deals[0]).toMatchObject({ amount: 9_900_000, currency: 'JPY' });
  });

  test('is five requests for one address once the stages are known, and four for who has no deal', async () => {
    desk = await openDesk({ remembers: true });
    await desk.connector.lookUp(['ada@acme.example']);
    expect(asked()).toEqual(['contacts', 'leads', 'contacts', 'deals', 'pipelines', 'stages', 'stages'].map((name) => `GET /v2/${name}`));
    await desk.connector.lookUp(['ada@acme.example']);
    expect(asked()).toHaveLength(7 + 4);
    await desk.connector.lookUp(['wei.chen@consulting.example']);
    expect(asked()).toHaveLength(7 + 4 + 3);
  });

  test('of 300 addresses, organisations are asked for together, and it takes the time that the rate allows', async () => {
    desk = await openDesk({ remembers: true });
    const begun = desk.time.now;
    const addresses = Array.from({ length: 299 }, (_, index) => `p${index}@big.example`);
    const answer = await desk.connector.lookUp([...addresses, 'ada@acme.example']);
    expect(answer.ok && answer.value.map(({ address }) => address)).toEqual([...addresses, 'ada@acme.example']);
    expect(asked()).toHaveLength(600 + 5);
    expect(desk.sell.asked.filter(({ status }) => status !== 200)).toEqual([]);
    expect((desk.time.now - begun) / 1000).toBeGreaterThan(600 / 10);
  });

  test.each([
    [401, { kind: 'retry', code: 'token_refused', scope: 'connection' }],
    [403, { kind: 'retry', code: 'permission_missing', scope: 'connection' }],
    [503, { kind: 'retry', code: 'server_error', scope: 'connection' }],
    ['drop-before', { kind: 'retry', code: 'unreachable', scope: 'connection' }],
  ] as const)('a refusal (%s) is told, and nothing more is asked', async (kind, outcome) => {
    for (const skip of [0, 1, 2, 3, 4, 5]) {
      desk = await openDesk();
      desk.sell.order({ kind, skip });
      expect(await desk.connector.lookUp(['ada@acme.example'])).toEqual({ ok: false, outcome });
      expect(asked()).toHaveLength(skip + 1);
      await desk.sell.close();
    }
  });
});

describe('K5: check', () => {
  test('says who, of which account, and leaves nothing behind', async () => {
    desk = await openDesk();
    const before = desk.sell.state();
    expect(await desk.connector.check()).toEqual({
      ok: true,
      value: {
        userId: '9',
        name: 'Anna Berger',
        address: 'anna@northwind.example',
        role: 'rep',
        organisation: 'Northwind Sales',
        accountId: '77',
        missing: [],
      },
    });
    expect(desk.sell.state()).toEqual(before);
  });

  test('names the scope that a token lacks', async () => {
    desk = await openDesk({ token: READ_ONLY_TOKEN });
    expect(await desk.connector.check()).toMatchObject({ ok: true, value: { missing: ['write'] } });
    await desk.sell.close();
    desk = await openDesk({ token: NAMELESS_TOKEN });
    expect(await desk.connector.check()).toMatchObject({ ok: false, outcome: { code: 'permission_missing' } });
  });
});

describe('what Sell holds of mails', () => {
  const open = async () => {
    desk = await openDesk();
    const from = { address: 'ada@acme.example', name: 'Ada Lovelace' };
    await desk.log(
      mail(1, [contact('101', 'ada@acme.example'), record('company', '501'), record('deal', '301')], { messageId: '<one@mail>' }),
    );
    await desk.log(
      mail(2, [contact('101', 'ada@acme.example'), record('lead', '201')], {
        messageId: '<two@mail>',
        direction: 'received',
        from,
        subject: 'Re: Offer',
        at: 1_800_000_000_000,
      }),
    );
  };

  test('R1: found by the Message-ID, with everything it is tied to; the others are simply missing', async () => {
    await open();
    const query = {
      account: 'anna@northwind.example',
      messageIds: ['<one@mail>', '<two@mail>', '<three@mail>'],
      hostIds: ['gmail:1'],
      threads: ['gmail:1'],
    };
    const answer = await desk.connector.find(query);
    const mails = answer.ok ? answer.value : [];
    expect(mails).toHaveLength(2);
    const { ref } = (await desk.store.get(sampleId(1))) ?? {};
    const [one, two] = mails;
    expect(one).toMatchObject({
      id: sampleId(1),
      state: 'logged',
      messageId: '<one@mail>',
      direction: 'sent',
      account: 'anna@northwind.example',
    });
    expect(one?.from).toEqual({ address: 'anna@northwind.example', name: 'Anna Berger' });
    expect(one?.ref?.id.split(',').sort()).toEqual(ref?.id.split(',').sort());
    expect(one?.associations.map(({ kind, recordId, name, address }) => [kind, recordId, name, address]).sort()).toEqual([
      ['company', '501', 'Acme', undefined],
      ['contact', '101', 'Ada Lovelace', 'ada@acme.example'],
      ['deal', '301', 'Acme: forty seats', undefined],
    ]);
    expect(two).toMatchObject({ id: sampleId(2), direction: 'received', at: 1_800_000_000_000 });
    // What is found so can be un-logged by it.
    expect(await desk.connector.remove(sampleId(1), { engagement: mail(1, []), ref: one?.ref ?? null, saga: {} })).toEqual({
      kind: 'removed',
    });
    expect(desk.placesOf(sampleId(1))).toEqual([]);
    expect(desk.placesOf(sampleId(2))).toHaveLength(2);
  });

  test('R2: the last mails of a contact, newest first, without notes of other kinds', async () => {
    await open();
    const answer = await desk.connector.readHistory('101', 10);
    expect(answer).toEqual({
      ok: true,
      value: [
        {
          id: sampleId(2),
          direction: 'received',
          at: 1_800_000_000_000,
          subject: 'Re: Offer',
          preview: 'Hello Ada',
          url: 'https://app.futuresimple.com/crm/contacts/101',
        },
        {
          id: sampleId(1),
          direction: 'sent',
          at: 1_700_000_000_000,
          subject: 'Offer',
          preview: 'Hello Ada',
          url: 'https://app.futuresimple.com/crm/contacts/101',
        },
      ],
    });
    expect(await desk.connector.readHistory('101', 1)).toMatchObject({ value: [{ id: sampleId(2) }] });
  });

  test('R2: somebody is written down while reading, once', async () => {
    desk = await openDesk({ indexLagMs: 600_000 });
    const person = { address: 'nora.vogt@brightwater.example', name: 'Nora Vogt' };
    for (const _ of [1, 2])
      expect(await desk.connector.createContact(person)).toMatchObject({
        ok: true,
        value: { contacts: [{ name: 'Nora Vogt', address: person.address }] },
      });
    expect(desk.sell.state().contacts.filter(({ email }) => email === person.address)).toHaveLength(1);
    expect(await desk.connector.createContact({ address: 'ada@acme.example', name: '' })).toMatchObject({
      value: { contacts: [{ id: '101', deals: [{}, {}] }] },
    });
  });

  test.each([
    ['ada@acme.example', ['contact 101']],
    ['ADA@acme.example', ['contact 101']],
    ['Acme', ['company 501']],
    ['Lovelace', ['contact 101']],
    ['Russo', ['contact 108', 'lead 202']],
    ['Fjordbyte', ['lead 201']],
    ['Acme: forty seats', ['deal 301']],
    ['  ', []],
    ['x'.repeat(5000), []],
  ])('search for %j', async (query, expected) => {
    desk = await openDesk();
    const answer = await desk.connector.search(query);
    expect(answer.ok && answer.value.map(({ kind, id }) => `${kind} ${id}`)).toEqual(expected);
  });
});
