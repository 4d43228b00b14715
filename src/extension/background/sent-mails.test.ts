import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sampleLoggedMail } from '../../core/outbox/samples';
import type { SentSighting } from '../../mail/mail-reader';
import type { WireDraft, WireMessage } from '../protocol';
import { ANNA, deliver, type House, makeHouse } from './fake-house';
import { type makeFakeBrowser, tabSender, uiSender } from './fake-world';

const fake = vi.hoisted(() => ({ browser: undefined as unknown as ReturnType<typeof makeFakeBrowser> }));
vi.mock('../browser-api', async () => {
  const { makeFakeBrowser: make } = await import('./fake-world');
  fake.browser = make();
  return fake.browser.api;
});
beforeEach(() => {
  fake.browser.local.clear();
  fake.browser.opened.length = 0;
  fake.browser.badges.length = 0;
});

const tab = tabSender(7);
const DAY = 86_400_000;
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
const sent = { messageId: '<m1@mail>', hostThreadId: 't1', hostMessageId: 'h1' };
/** A draft with Log off that has left. */
async function sendUnlogged({ page, reader }: House, draft = draftTo('ada@acme.example')): Promise<string> {
  const { id } = await page.openDraft(tab, ANNA, draft.hostDraftId, 't1', null);
  await page.setSwitches(tab, id, { log: false, track: false });
  await reader.noteSentUnlogged(tab, id, draft, sent);
  return id;
}
const row = ({ world }: House, number: number, changes: Partial<SentSighting> = {}): SentSighting => ({
  ...{ hostThreadId: `t${number}`, hostMessageId: `h${number}`, subject: `S${number}`, names: ['Ada'] },
  ...{ at: world.now - number * 60_000, path: `/mail/u/0/#sent/h${number}` },
  ...changes,
});
const list = async ({ sent: popup }: House) =>
  (await popup.listNotLogged(uiSender)).map(({ subject, isKept }) => `${subject}${isKept ? ' kept' : ''}`);
/** The mail of a row, opened. */
const opened = (number: number, changes: Partial<WireMessage> = {}): WireMessage => ({
  ...{ hostMessageId: `h${number}`, hostThreadId: `t${number}`, messageId: `<m${number}@mail>`, at: null, subject: `S${number}` },
  from: { address: ANNA, name: 'Anna', known: true },
  recipients: [{ address: 'ada@acme.example', name: 'Ada', field: 'to', known: true }],
  ...changes,
});

describe('R3: a mail that was sent with Log off', () => {
  test('is kept, and logged by one click as it was sent', async () => {
    const house = await makeHouse();
    const id = await sendUnlogged(house);
    const { now } = house.world;
    expect(await house.sent.listNotLogged(uiSender)).toEqual([
      { id, account: ANNA, subject: 'Offer', names: ['ada@acme.example'], at: now, isKept: true },
    ]);
    expect(await house.sent.logSent(uiSender, id)).toEqual({ opened: false });
    await deliver(house);
    expect([...house.endpoint.logged.values()]).toMatchObject([
      { id, direction: 'sent', messageId: '<m1@mail>', hostId: 'gmail:h1', at: now, text: 'Hello' },
    ]);
    expect(await list(house)).toEqual([]);
    await house.sent.logSent(uiSender, id);
    await deliver(house);
    expect(house.endpoint.logged.size).toBe(1);
  });

  test('is no matter for the red number', async () => {
    const house = await makeHouse();
    await sendUnlogged(house);
    await (await house.ready).work();
    await vi.waitFor(() => expect(fake.browser.badges.at(-1)).toMatchObject({ text: '' }));
  });

  test.each([
    ['taken back', async (house: House, id: string) => house.reader.forgetSentUnlogged(tab, id)],
    ['not wanted', async (house: House, id: string) => house.sent.dismissSent(uiSender, id)],
    [
      'a week old',
      async ({ world, ready }: House) => {
        world.now += 7 * DAY + 1;
        await (await ready).sentMails.forgetOld();
      },
    ],
  ])('is forgotten with its content when it is %s', async (_, end) => {
    const house = await makeHouse();
    const id = await sendUnlogged(house);
    await house.page.keepFile(tab, id, { key: 'f', index: 0, last: true, data: btoa('x') });
    await end(house, id);
    expect(await list(house)).toEqual([]);
    expect(JSON.stringify(await (await house.ready).db.sent.toArray())).not.toContain('Hello');
  });

  test.each([
    ['colleagues', draftTo('tom@northwind.example')],
    ['the never-log list', draftTo('x@listed.example')],
  ])('is not listed if it went to %s only', async (_, draft) => {
    const house = await makeHouse();
    await house.ui.addRules(uiSender, (await house.ui.getSettings(uiSender)).connections[0]?.id ?? '', ['listed.example'], 'me', false);
    await sendUnlogged(house, draft);
    expect(await list(house)).toEqual([]);
  });

  test('only the tab that has the draft may speak of it', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    await expect(house.reader.noteSentUnlogged(tabSender(8), id, draftTo('ada@acme.example'), sent)).rejects.toMatchObject({
      code: 'draft_unknown',
    });
  });

  test('D7: is in the export, and gone after a wipe', async () => {
    const house = await makeHouse();
    await sendUnlogged(house);
    expect(JSON.parse((await house.ui.exportData(uiSender)).json).sentNotLogged).toMatchObject([{ subject: 'Offer' }]);
    await house.ui.wipe(uiSender);
    expect(JSON.parse((await house.ui.exportData(uiSender)).json).sentNotLogged).toEqual([]);
  });
});

describe('R3: what the Sent list shows', () => {
  test('is listed where the CRM does not have it, newest first, asked about in one question', async () => {
    const house = await makeHouse();
    const asked = house.endpoint.asked.length;
    house.endpoint.elsewhere.push(
      sampleLoggedMail(1, { hostId: 'gmail:h2', thread: 'mail:t2' }),
      sampleLoggedMail(3, { thread: 'mail:t3', at: house.world.now - 3 * 60_000 }),
    );
    await house.reader.noteSentList(tab, ANNA, [row(house, 4), row(house, 2), row(house, 3, { hostMessageId: null }), row(house, 1)]);
    expect(await list(house)).toEqual(['S1', 'S4']);
    expect(house.endpoint.asked.slice(asked)).toEqual(['POST /engagement-states']);
    await house.reader.noteSentList(tab, ANNA, [row(house, 4), row(house, 1)]);
    expect(house.endpoint.asked).toHaveLength(asked + 1);
  });

  test('is not called unlogged while the CRM could not be asked', async () => {
    const house = await makeHouse();
    house.endpoint.state.away = true;
    await house.reader.noteSentList(tab, ANNA, [row(house, 1)]);
    expect(await list(house)).toEqual([]);
    house.endpoint.state.away = false;
    await list(house);
    await vi.waitFor(async () => expect(await list(house)).toEqual(['S1']));
  });

  test.each<[string, Partial<SentSighting>]>([
    ['older than a week', { at: 1 }],
    ['in the future', { at: Date.now() + 365 * DAY }],
    ['a place elsewhere', { path: '//evil.example/' }],
    ['another page', { path: 'https://evil.example/' }],
    ['a script', { path: 'javascript:alert(1)' }],
  ])('is not listed if it is %s', async (_, changes) => {
    const house = await makeHouse();
    await house.reader.noteSentList(tab, ANNA, [row(house, 1, changes)]);
    await house.reader.noteSentList(tab, 'other@x.example', [row(house, 2)]);
    expect(await (await house.ready).db.sent.count()).toBe(0);
  });

  test('without a time counts as of today where it stands among the first and above all that is old, and gets one later', async () => {
    const house = await makeHouse();
    const untimed = (number: number) => row(house, number, { at: null, hostMessageId: null });
    const old = row(house, 90, { at: house.world.now - 8 * DAY });
    await house.reader.noteSentList(tab, ANNA, [untimed(1), row(house, 2), old, untimed(3)]);
    expect(await list(house)).toEqual(['S1', 'S2']);
    const many = Array.from({ length: 12 }, (_, index) => untimed(20 + index));
    await house.reader.noteSentList(tab, ANNA, many);
    expect(await list(house)).toHaveLength(12);
    await house.reader.noteSentList(tab, ANNA, [row(house, 1, { hostMessageId: null })]);
    expect(await list(house)).toHaveLength(12);
  });

  test('without a time is not listed where anything of its thread was sent and logged these days, or stands in the list', async () => {
    const house = await makeHouse();
    const untimed = (number: number) => row(house, number, { at: null, hostMessageId: null });
    house.endpoint.elsewhere.push(
      sampleLoggedMail(1, { thread: 'mail:t1', at: house.world.now - 2 * DAY }),
      sampleLoggedMail(2, { thread: 'mail:t2', at: house.world.now - 2 * DAY, direction: 'received' }),
      sampleLoggedMail(3, { thread: 'mail:t3', at: house.world.now - 20 * DAY }),
    );
    await house.reader.noteSentList(tab, ANNA, [row(house, 4)]);
    await house.reader.noteSentList(tab, ANNA, [untimed(1), untimed(2), untimed(3), untimed(4)]);
    expect((await list(house)).sort()).toEqual(['S2', 'S3', 'S4']);
  });

  test('without a time is the newest of its thread that was sent', async () => {
    const house = await makeHouse();
    await house.reader.noteSentList(tab, ANNA, [row(house, 1, { at: null, hostMessageId: null })]);
    await house.sent.logSent(uiSender, (await house.sent.listNotLogged(uiSender))[0]?.id ?? '');
    const { now } = house.world;
    const received = { hostMessageId: 'h9', at: now, from: { address: 'ada@acme.example', name: 'Ada', known: true } };
    const thread = [
      opened(1, { hostMessageId: 'h7', at: now - 3 * DAY }),
      opened(1, { hostMessageId: 'h8', at: now - DAY }),
      opened(1, received),
    ];
    expect((await house.reader.messageStates(tab, ANNA, thread)).map(({ logsItself }) => logsItself)).toEqual([false, true, false]);
  });

  test('is opened by one click, and then logs itself', async () => {
    const house = await makeHouse();
    await house.reader.noteSentList(tab, ANNA, [row(house, 1), row(house, 2)]);
    const [first] = await house.sent.listNotLogged(uiSender);
    expect(await house.reader.messageStates(tab, ANNA, [opened(1)])).toMatchObject([{ logsItself: false }]);
    expect(await house.sent.logSent(uiSender, first?.id ?? '')).toEqual({ opened: true });
    expect(fake.browser.opened).toEqual(['https://mail.google.com/mail/u/0/#sent/h1']);
    expect(await house.reader.messageStates(tab, ANNA, [opened(1), opened(2)])).toMatchObject([
      { logsItself: true },
      { logsItself: false },
    ]);
    await house.reader.logMessage(tab, ANNA, { ...opened(1), html: 'x', text: 'x', files: [] }, { off: [], added: [] });
    expect(await list(house)).toEqual(['S2']);
    await deliver(house);
    expect([...house.endpoint.logged.values()]).toMatchObject([{ hostId: 'gmail:h1' }]);
    expect([...house.endpoint.logged.values()][0]?.automatic).toBeUndefined();
  });

  test('and what is on its way from here, or was kept when it left, is not listed again', async () => {
    const house = await makeHouse();
    await house.reader.noteSentList(tab, ANNA, [row(house, 1), row(house, 2)]);
    await house.reader.logMessage(
      tab,
      ANNA,
      { ...opened(2), at: house.world.now, html: 'x', text: 'x', files: [] },
      { off: [], added: [] },
    );
    expect(await list(house)).toEqual(['S1']);
    await sendUnlogged(house);
    expect(await list(house)).toEqual(['Offer kept']);
  });

  test('nor what was kept when it left and is not wanted', async () => {
    const house = await makeHouse();
    const id = await sendUnlogged(house);
    await house.sent.dismissSent(uiSender, id);
    await house.reader.noteSentList(tab, ANNA, [row(house, 1, { hostMessageId: null })]);
    expect(await list(house)).toEqual([]);
  });

  test('C5: and what nobody had confirmed is confirmed by it', async () => {
    const house = await makeHouse();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    await house.page.intend(tab, id, draftTo('ada@acme.example'));
    await house.page.sign(tab, id, { kind: 'pressed' });
    house.world.now += 10 * 60_000;
    await (await house.ready).sends.expire();
    expect(await house.ui.listUnconfirmed(uiSender)).toHaveLength(1);
    await house.reader.noteSentList(tab, ANNA, [row(house, 1, { at: house.world.now - DAY }), row(house, 2)]);
    expect(await house.ui.listUnconfirmed(uiSender)).toHaveLength(1);
    await house.reader.noteSentList(tab, ANNA, [row(house, 1, { at: house.world.now - 10 * 60_000 })]);
    expect(await house.ui.listUnconfirmed(uiSender)).toEqual([]);
    await deliver(house);
    expect([...house.endpoint.logged.values()]).toMatchObject([{ id, hostId: 'gmail:h1' }]);
    expect((await list(house)).filter((one) => one === 'S1')).toEqual([]);
  });

  test('nor what the rep does not want, nor mail to people who are never logged', async () => {
    const house = await makeHouse();
    await house.ui.addRules(uiSender, (await house.ui.getSettings(uiSender)).connections[0]?.id ?? '', ['listed.example'], 'me', false);
    await house.reader.noteSentList(tab, ANNA, [row(house, 1), row(house, 2, { names: ['x@listed.example'] })]);
    const [first] = await house.sent.listNotLogged(uiSender);
    expect(await list(house)).toEqual(['S1']);
    await house.sent.dismissSent(uiSender, first?.id ?? '');
    await house.reader.noteSentList(tab, ANNA, [row(house, 1)]);
    expect(await list(house)).toEqual([]);
  });
});

describe('a mail that was sent with Log on and goes to no CRM', () => {
  const send = async (house: House, draft: WireDraft) => {
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    await house.page.keepFile(tab, id, { key: 'f', index: 0, last: true, data: btoa('x') });
    await house.page.intend(tab, id, draft);
    const news = await house.page.sign(tab, id, { kind: 'confirmed', ...sent, at: house.world.now });
    const kept = (await house.ui.listOutbox(uiSender, ['blocked'], 10, null)).entries.map(
      ({ failure, engagement }) => `${failure?.code} ${engagement.html}`,
    );
    return { news, kept, files: await (await house.ready).db.files.count() };
  };

  test('C6: because it is too large, is found among what was kept out, and its files are forgotten', async () => {
    const house = await makeHouse();
    const large = { ...draftTo('ada@acme.example'), html: 'x'.repeat(2 * 1024 * 1024 + 1) };
    expect(await send(house, large)).toMatchObject({ news: { state: 'blocked', code: 'too_large' }, kept: ['too_large '], files: 0 });
  });

  test('C8: because it went to colleagues, is not', async () => {
    expect(await send(await makeHouse(), draftTo('tom@northwind.example'))).toMatchObject({
      news: { code: 'nobody_left' },
      kept: [],
      files: 0,
    });
  });
});
