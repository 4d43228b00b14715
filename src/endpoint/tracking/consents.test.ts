import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ConsentLookUpAnswerSchema, ConsentsAnswerSchema, TrackingSettingsSchema } from '../../core/tracking-api';
import { expectProblem, expectShape, startTestEndpoint, type TestEndpoint } from '../testing';
import { newId, START } from '../testing-mails';
import { mint, trackedMail, trackingAt } from '../testing-tracking';
import { makeRetention } from './retention';

const DAY = 24 * 3_600_000;
const ADA = 'ada@acme.example';
const GRACE = 'grace@acme.example';
const to = (...addresses: string[]) => addresses.map((address) => ({ address, name: '' }));

let endpoint: TestEndpoint;
let tracking: ReturnType<typeof trackingAt>;
beforeEach(async () => {
  endpoint = await startTestEndpoint();
  tracking = trackingAt(endpoint);
});
afterEach(async () => {
  // Whatever is kept or not, the store takes it at once.
  expect(endpoint.logged).toEqual([]);
  await endpoint.stop();
});

const get = (path: string) => endpoint.call('GET', path, { token: endpoint.tokens.anna });
const settings = (body: object, token = endpoint.tokens.tom) => endpoint.call('PUT', 'tracking-settings', { token, body });
const resultOf = async (mail: ReturnType<typeof trackedMail>) => (await tracking.register([mail])).json.results[0];
const pixelOf = async ({ id }: { id: string }) => mint(await tracking.key(), 'open', id);

describe('consent', () => {
  test('T5: every word is kept with who, when and how; the newest counts', async () => {
    await tracking.consent(ADA);
    endpoint.time.now += DAY;
    const note = 'Says no, on the phone';
    const refusal = { consents: [{ address: 'Ada@ACME.example', state: 'refused', how: 'other', note }] };
    expect((await endpoint.call('PUT', 'consents', { token: endpoint.tokens.tom, body: refusal })).status).toBe(204);
    const history = await get(`consents?address=${ADA}`);
    expectShape(ConsentsAnswerSchema, history.json);
    expect(history.json.consents).toEqual([
      { address: ADA, state: 'refused', at: START + DAY, by: 'Tom Keller', how: 'other', note },
      { address: ADA, state: 'given', at: START, by: 'Anna Berger', how: 'spoken', note: '' },
    ]);
    const asked = ['x@y.example', `Ada <${ADA}>`, 'no address'];
    const answer = await endpoint.call('POST', 'consents/look-up', { token: endpoint.tokens.anna, body: { addresses: asked } });
    expectShape(ConsentLookUpAnswerSchema, answer.json);
    expect(
      answer.json.consents.map(({ address, consent }: { address: string; consent: { state: string } | null }) => [address, consent?.state]),
    ).toEqual([
      ['x@y.example', undefined],
      [`Ada <${ADA}>`, 'refused'],
      ['no address', undefined],
    ]);
    expectProblem(
      await endpoint.call('PUT', 'consents', {
        token: endpoint.tokens.tom,
        body: { consents: [{ address: 'nobody', state: 'given', how: 'form' }] },
      }),
      422,
      'invalid',
    );
    expectProblem(
      await endpoint.call('PUT', 'consents', {
        token: endpoint.tokens.tom,
        body: { consents: [{ address: ADA, state: 'withdrawn', how: 'page' }] },
      }),
      400,
      'invalid_request',
    );
  });

  test('T5: what must not be tracked is silent, whatever the extension thought', async () => {
    await tracking.consent(ADA);
    await tracking.consent('grace@acme.example', 'withdrawn');
    const rules = [
      { key: 'bank.example', scope: 'me', neverTrack: true },
      { key: 'ada@bank.example', scope: 'me', neverTrack: false },
    ];
    await endpoint.call('POST', 'rules', { token: endpoint.tokens.anna, body: { rules } });
    await tracking.consent('ada@bank.example');
    const cases: [string[], string | null][] = [
      [[ADA], null],
      [['anna@northwind.example', ADA], null],
      [[ADA, GRACE], 'withdrawn'],
      [['new@acme.example'], 'no-consent'],
      [['ada@bank.example'], 'never-track'],
      [['anna@northwind.example'], 'nobody'],
    ];
    const { cursor } = await tracking.feed();
    for (const [addresses, code] of cases) {
      const mail = trackedMail({ recipients: to(...addresses) });
      expect([addresses, await resultOf(mail)]).toEqual([addresses, { id: mail.id, result: code === null ? 'tracked' : 'silenced', code }]);
      expect((await tracking.hit(await pixelOf(mail))).status).toBe(200);
    }
    expect((await tracking.feed(cursor)).hits.map(({ oneOf }) => oneOf)).toEqual([1, 1]);
    expect(await endpoint.db.read.selectFrom('hits').select('id').execute()).toHaveLength(2);
  });

  test('T5: another ground is an admin’s to state, in words; who refused stays untracked', async () => {
    expectProblem(await settings({ retentionDays: 30 }, endpoint.tokens.anna), 403, 'admin_only');
    const ground = { kind: 'other', words: 'Existing customers, clause 7 of our contract' };
    const answer = await settings({ ground, footer: { required: true, text: null } });
    expectShape(TrackingSettingsSchema, answer.json);
    expect(answer.json).toEqual({
      ground,
      groundBy: 'Tom Keller',
      groundAt: START,
      footer: { required: true, text: null },
      retentionDays: 180,
    });
    expect(await tracking.key()).toMatchObject({ ground, footer: { required: true, text: null }, retentionDays: 180 });
    await tracking.consent(GRACE, 'refused');
    expect(await resultOf(trackedMail({ recipients: to('new@acme.example') }))).toMatchObject({ result: 'tracked' });
    expect(await resultOf(trackedMail({ recipients: to(GRACE) }))).toMatchObject({ code: 'refused' });
    expect((await settings({ ground: { kind: 'consent' } })).json).toMatchObject({
      ground: { kind: 'consent' },
      footer: { required: true },
    });
    expectProblem(await settings({ ground: { kind: 'other', words: '' } }), 400, 'invalid_request');
  });

  test('T5: withdrawal silences mails that were sent already, of everybody, and consent given anew does not bring them back', async () => {
    await tracking.consent(ADA);
    const early = trackedMail();
    const mail = trackedMail({ recipients: to(ADA, 'tom@northwind.example') });
    await tracking.register([mail]);
    const pixels = [await pixelOf(mail), await pixelOf(early)];
    await tracking.hit(pixels[1] as string);
    await tracking.consent('Ada.@acme.example'.replace('.@', '@'), 'withdrawn');
    expect(await resultOf(early)).toMatchObject({ result: 'silenced', code: 'withdrawn' });
    await tracking.consent(ADA);
    for (const pixel of pixels) expect((await tracking.hit(pixel)).status).toBe(200);
    expect(await endpoint.db.read.selectFrom('hits').select('id').execute()).toEqual([]);
    const later = trackedMail();
    expect(await resultOf(later)).toMatchObject({ result: 'tracked' });
    await tracking.hit(await pixelOf(later));
    expect((await tracking.feed()).hits).toHaveLength(1);
  });
});

describe('the page to opt out', () => {
  const form = (address: string) => ({
    type: 'application/x-www-form-urlencoded',
    bytes: Buffer.from(new URLSearchParams({ address }).toString()),
  });
  const stateOf = async (address: string) => (await get(`consents?address=${address}`)).json.consents[0];

  test.each([
    ['de-CH,de;q=0.9,en;q=0.8', 'de', 'Meine E-Mails nicht mehr nachverfolgen'],
    ['it', 'it', 'Non tracciare più le mie email'],
    ['nl, fr;q=0.5', 'fr', 'Ne plus suivre mes e-mails'],
    ['en;q=0.1, es;q=0.2', 'es', 'Dejar de seguir mis correos'],
    ['', 'en', 'Stop tracking my e-mails'],
  ])('T5: speaks the reader’s language: %s', async (wanted, language, button) => {
    await tracking.consent(ADA);
    const mail = trackedMail();
    await tracking.register([mail]);
    const page = await endpoint.call('GET', mint(await tracking.key(), 'opt-out', mail.id), { headers: { 'accept-language': wanted } });
    expect([page.status, page.headers['content-language']]).toEqual([200, language]);
    expect(page.json).toContain(`<html lang="${language}">`);
    expect(page.json).toContain(`<button>${button}</button>`);
    expect(page.json).not.toMatch(/<script|href=|src=|ada@/);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
  });

  test('T5: asked too often it is a page, too, in the reader’s language', async () => {
    const page = mint(await tracking.key(), 'opt-out', newId());
    const headers = { 'accept-language': 'de' };
    for (let turn = 0; turn < 10; turn++) await endpoint.call('POST', page, { raw: form('x'), headers });
    const refused = await endpoint.call('POST', page, { raw: form(ADA), headers });
    expect([refused.status, refused.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
    expect(refused.headers['retry-after']).toBeDefined();
    expect(refused.json).toContain('<h1>Gerade nicht möglich</h1>');
    expect(refused.headers['content-security-policy']).toContain("default-src 'none'");
    const broken = await endpoint.call('GET', `/p/${'A'.repeat(200)}`, { headers });
    expect([broken.status, broken.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  });

  test('T5: whoever got a mail alone opts out by one confirmation; looking does nothing', async () => {
    await tracking.consent(ADA);
    const mail = trackedMail();
    const other = trackedMail();
    await tracking.register([mail, other]);
    const page = mint(await tracking.key(), 'opt-out', mail.id);
    await endpoint.call('GET', page);
    expect(await stateOf(ADA)).toMatchObject({ state: 'given' });
    const done = await endpoint.call('POST', page, { raw: form('') });
    expect(done.json).toContain('Northwind');
    expect(await stateOf(ADA)).toEqual({ address: ADA, state: 'withdrawn', at: START, by: null, how: 'page', note: '' });
    for (const one of [mail, other]) await tracking.hit(await pixelOf(one));
    expect((await tracking.feed()).hits).toEqual([]);
  });

  test('T5: of several the page asks which address is theirs, and tells nobody who the others are', async () => {
    for (const address of [ADA, GRACE]) await tracking.consent(address);
    const mail = trackedMail({ recipients: to(ADA, GRACE) });
    await tracking.register([mail]);
    const page = mint(await tracking.key(), 'opt-out', mail.id);
    expect((await endpoint.call('GET', page)).json).toContain('type="email"');
    expect((await endpoint.call('POST', page, { raw: form('nonsense') })).json).toContain('aria-invalid');
    const answers = [];
    for (const address of ['stranger@x.example', GRACE])
      answers.push((await endpoint.call('POST', page, { raw: form(address) })).json.replaceAll(address, '…'));
    expect(answers[0]).toBe(answers[1]);
    expect([(await stateOf(GRACE)).state, (await stateOf(ADA)).state, await stateOf('stranger@x.example')]).toEqual([
      'withdrawn',
      'given',
      undefined,
    ]);
    await tracking.hit(await pixelOf(mail));
    expect((await tracking.feed()).hits).toEqual([]);
  });

  test('T5: an opt-out that comes before its mail is registered counts all the same', async () => {
    await tracking.consent(ADA);
    const mail = trackedMail();
    const page = mint(await tracking.key(), 'opt-out', mail.id);
    await tracking.hit(await pixelOf(mail));
    expect((await endpoint.call('POST', page, { raw: form(ADA) })).status).toBe(200);
    expect(await resultOf(mail)).toEqual({ id: mail.id, result: 'silenced', code: 'opted_out' });
    expect(await stateOf(ADA)).toMatchObject({ state: 'withdrawn', how: 'page' });
    expect((await tracking.feed()).hits).toEqual([]);
  });

  test('T5 T7: with a mail that was erased, or that nobody ever registers, her word counts at once, for all her mails', async () => {
    for (const address of [ADA, GRACE]) await tracking.consent(address);
    const [erased, never, other] = [trackedMail(), trackedMail(), trackedMail({ recipients: to(GRACE) })];
    await tracking.register([erased, other]);
    await endpoint.call('DELETE', `tracked-messages/${erased.id}`, { token: endpoint.tokens.anna });
    const said: [string, string][] = [
      [erased.id, ADA],
      [never.id, 'Grace@Acme.example'],
    ];
    for (const [id, address] of said) {
      const page = mint(await tracking.key(), 'opt-out', id);
      expect((await endpoint.call('GET', page)).json).toContain('type="email"');
      expect((await endpoint.call('POST', page, { raw: form(address) })).status).toBe(200);
    }
    expect([(await stateOf(ADA)).state, (await stateOf(GRACE)).state]).toEqual(['withdrawn', 'withdrawn']);
    await tracking.hit(await pixelOf(other));
    expect((await tracking.feed()).hits).toEqual([]);
  });

  test('T5: consent given after an opt-out is not undone by the mail that it was said with', async () => {
    await tracking.consent(ADA);
    const mail = trackedMail();
    await endpoint.call('POST', mint(await tracking.key(), 'opt-out', mail.id), { raw: form(ADA) });
    endpoint.time.now += DAY;
    await tracking.consent(ADA);
    expect(await resultOf(mail)).toMatchObject({ code: 'opted_out' });
    expect(await stateOf(ADA)).toMatchObject({ state: 'given', at: START + DAY });
    expect(await resultOf(trackedMail())).toMatchObject({ result: 'tracked' });
  });

  test('T5: a token of another kind, or of nobody, leads to no page', async () => {
    const key = await tracking.key();
    for (const path of [mint(key, 'open', newId()).replace('/o/', '/p/').replace('.gif', ''), '/p/x', `/p/${'A'.repeat(40)}`]) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await endpoint.call(method, path, method === 'POST' ? { raw: form('') } : {});
        expect([answer.status, answer.json.includes('<h1>This link is not valid</h1>')]).toEqual([404, true]);
      }
    }
  });

  test('T5: an organisation’s name is text', async () => {
    await endpoint.db.write((tx) => tx.updateTable('tenants').set({ name: '<img src=x onerror=alert(1)>&"' }).execute());
    const mail = trackedMail();
    const page = await endpoint.call('GET', mint(await tracking.key(), 'opt-out', mail.id));
    expect(page.json).toContain('&lt;img src=x onerror=alert(1)&gt;&amp;&quot;');
    expect(page.json).not.toContain('<img');
  });
});

describe('stop and erase', () => {
  const erase = (id: string, token = endpoint.tokens.anna) => endpoint.call('DELETE', `tracked-messages/${id}`, { token });

  test('T7: an erased mail has no hits any more and gets none; other browsers hear of it', async () => {
    await tracking.consent(ADA);
    const mail = trackedMail();
    await tracking.register([mail]);
    const pixel = await pixelOf(mail);
    await tracking.hit(pixel);
    const { cursor, hits } = await tracking.feed();
    expect(hits).toHaveLength(1);
    const { tom } = endpoint.tokens;
    expect((await erase(mail.id, tom)).status).toBe(204);
    expect((await tracking.hit(pixel)).status).toBe(200);
    const after = await tracking.feed(cursor);
    expect(after).toMatchObject({ hits: [], erased: [mail.id] });
    expect((await tracking.feed(after.cursor)).erased).toEqual([]);
    expect((await tracking.feed()).hits).toEqual([]);
    expectProblem(await get(`tracked-messages/${mail.id}/hits`), 404, 'not_found');
    expect(await resultOf(mail)).toMatchObject({ result: 'silenced', code: 'erased' });
    const rows = await endpoint.db.read.selectFrom('tracked_messages').selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/acme|Offer|shop/);
    expect(await endpoint.db.read.selectFrom('tracked_recipients').selectAll().execute()).toEqual([]);
  });

  test('T7: one never seen is erased before it comes; another’s is not one’s own to erase', async () => {
    await tracking.consent(ADA);
    const unseen = trackedMail();
    expect((await erase(unseen.id)).status).toBe(204);
    expect(await resultOf(unseen)).toMatchObject({ result: 'silenced', code: 'erased' });
    const toms = trackedMail();
    await tracking.register([toms], endpoint.tokens.tom);
    expectProblem(await erase(toms.id), 403, 'not_yours');
  });
});

describe('retention', () => {
  test('T5: single hits end with the organisation’s time for them; their number stays until the mail is erased', async () => {
    await tracking.consent(ADA);
    await settings({ retentionDays: 30 });
    const mail = trackedMail();
    await tracking.register([mail]);
    const pixel = await pixelOf(mail);
    const retention = makeRetention({ db: endpoint.db, clock: () => endpoint.time.now, log: () => undefined });
    for (const day of [0, 0, 1, 25]) {
      endpoint.time.now = START + day * DAY + (endpoint.time.now % 1000) + 1;
      await tracking.hit(pixel);
    }
    for (const day of [31, 31, 32]) {
      endpoint.time.now = START + day * DAY + DAY / 2;
      await retention.sweep();
    }
    const { hits, counts } = (await get(`tracked-messages/${mail.id}/hits`)).json;
    expect(hits).toHaveLength(1);
    expect(counts).toMatchObject([{ kind: 'open', class: 'person', hits: 4, firstAt: START + 1, lastAt: hits[0].at }]);
    await endpoint.call('DELETE', `tracked-messages/${mail.id}`, { token: endpoint.tokens.anna });
    expect(await endpoint.db.read.selectFrom('hit_counts').selectAll().execute()).toEqual([]);
  });

  test('T5: hits of a mail that nobody ever registered are gone after a week', async () => {
    await tracking.hit(await pixelOf(trackedMail()));
    const retention = makeRetention({ db: endpoint.db, clock: () => endpoint.time.now, log: () => undefined });
    const count = async () => (await endpoint.db.read.selectFrom('hits').select('id').execute()).length;
    for (const [day, left] of [
      [6, 1],
      [7.5, 0],
    ] as const) {
      endpoint.time.now = START + day * DAY;
      await retention.sweep();
      expect(await count()).toBe(left);
    }
  });
});
