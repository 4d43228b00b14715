import { afterEach, describe, expect, test } from 'vitest';
import { makeActiveCampaignConnector } from '../../../src/connectors/activecampaign/connector';
import type { Association } from '../../../src/core/engagement';
import { sampleId } from '../../../src/core/outbox/samples';
import { ADA, ada, contact, type Desk, mail, openDesk, record } from './desk';
import { KEY_WITHOUT_DEALS, seed } from './seed.mjs';

let desk: Desk | undefined;
afterEach(() => desk?.service.close());
const open = async (...options: Parameters<typeof openDesk>) => {
  desk = await openDesk(...options);
  return desk;
};
const id = sampleId(1);
type SentNote = { note: string; reltype: string; relid: number };
const stranger = `${'x'.repeat(180)}@acme.example`;

describe('a mail that is logged', () => {
  test('C4: is written as the dry run said, a note on each record and not one field more', async () => {
    const { connector, log, service, placesOf } = await open();
    const engagement = mail(1, [...ada, contact(null, 'new@acme.example', { name: 'New, Noa', create: true })]);
    const told = connector.describe(engagement).map(({ record, fields }) => ({
      record,
      values: Object.fromEntries(fields.map(({ field, value }) => [field, value])),
    }));
    const entry = await log(engagement);
    const sent = service.asked.filter(({ method }) => method === 'POST').map(({ json }) => json as { note?: SentNote; contact?: object });
    const of = (field: string) => told.flatMap(({ record, values }) => (record === 'note' ? (values[field] ?? []) : []));
    const notes = sent.flatMap(({ note }) => note ?? []);
    expect(sent.flatMap(({ contact }) => contact ?? [])).toEqual([told[0]?.values]);
    expect(notes.map(({ note }) => note)).toEqual(of('note'));
    expect(notes.map(({ reltype }) => reltype).sort()).toEqual(of('reltype').sort());
    expect(notes.map(({ relid }) => `${relid}`).sort()).toEqual(
      of('relid')
        .map((value) => (value === 'new@acme.example' ? '101' : value))
        .sort(),
    );
    expect(Object.keys(notes[0] ?? {}).sort()).toEqual(['note', 'relid', 'reltype']);
    expect(placesOf(id)).toEqual(['CustomerAccount 9', 'Deal 40', 'Subscriber 101', 'Subscriber 5']);
    expect(entry?.ref?.url).toBe(`${service.url}/app/contacts/5`);
    expect(service.state().contacts.at(-1)).toMatchObject({ email: 'new@acme.example', firstName: 'Noa', lastName: 'New' });
  });

  test('K2: to records that were looked up, it costs one request for each record', async () => {
    const { asked, log } = await open();
    await log(mail(1, ada));
    expect(asked()).toEqual(['POST /notes', 'POST /notes', 'POST /notes']);
  });

  test('C3: somebody who was not looked up brings his company and five newest open deals, his own and others’', async () => {
    const { log, placesOf, asked } = await open();
    await log(mail(1, [contact(null, 'nora.vogt@brightwater.example', { create: true })], { associationsComplete: false }));
    expect(placesOf(id)).toEqual(['CustomerAccount 10', 'Deal 53', 'Deal 54', 'Deal 55', 'Deal 56', 'Deal 57', 'Subscriber 8']);
    expect(asked()).toHaveLength(12);
  });

  test('C7: nobody is made who must not be, and with nobody left nothing is logged', async () => {
    const { log, service } = await open();
    const entry = await log(mail(1, [contact(null, 'new@acme.example'), record('deal', '40')]));
    expect(entry).toMatchObject({ state: 'blocked', failure: { code: 'nobody_left' } });
    expect(service.state()).toEqual(seed());
  });

  test('D2: two mails to one new person at a time make one contact', async () => {
    const { outbox, settle, service, store } = await open();
    const toNew = [contact(null, 'new@acme.example', { create: true })];
    await outbox.add(mail(1, toNew), 'crm', 0);
    await outbox.add(mail(2, toNew), 'crm', 0);
    await settle();
    expect(service.state().contacts.filter(({ email }) => email === 'new@acme.example')).toHaveLength(1);
    expect((await store.counts()).logged).toBe(2);
  });

  test('D2: a request that comes in after it was given up, and after it was read back, leaves one note', async () => {
    let late: (() => Promise<unknown>) | undefined;
    const slow: typeof fetch = async (url, init) => {
      if (init?.method !== 'POST') return fetch(url, init);
      if (!late) {
        late = () => fetch(url, { ...init, signal: null });
        throw new DOMException('', 'TimeoutError');
      }
      const answer = await fetch(url, init);
      await late();
      late = async () => {};
      return answer;
    };
    const { log, placesOf } = await open({ fetch: slow });
    expect(await log(mail(1, ada))).toMatchObject({ state: 'logged' });
    expect(placesOf(id)).toEqual(['CustomerAccount 9', 'Deal 40', 'Subscriber 5']);
  });

  test('K2: without a pace of the account the outbox keeps one', async () => {
    const { context, connector } = await open();
    expect(connector.rate).toBeUndefined();
    expect(makeActiveCampaignConnector({ ...context, pace: undefined }).rate).toEqual({ burst: 1, perSecond: 4 });
  });

  test.each([200, 201] as const)(
    'an address that the service has but does not find yet is asked for by its only upsert (%i), which changes nothing',
    async (syncStatus) => {
      const { log, service, placesOf } = await open({ indexDelayMs: 3_600_000, syncStatus });
      await log(mail(1, [contact(null, 'new@acme.example', { create: true, name: 'Noa New' })]));
      await log(mail(2, [contact(null, 'new@acme.example', { create: true, name: 'Somebody Else' })]));
      expect(service.state().contacts.filter(({ email }) => email === 'new@acme.example')).toMatchObject([
        { firstName: 'Noa', lastName: 'New' },
      ]);
      expect(placesOf(sampleId(2))).toEqual(['Subscriber 101']);
    },
  );

  test('received and forwarded mail says so, and history tells them apart', async () => {
    const { log, connector } = await open();
    await log(mail(1, ada, { direction: 'received', subject: 'Re: Offer', at: Date.UTC(2026, 9, 1, 8, 30) }));
    await log(mail(2, ada, { direction: 'forwarded', at: Date.UTC(2026, 9, 2, 8, 30) }));
    await log(mail(3, ada, { at: Date.UTC(2026, 8, 2, 8, 30), text: 'Hello Ada,\n\nsee you.\n' }));
    expect(await connector.readHistory('5', 2)).toMatchObject({
      ok: true,
      value: [
        { id: sampleId(2), direction: 'forwarded' },
        { id, direction: 'received', subject: 'Re: Offer', at: Date.UTC(2026, 9, 1, 8, 30) },
      ],
    });
    const all = await connector.readHistory('5', 9);
    expect(all.ok && all.value.at(-1)).toMatchObject({ direction: 'sent', preview: 'Hello Ada, see you.' });
  });
});

describe('records that change', () => {
  test('a contact deleted between plan and delivery: the rep is told which, chooses, and nothing is there twice', async () => {
    const { log, service, outbox, settle, store, placesOf } = await open();
    service.change((state) => {
      state.contacts = state.contacts.filter(({ id }) => id !== '7');
    });
    const associations = [...ada, contact('7', 'grace@acme.example', { name: 'Grace Hopper' })];
    expect(await log(mail(1, associations))).toMatchObject({ state: 'failed', failure: { code: 'record_gone', detail: 'Grace Hopper' } });
    await outbox.edit(id, ada);
    await settle();
    expect((await store.get(id))?.state).toBe('logged');
    expect(placesOf(id)).toEqual(['CustomerAccount 9', 'Deal 40', 'Subscriber 5']);
  });

  test.each([403, 404] as const)(
    'a deal that is gone, in the words of a %i, is dropped by the rep with all that was written',
    async (goneStatus) => {
      const { log, service, outbox, settle, store } = await open({ goneStatus });
      const refused = await log(mail(1, [...ada, record('deal', '999', 'Gone')]));
      expect(refused).toMatchObject({ state: 'failed', failure: { code: 'record_gone', detail: 'Gone' } });
      await outbox.drop(id);
      await settle();
      expect((await store.get(id))?.state).toBe('removed');
      expect(service.state()).toEqual(seed());
    },
  );

  test('a record that the rep takes off after a first try loses its note', async () => {
    const { service, outbox, settle, placesOf } = await open();
    service.order({ kind: 'drop-after', skip: 1 });
    await outbox.add(mail(1, ada), 'crm', 0);
    await outbox.flush();
    expect(placesOf(id)).toEqual(['CustomerAccount 9', 'Subscriber 5']);
    await outbox.edit(id, [ada[0], ada[2]] as Association[]);
    await settle();
    expect(placesOf(id)).toEqual(['Deal 40', 'Subscriber 5']);
  });

  test('N5: a rule that comes between two tries takes the person’s note out again', async () => {
    const { service, outbox, settle, rules, placesOf, store, time } = await open();
    const both = [ada[0], contact('8', 'nora.vogt@brightwater.example')] as Association[];
    service.order({ kind: 429, skip: 1, retryAfter: 5 });
    await outbox.add(mail(1, both), 'crm', 0);
    await outbox.flush();
    expect(placesOf(id)).toEqual(['Subscriber 5']);
    const rule = { key: ADA, scope: 'me', neverTrack: false, addedBy: '', addedAt: 0 } as const;
    rules.check = (engagement) => ({ kind: 'log', engagement: { ...engagement, associations: both.slice(1) } });
    time.now += 60_000;
    await settle();
    expect(placesOf(id)).toEqual(['Subscriber 8']);
    await outbox.add(mail(2, both), 'crm', 0);
    service.order({ kind: 429, skip: 1, retryAfter: 5 });
    rules.check = (engagement) => ({ kind: 'log', engagement });
    await outbox.flush();
    rules.check = () => ({ kind: 'blocked', rule });
    await settle();
    expect((await store.get(sampleId(2)))?.state).toBe('blocked');
    expect(placesOf(sampleId(2))).toEqual([]);
  });

  test('a contact that was merged into another is written to as that one, once', async () => {
    const { log, placesOf, service } = await open();
    const merged = [
      contact('12', 'marie@sorbonne.example', { name: 'Marie' }),
      contact('13', 'marie@sorbonne.example', { name: 'M. Curie' }),
    ];
    const entry = await log(mail(1, merged));
    expect(placesOf(id)).toEqual(['Subscriber 11']);
    expect(entry?.ref).toMatchObject({ url: `${service.url}/app/contacts/11`, records: [{ id: '11' }] });
  });

  test('D6: also of a merged contact, where the answer was lost, nothing is left', async () => {
    const { outbox, settle, service, placesOf } = await open();
    service.order({ kind: 'drop-after', when: /^POST/, skip: 1 });
    await outbox.add(mail(1, [contact('12', 'marie@sorbonne.example')]), 'crm', 0);
    await outbox.flush();
    expect(placesOf(id)).toEqual(['Subscriber 11']);
    await outbox.unlog(id, 0);
    await settle();
    expect(placesOf(id)).toEqual([]);
  });

  test('a deal moved to closed is still what the rep chose', async () => {
    const { log, placesOf } = await open();
    await log(mail(1, [ada[0], record('deal', '42')] as Association[]));
    expect(placesOf(id)).toEqual(['Deal 42', 'Subscriber 5']);
  });
});

describe('bad input', () => {
  test('another CRM’s records, and leads, are refused before anything is asked', async () => {
    const { log, asked } = await open();
    for (const [index, wrong] of [record('lead', '5'), record('deal', 'abc'), record('deal', '0x10'), record('deal', '-1')].entries())
      expect(await log(mail(index, [...ada, wrong]))).toMatchObject({ state: 'failed', failure: { code: 'record_gone' } });
    expect(asked()).toEqual([]);
  });

  test('an address that the service refuses holds up nobody’s plan, and a mail to it says why', async () => {
    const { connector, log, service } = await open();
    service.order({ kind: 477, when: /email=bad/ });
    const known = await connector.lookUp([stranger, 'bad@acme.example', ADA]);
    expect(known.ok && known.value.map(({ contacts }) => contacts.length)).toEqual([0, 0, 1]);
    expect(await log(mail(1, [contact(null, stranger, { create: true, name: stranger })]))).toMatchObject({ state: 'logged' });
    expect(service.state().contacts.at(-1)).toMatchObject({ email: stranger, firstName: '', lastName: '' });
    expect(await log(mail(2, [contact(null, 'ada@localhost', { create: true })]))).toMatchObject({
      state: 'failed',
      failure: { code: 'invalid', detail: 'The email is invalid.' },
    });
  });

  test('300 recipients, a subject with emoji, NUL, half a character and lines, and 1.9 MB of text: one note each, of a size', async () => {
    const { log, service, store } = await open();
    const people = Array.from({ length: 300 }, (_, index) => ({ address: `p${index}@example.org`, name: `Person Number ${index}` }));
    const text = `${'Grüße 😀\0 '.repeat(100_000)}\nref: ${sampleId(9)}`;
    const subject = `A\0b \u{1F600} \uD83D and\nref: ${sampleId(8)}`;
    await log(mail(1, ada, { to: people, subject, text, html: text }));
    const notes = service.state().notes.filter(({ id }) => Number(id) > 100);
    expect(notes).toHaveLength(3);
    for (const { note } of notes) {
      expect(Buffer.byteLength(note)).toBeLessThanOrEqual(65_535);
      expect(note.endsWith(`\n\nref: ${id}`)).toBe(true);
      expect(note.split('\n').slice(0, 2)).toEqual(['E-mail sent', `Subject: Ab \u{1F600} \uFFFD and ref ${sampleId(8)}`]);
      expect(note).toMatch(/^To: Person Number 0 \(p0@example\.org\), .* \+\d+$/m);
      expect(note.match(/\bref: /g)).toHaveLength(1);
    }
    expect((await store.get(id))?.ref?.records).toHaveLength(3);
  });

  test('a mail to 300 known contacts is one note on each, and the answer that was lost in the middle is read back once', async () => {
    const { log, service, placesOf, asked } = await open({ perSecond: 0 });
    service.change((state) => {
      const [first] = state.contacts;
      for (let number = 1000; number < 1300; number++)
        if (first) state.contacts.push({ ...first, id: `${number}`, email: `p${number}@example.org` });
    });
    service.order({ kind: 'drop-after', skip: 150 });
    await log(
      mail(
        1,
        Array.from({ length: 300 }, (_, index) => contact(`${1000 + index}`, `p${1000 + index}@example.org`)),
      ),
    );
    expect(placesOf(id)).toHaveLength(300);
    expect(new Set(placesOf(id)).size).toBe(300);
    expect(asked().filter((line) => line.startsWith('POST'))).toHaveLength(300);
  });

  test.each([
    ['with a line break in it', 'abc\ndef'],
    ['with a letter that no header takes', 'ключ'],
    ['of another service', 'pat-na1-00000000'],
    ['that is empty', ''],
  ])('a token %s is refused as a token', async (_, token) => {
    const { connector, outbox, store } = await open({ token });
    const refused = { kind: 'retry', code: 'token_refused', scope: 'connection' };
    expect(await connector.check()).toEqual({ ok: false, outcome: refused });
    expect(await connector.lookUp([ADA])).toEqual({ ok: false, outcome: refused });
    expect(await connector.search('Ada')).toEqual({ ok: false, outcome: refused });
    await outbox.add(mail(1, ada), 'crm', 0);
    await outbox.flush();
    expect(await store.get(id)).toMatchObject({ state: 'waiting', tries: 0, failure: { code: 'token_refused' } });
  });

  test('K5: a user without access to deals sees the rest, is told so, and a mail with a deal is refused with its remedy', async () => {
    const { connector, log, outbox, settle, store, placesOf } = await open({ token: KEY_WITHOUT_DEALS });
    expect(await connector.check()).toMatchObject({ ok: true, value: { name: 'Leo Marsh', missing: ['Deals'] } });
    const known = await connector.lookUp([ADA]);
    expect(known.ok && known.value[0]?.contacts[0]).toMatchObject({ id: '5', company: { name: 'Acme' }, deals: [] });
    expect(await connector.search('Acme')).toMatchObject({
      ok: true,
      value: [{ kind: 'contact' }, { kind: 'contact' }, { kind: 'company' }, { kind: 'company' }],
    });
    expect(await log(mail(1, ada))).toMatchObject({ state: 'failed', failure: { code: 'permission_missing' } });
    await outbox.edit(id, ada.slice(0, 2));
    await settle();
    expect((await store.get(id))?.state).toBe('logged');
    expect(placesOf(id)).toEqual(['CustomerAccount 9', 'Subscriber 5']);
  });
});
