import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sampleEntry } from '../../core/outbox/samples';
import type { FailureCode } from '../../core/outcome';
import type { SendSign } from '../../mail/mail-client';
import type { WireDraft } from '../protocol';
import { ANNA, deliver, type House, makeHouse, pairing } from './fake-house';
import { type makeFakeBrowser, tabSender, uiSender } from './fake-world';

const fake = vi.hoisted(() => ({ browser: undefined as unknown as ReturnType<typeof makeFakeBrowser> }));
vi.mock('../browser-api', async () => {
  const { makeFakeBrowser: make } = await import('./fake-world');
  fake.browser = make();
  return fake.browser.api;
});

const tab = tabSender(7);
const draftTo = (...addresses: string[]): WireDraft => ({
  hostDraftId: 'r1',
  hostThreadId: 't1',
  from: { address: ANNA, name: 'Anna Berger' },
  recipients: addresses.map((address) => ({ address, name: '', field: 'to', known: true })),
  subject: 'Offer',
  html: '<p>Hello</p>',
  text: 'Hello',
  files: [],
});
const confirmed: SendSign = {
  kind: 'confirmed',
  messageId: '<m1@mail>',
  hostThreadId: 't1',
  hostMessageId: 'h1',
  at: Date.UTC(2026, 10, 21),
};
const header = (draft: WireDraft) => ({ ...draft, bodyBytes: draft.html.length });

async function send({ page }: House, draft: WireDraft, { hostDraftId = 'r1', signs = ['pressed', 'confirmed'] as const } = {}) {
  const { id } = await page.openDraft(tab, ANNA, hostDraftId, 't1', null);
  await page.plan(tab, id, header(draft));
  expect(await page.intend(tab, id, draft)).toEqual({ stored: true });
  for (const sign of signs) await page.sign(tab, id, sign === 'confirmed' ? confirmed : { kind: sign });
  return id;
}

beforeEach(() => {
  fake.browser.local.clear();
  fake.browser.told.length = 0;
});

describe('a mail that is sent', () => {
  test('D1, D3: is held while it can be undone, then logged once with the CRM’s own id, and the page is told', async () => {
    const house = await makeHouse();
    const id = await send(house, draftTo('ada@acme.example'));
    expect(await house.page.news(tab, [id])).toMatchObject([{ id, state: 'held', names: ['Ada Lovelace'] }]);
    expect(house.endpoint.logged.size).toBe(0);
    await deliver(house);
    await house.page.sign(tab, id, confirmed);
    await deliver(house);
    expect([...house.endpoint.logged.keys()]).toEqual([id]);
    expect(house.endpoint.logged.get(id)).toMatchObject({
      messageId: '<m1@mail>',
      associationsComplete: true,
      associations: [{ kind: 'contact', address: 'ada@acme.example' }, { kind: 'company' }],
    });
    expect(await house.page.news(tab, [id])).toMatchObject([{ state: 'logged', url: `https://endpoint.example/${id}` }]);
    await vi.waitFor(() => expect(fake.browser.told).toContainEqual(expect.objectContaining({ tab: 7, call: 'news' })));
  });

  test('D1: survives a worker that is killed after the intent, and after the confirmation', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    await house.page.intend(tab, id, draftTo('ada@acme.example'));
    const second = { ...house, ...house.start() };
    await second.page.sign(tab, id, confirmed);
    const third = { ...house, ...house.start() };
    await deliver(third);
    expect([...house.endpoint.logged.keys()]).toEqual([id]);
  });

  test('C5: undone, failed or discarded, it logs nothing', async () => {
    const house = await makeHouse();
    const undone = await send(house, draftTo('ada@acme.example'), { hostDraftId: 'a' });
    await house.page.sign(tab, undone, { kind: 'undone' });
    const failed = await send(house, draftTo('ada@acme.example'), { hostDraftId: 'b', signs: ['pressed'] as never });
    await house.page.sign(tab, failed, { kind: 'failed', status: 500 });
    const discarded = await send(house, draftTo('ada@acme.example'), { hostDraftId: 'c', signs: ['pressed'] as never });
    await house.page.sign(tab, discarded, { kind: 'discarded' });
    await deliver(house);
    expect(house.endpoint.asked).not.toContain('POST /engagements');
    expect(await house.ui.listUnconfirmed(uiSender)).toEqual([]);
  });

  test('C5: undone and sent again, it is logged once, with what was sent last', async () => {
    const house = await makeHouse();
    const id = await send(house, draftTo('ada@acme.example'));
    await house.page.sign(tab, id, { kind: 'undone' });
    await house.page.intend(tab, id, { ...draftTo('ada@acme.example'), subject: 'Better offer' });
    await house.page.sign(tab, id, { kind: 'pressed' });
    await house.page.sign(tab, id, confirmed);
    await deliver(house);
    expect([...house.endpoint.logged.values()].map(({ subject }) => subject)).toEqual(['Better offer']);
  });

  test('C5: undone after it was handed over, it is un-logged; sent again, it has a fresh id', async () => {
    const house = await makeHouse();
    const id = await send(house, draftTo('ada@acme.example'));
    await deliver(house);
    await house.page.sign(tab, id, { kind: 'undone' });
    await deliver(house);
    expect(house.endpoint.logged.size).toBe(0);
    await house.page.intend(tab, id, draftTo('ada@acme.example'));
    await house.page.sign(tab, id, { kind: 'pressed' });
    await house.page.sign(tab, id, confirmed);
    await deliver(house);
    expect(house.endpoint.logged.size).toBe(1);
    expect(house.endpoint.logged.has(id)).toBe(false);
    expect(await house.page.news(tab, [id])).toMatchObject([{ id, state: 'logged' }]);
  });

  test('C5: that nobody confirms is listed as unconfirmed, and the rep’s word settles it', async () => {
    const house = await makeHouse();
    const id = await send(house, draftTo('ada@acme.example'), { signs: ['pressed'] as never });
    house.world.now += 10 * 60_000;
    await (await house.ready).sends.expire();
    expect(await house.ui.listUnconfirmed(uiSender)).toMatchObject([{ id, subject: 'Offer', scheduled: false }]);
    expect(await house.ui.counts(uiSender)).toMatchObject({ unconfirmed: 1 });
    await house.ui.resolveUnconfirmed(uiSender, id, true);
    await deliver(house);
    expect(house.endpoint.logged.size).toBe(1);
  });

  test('C5: with Log off, nothing is kept and nothing is logged', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    await house.page.setSwitches(tab, id, { log: false, track: false });
    expect(await house.page.intend(tab, id, draftTo('ada@acme.example'))).toEqual({ stored: false });
    await house.page.sign(tab, id, confirmed);
    await deliver(house);
    expect(house.endpoint.logged.size).toBe(0);
  });

  test('the message as it leaves decides, also about a recipient who never became a chip', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    await house.page.intend(tab, id, draftTo('ada@acme.example'));
    const recipients = draftTo('ada@acme.example', 'new@other.example').recipients;
    await house.page.sign(tab, id, { kind: 'leaving', recipients, subject: 'Final', html: '<p>Final &amp; true</p>' });
    await house.page.sign(tab, id, confirmed);
    await deliver(house);
    expect(house.endpoint.logged.get(id)).toMatchObject({ subject: 'Final', text: 'Final & true', associationsComplete: false });
    expect(house.endpoint.logged.get(id)?.to).toHaveLength(2);
  });

  test('a send without a window is believed only for a draft of that account that we know', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    await house.page.intend(tab, id, draftTo('ada@acme.example'));
    expect(await house.page.signStray(tab, ANNA, 'unknown', confirmed)).toBeNull();
    expect(await house.page.signStray(tab, 'tom@northwind.example', 'r1', confirmed)).toBeNull();
    expect(await house.page.signStray(tab, ANNA, 'r1', confirmed)).toMatchObject({ id, state: 'held' });
  });
});

describe('drafts', () => {
  test('C2: a draft keeps its id and its switches over a reload, by the account and the host’s id', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, '', '', null);
    await house.page.setSwitches(tab, id, { log: false, track: true });
    expect(await house.page.openDraft(tab, ANNA, 'r9', 't1', id)).toMatchObject({ id, log: false, track: true });
    const again = await house.page.openDraft(tabSender(8), ANNA, 'r9', 't1', null);
    expect(again).toMatchObject({ id, log: false, track: true });
    expect(await house.page.openDraft(tab, 'tom@northwind.example', 'r9', 't1', null)).not.toMatchObject({ id });
  });

  test('a tab cannot speak of a draft that it has not opened', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    await expect(house.page.sign(tabSender(99), id, confirmed)).rejects.toMatchObject({ code: 'draft_unknown' });
    await expect(house.page.intend(tabSender(99), id, draftTo('ada@acme.example'))).rejects.toMatchObject({ code: 'draft_unknown' });
    expect(await house.page.news(tabSender(99), [id])).toEqual([]);
  });

  test('K6: an account without a connection logs nothing, says so, and is offered for set-up', async () => {
    const house = await makeHouse();
    const state = await house.page.openDraft(tab, 'stranger@other.example', 'r1', '', null);
    expect(state).toMatchObject({ connection: 'account-unknown', log: false });
    expect(await house.page.plan(tab, state.id, header(draftTo('ada@acme.example')))).toMatchObject({ verdict: 'account-unknown' });
    const { accounts } = await house.ui.getSettings(uiSender);
    expect(accounts).toContainEqual(expect.objectContaining({ address: 'stranger@other.example', connectionId: null }));
  });

  test('without any connection the compose says so', async () => {
    const house = await makeHouse({ paired: false });
    expect(await house.page.openDraft(tab, ANNA, 'r1', '', null)).toMatchObject({ connection: 'none', log: false });
  });

  test('C2: set up while a message is being written, it takes up the account’s defaults, but for what the rep chose meanwhile', async () => {
    const house = await makeHouse({ paired: false });
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', '', null);
    const other = await house.page.openDraft(tab, ANNA, 'r2', '', null);
    await house.page.setSwitches(tab, other.id, { log: false, track: false });
    await house.ui.connect(uiSender, pairing('GOOD-CODE'));
    expect(await house.page.openDraft(tab, ANNA, 'r1', '', id)).toMatchObject({ id, connection: 'ok', log: true });
    expect(await house.page.openDraft(tab, ANNA, 'r2', '', other.id)).toMatchObject({ id: other.id, log: false });
  });
});

describe('plans', () => {
  test('C3: the CRM is asked once for an address, and not for whom it would not hear of', async () => {
    const house = await makeHouse();
    await house.ui.addRules(uiSender, await connectionOf(house), ['secret.example'], 'me', false);
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    const draft = header(draftTo('ada@acme.example', 'bob@secret.example', 'tom@northwind.example'));
    const plan = await house.page.plan(tab, id, draft);
    expect(plan).toMatchObject({ verdict: 'will-log', lookedUp: true, companies: [{ record: { name: 'Acme' } }] });
    expect(plan.excluded.map(({ reason }) => reason).sort()).toEqual(['colleague', 'never-log']);
    await house.page.plan(tab, id, { ...draft });
    expect(house.endpoint.asked.filter((route) => route === 'POST /look-ups')).toHaveLength(1);
    const rows = await (await house.ready).db.known.toArray();
    expect(rows.map(({ address }) => address)).toEqual(['ada@acme.example']);
  });

  test('a plan that was overtaken asks nobody', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    const first = house.page.plan(tab, id, header(draftTo('old@acme.example')));
    const second = house.page.plan(tab, id, header(draftTo('ada@acme.example')));
    await expect(first).rejects.toMatchObject({ code: 'superseded' });
    expect(await second).toMatchObject({ lookedUp: true });
  });

  test('offline it plans without the CRM, and the records are found at delivery', async () => {
    const house = await makeHouse();
    house.world.online = false;
    const id = await send(house, draftTo('ada@acme.example'));
    expect((await house.page.accountState(tab, ANNA)).offline).toBe(true);
    house.endpoint.state.away = true;
    await deliver(house);
    expect(await house.ui.health(uiSender)).toMatchObject([{ state: 'unreachable' }]);
    expect((await house.ui.listOutbox(uiSender, ['waiting'], 10, null)).entries[0]).toMatchObject({ id, tries: 0 });
    Object.assign(house.endpoint.state, { away: false });
    await deliver(house);
    expect(house.endpoint.logged.get(id)).toMatchObject({ associationsComplete: false });
  });

  test('N2: when everybody is listed nothing is logged, and the page is told by which rule', async () => {
    const house = await makeHouse();
    await house.ui.addRules(uiSender, await connectionOf(house), ['acme.example'], 'me', false);
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    await house.page.intend(tab, id, draftTo('ada@mail.acme.example'));
    expect(await house.page.sign(tab, id, confirmed)).toMatchObject({ state: 'blocked', code: 'never_log', rule: 'acme.example' });
    expect((await house.ui.exportData(uiSender)).json, 'what is not logged is not kept').not.toContain('<p>Hello</p>');
    await deliver(house);
    expect(house.endpoint.asked).not.toContain('POST /engagements');
    const { rules } = await house.ui.listRules(uiSender, await connectionOf(house), '', 10, null);
    expect(rules).toMatchObject([{ key: 'acme.example', hits: 1 }]);
  });
});

const connectionOf = async ({ ui }: House) => (await ui.getSettings(uiSender)).connections[0]?.id ?? '';

describe('connections', () => {
  test('K5: a wrong code, a wrong address and an endpoint that is away are told apart', async () => {
    const house = await makeHouse({ paired: false });
    expect(await house.ui.connect(uiSender, pairing('BAD', { account: null }))).toMatchObject({ code: 'pairing_code_unknown' });
    expect(await house.ui.connect(uiSender, pairing('GOOD-CODE', { baseUrl: 'http://endpoint.example' }))).toMatchObject({
      code: 'invalid',
    });
    house.endpoint.state.away = true;
    expect(await house.ui.connect(uiSender, pairing('GOOD-CODE', { account: null }))).toMatchObject({ code: 'unreachable' });
    expect((await house.ui.getSettings(uiSender)).connections).toEqual([]);
  });

  test('D5: a refused token is on the badge before the next mail; pairing again sends what waited', async () => {
    const house = await makeHouse();
    house.endpoint.state.tokenOk = false;
    const id = await send(house, draftTo('ada@acme.example'));
    await deliver(house);
    expect(await house.ui.health(uiSender)).toMatchObject([{ state: 'needs-reconnect', code: 'token_refused' }]);
    expect(await house.page.accountState(tab, ANNA)).toMatchObject({ connection: 'needs-reconnect' });
    await vi.waitFor(() => expect(fake.browser.badges.at(-1)).toMatchObject({ text: '1' }));
    house.endpoint.state.tokenOk = true;
    await house.ui.connect(uiSender, pairing('GOOD-CODE'));
    await (await house.ready).outbox.flush();
    expect([...house.endpoint.logged.keys()]).toEqual([id]);
    expect((await house.ui.getSettings(uiSender)).connections).toHaveLength(1);
  });

  test('the secret is in no setting, no export and no message', async () => {
    const house = await makeHouse();
    await send(house, draftTo('ada@acme.example'));
    const { json, csv } = await house.ui.exportData(uiSender);
    const seen = JSON.stringify([await house.ui.getSettings(uiSender), json, csv, fake.browser.told]);
    expect(seen).not.toContain('secret-token');
    expect(JSON.stringify(fake.browser.local.get('secrets'))).toContain('secret-token');
  });

  test('D7: the export holds the outbox, the wipe leaves nothing', async () => {
    const house = await makeHouse();
    const id = await send(house, draftTo('ada@acme.example'));
    expect(JSON.parse((await house.ui.exportData(uiSender)).json).outbox).toMatchObject([{ id, state: 'waiting' }]);
    await house.ui.wipe(uiSender);
    expect(await house.ui.counts(uiSender)).toMatchObject({ waiting: 0 });
    expect(fake.browser.local.size).toBe(0);
    const { db } = await house.ready;
    for (const table of db.tables) expect(await table.count()).toBe(0);
    expect(house.endpoint.asked).toContain('DELETE /pairings/current');
  });
});

test('D3: those that only need another try are tried again all at once, and no other', async () => {
  const house = await makeHouse();
  const { store } = await house.ready;
  const connectionId = await connectionOf(house);
  const failed = (code: FailureCode) => ({ connectionId, state: 'failed', failure: { code } }) as const;
  for (let count = 0; count < 3; count++) await store.add(sampleEntry(count, failed('permission_missing')));
  await store.add(sampleEntry(3, failed('too_large')));
  expect(await house.ui.retryAll(uiSender, ['permission_missing', 'unreachable'])).toBe(3);
  expect(await store.counts()).toMatchObject({ failed: 1 });
});

describe('rules', () => {
  test('N4: listed, searched and tested; an everyone rule needs an admin', async () => {
    const house = await makeHouse();
    const connectionId = await connectionOf(house);
    const { added, refused } = await house.ui.addRules(
      uiSender,
      connectionId,
      ['*@Acme.example.', 'Bob <bob@other.example>', 'not a domain', ' '],
      'me',
      false,
    );
    expect(added.map(({ key }) => key)).toEqual(['acme.example', 'bob@other.example']);
    expect(refused).toEqual(['not a domain']);
    expect(await house.ui.listRules(uiSender, connectionId, 'BOB', 10, null)).toMatchObject({ total: 1, cursor: null });
    const first = await house.ui.listRules(uiSender, connectionId, '', 1, null);
    expect(first).toMatchObject({ total: 2, rules: [{ key: 'acme.example' }] });
    expect((await house.ui.listRules(uiSender, connectionId, '', 1, first.cursor)).rules).toMatchObject([{ key: 'bob@other.example' }]);
    await house.ui.addRules(uiSender, connectionId, ['acme.example'], 'me', true);
    await house.ui.removeRule(uiSender, connectionId, 'bob@other.example', 'me');
    await house.ui.removeRule(uiSender, connectionId, 'bob@other.example', 'me');
    expect(await house.ui.listRules(uiSender, connectionId, '', 10, null)).toMatchObject({ total: 1, rules: [{ neverTrack: true }] });
    expect(await house.ui.testRule(uiSender, connectionId, 'Jane@Mail.ACME.example')).toMatchObject({ rule: { key: 'acme.example' } });
    expect(await house.ui.testRule(uiSender, connectionId, 'jane@else.example')).toMatchObject({ rule: null });
    expect(await house.ui.addRules(uiSender, connectionId, ['x.example'], 'everyone', false)).toMatchObject({
      failure: 'admin_only',
      added: [],
    });
  });

  test('N4: what is listed, found and counted is what is there, in whatever order rules came and went', async () => {
    const key = fc.constantFrom('ada@acme.example', 'acme.example', 'bob.example', 'carol@bob.example');
    const step = fc.oneof(
      fc.record({ act: fc.constant('add' as const), keys: fc.uniqueArray(key, { minLength: 1 }) }),
      fc.record({ act: fc.constant('remove' as const), keys: fc.uniqueArray(key, { minLength: 1 }) }),
      fc.record({ act: fc.constant('search' as const), keys: fc.constant([]) }),
      fc.record({ act: fc.constant('restart' as const), keys: fc.constant([]) }),
    );
    const tryOut = async (steps: { act: 'add' | 'remove' | 'search' | 'restart'; keys: readonly string[] }[]) => {
      const house = await makeHouse();
      const connectionId = await connectionOf(house);
      const there = new Set<string>();
      let { ui } = house;
      for (const { act, keys } of steps) {
        if (act === 'restart') ({ ui } = house.start());
        if (act === 'search') await ui.listRules(uiSender, connectionId, 'acme', 10, null);
        // At the same time, as two windows would.
        if (act === 'add') await Promise.all(keys.map((one) => ui.addRules(uiSender, connectionId, [one], 'me', false)));
        if (act === 'remove') await Promise.all(keys.map((one) => ui.removeRule(uiSender, connectionId, one, 'me')));
        for (const one of keys) act === 'add' ? there.add(one) : there.delete(one);
      }
      const found = await ui.listRules(uiSender, connectionId, 'acme', 10, null);
      expect(found.rules.map((rule) => rule.key)).toEqual([...there].filter((one) => one.includes('acme')).sort());
      expect((await ui.listRules(uiSender, connectionId, '', 10, null)).total).toBe(there.size);
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 8 }), tryOut), { numRuns: 40 });
  });

  test('N4: pairing does not wait for a list that takes long', async () => {
    const house = await makeHouse({ paired: false });
    house.endpoint.rules.push({ key: 'acme.example', scope: 'everyone', neverTrack: false, addedBy: 'Tom', addedAt: 1 });
    let send = () => {};
    house.endpoint.state.rulesReady = new Promise((done) => {
      send = done;
    });
    expect(await house.ui.connect(uiSender, pairing('GOOD-CODE'))).toMatchObject({ ok: true });
    const connectionId = await connectionOf(house);
    send();
    await vi.waitFor(async () => expect(await house.ui.listRules(uiSender, connectionId, '', 10, null)).toMatchObject({ total: 1 }));
  });

  test('N5: a rule that a colleague adds while a mail waits holds it back', async () => {
    const house = await makeHouse();
    const id = await send(house, draftTo('ada@acme.example'));
    house.endpoint.rules.push({ key: 'acme.example', scope: 'everyone', neverTrack: false, addedBy: 'Tom', addedAt: 1 });
    await (await house.ready).rules.sync(await connectionOf(house));
    await deliver(house);
    expect(house.endpoint.logged.size).toBe(0);
    expect(await house.ui.getEntry(uiSender, id)).toMatchObject({ state: 'blocked', failure: { rule: 'acme.example' } });
  });
});

describe('storage', () => {
  test('D1: when the disk is full the page is told so, and not that it is stored', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    const { db } = await house.ready;
    const full = Object.assign(new Error('full'), {
      name: 'AbortError',
      inner: Object.assign(new Error('full'), { name: 'QuotaExceededError' }),
    });
    vi.spyOn(db.drafts, 'put').mockRejectedValueOnce(full);
    const { codeOf } = await import('./failures');
    const error = await house.page.intend(tab, id, draftTo('ada@acme.example')).catch((caught) => caught);
    expect(codeOf(error)).toBe('storage_full');
  });

  test('C6: a file goes along in pieces, and is forgotten once its mail is logged', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    expect(await house.page.keepFile(tab, id, { key: 'f', index: 0, last: false, data: btoa('hello ') })).toEqual({ sha256: null });
    const { sha256 } = await house.page.keepFile(tab, id, { key: 'f', index: 1, last: true, data: btoa('world') });
    expect(sha256).toBe('b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9');
    await house.page.intend(tab, id, {
      ...draftTo('ada@acme.example'),
      files: [{ name: 'hello.txt', type: 'text/plain', size: 11, sha256 }],
    });
    await house.page.sign(tab, id, confirmed);
    await deliver(house);
    expect(house.endpoint.asked).toContain(`PUT /attachments/${sha256}`);
    await vi.waitFor(async () => expect(await (await house.ready).db.files.count()).toBe(0));
  });
});
