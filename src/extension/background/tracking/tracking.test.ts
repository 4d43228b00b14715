import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { readOurUrl } from '../../../core/tracking/our-urls';
import { restore } from '../../../core/tracking/rewrite';
import type { FeedItem } from '../../../core/tracking-api';
import type { SendSign } from '../../../mail/mail-client';
import { ANNA, makeHouse } from '../fake-house';
import { type makeFakeBrowser, tabSender, uiSender } from '../fake-world';

const fake = vi.hoisted(() => ({ browser: null as unknown as ReturnType<typeof makeFakeBrowser> }));
vi.mock('../../browser-api', async () => {
  const { makeFakeBrowser: make } = await import('../fake-world');
  fake.browser = make();
  return fake.browser.api;
});

const page = tabSender(1);
const BASE = 'https://endpoint.example';
const BODY = '<div>See <a href="https://northwind.example/offer">the offer</a>.</div>';
const QUOTED = '<div class="gmail_quote">Earlier <a href="https://acme.example/x">words</a></div>';
const mailTo = (...addresses: string[]) => ({
  from: { address: ANNA, name: '' },
  recipients: addresses.map((address) => ({ address, name: '', field: 'to' as const, known: true })),
  subject: 'Offer',
});
const confirmed: SendSign = { kind: 'confirmed', messageId: '<m@x>', hostThreadId: 'T9', hostMessageId: 'm', at: 5 };
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 3_000 });

async function openDraft(track = true) {
  const house = await makeHouse();
  await until(async () => expect(await (await house.ready).tracking.bases()).toEqual([BASE]));
  house.endpoint.tracking.give('ada@acme.example');
  house.endpoint.tracking.give('bob@acme.example', 'withdrawn');
  const { id } = await house.page.openDraft(page, ANNA, 'd1', '', null);
  await house.page.setSwitches(page, id, { log: false, track });
  return { ...house, id, fakes: house.endpoint.tracking };
}

beforeEach(() => {
  fake.browser?.blocked.splice(0);
});

describe('a mail that leaves', () => {
  test('T1 T4: gets pixel and links of its own, and nothing else of it changes', async () => {
    const { page: worker, id } = await openDraft();
    const [own = '', quoted] = (await worker.track(page, id, mailTo('ada@acme.example'), [BODY, QUOTED])) ?? [];
    expect(quoted).toBe(QUOTED);
    const pixel = /<img src="([^"]+)"/.exec(own)?.[1] ?? '';
    expect(readOurUrl(pixel, [BASE])?.token).toMatchObject({ kind: 'open', keyRef: 7, link: 0 });
    const link = /href="([^"]+)"/.exec(own)?.[1] ?? '';
    expect(readOurUrl(link, [BASE])).toMatchObject({ token: { kind: 'click', link: 1 }, raw: 'https://northwind.example/offer' });
    expect(restore(own, [BASE])).toBe(BODY);
  });

  test('T5: leaves as it is where one of its recipients may not be tracked, or nobody could be asked', async () => {
    const { page: worker, id, endpoint } = await openDraft();
    const track = (...to: string[]) => worker.track(page, id, mailTo(...to), [BODY]);
    expect(await track('ada@acme.example', 'bob@acme.example')).toBeNull();
    expect(await track('ada@acme.example', 'eve@acme.example')).toBeNull();
    expect((await worker.planTracking(page, id, mailTo('ada@acme.example', 'eve@acme.example')))?.refusals).toMatchObject([
      { address: 'eve@acme.example', reason: 'no-consent' },
    ]);
    endpoint.state.away = true;
    expect(await track('new@acme.example')).toBeNull();
  });

  test('C2 T4: with Track off only what is ours in it is taken out', async () => {
    const tracked = await openDraft();
    const [earlier = ''] = (await tracked.page.track(page, tracked.id, mailTo('ada@acme.example'), [BODY])) ?? [];
    const { page: worker, id } = await openDraft(false);
    expect(await worker.track(page, id, mailTo('ada@acme.example'), [BODY])).toBeNull();
    expect(await worker.track(page, id, mailTo('ada@acme.example'), [BODY, earlier])).toEqual([BODY, BODY]);
  });

  test('T5: a footer that the account or the endpoint wants leads to the page to opt out', async () => {
    const { page: worker, id, ui } = await openDraft();
    const [account] = (await ui.getSettings(uiSender)).accounts;
    if (account) await ui.saveAccount(uiSender, { ...account, trackFooter: true });
    const [own = ''] = (await worker.track(page, id, mailTo('ada@acme.example'), [BODY])) ?? [];
    expect(own).toMatch(/<a href="https:\/\/endpoint\.example\/p\/[\w-]{40}"[^>]*>tracking_footer\s*<\/a>/);
    expect(restore(own, [BASE])).toBe(BODY);
  });

  test('no page learns the key, and no draft of another tab is tracked', async () => {
    const { page: worker, id } = await openDraft();
    await expect(worker.track(tabSender(2), id, mailTo('ada@acme.example'), [BODY])).rejects.toThrow('draft_unknown');
    const { fakes, ui } = await openDraft();
    const told = JSON.stringify([await ui.exportData(uiSender), await ui.getSettings(uiSender)]);
    expect(told).not.toContain(fakes.tracking.key);
  });
});

describe('what becomes of it', () => {
  const send = async (opened: Awaited<ReturnType<typeof openDraft>>, ...signs: SendSign[]) => {
    const parts = await opened.page.track(page, opened.id, mailTo('ada@acme.example'), [BODY]);
    for (const sign of signs) await opened.page.signTracked(page, opened.id, sign);
    const tell = async () => (await opened.ready).tracking.mails.tell();
    return { parts, tell };
  };

  test('T1 C5: the endpoint is told of it once it was really sent, when nobody can take it back', async () => {
    const opened = await openDraft();
    const { tell } = await send(opened, confirmed);
    await tell();
    expect(opened.fakes.mails.size).toBe(0);
    opened.world.now += 5_000;
    await tell();
    await tell();
    expect([...opened.fakes.mails.values()]).toMatchObject([
      { id: opened.id, account: ANNA, thread: 'mail:T9', subject: 'Offer', links: ['https://northwind.example/offer'], at: 5 },
    ]);
  });

  test('C5: scheduled it is told with its time to come', async () => {
    const { page: worker, id, fakes } = await openDraft();
    await worker.track(page, id, mailTo('ada@acme.example'), [BODY]);
    await worker.signTracked(page, id, { kind: 'scheduled', at: 4_000_000_000_000 });
    await until(() => expect([...fakes.mails.values()]).toMatchObject([{ at: 4_000_000_000_000, scheduled: true }]));
  });

  test('C5: scheduled anew, and in the end sent at another time, it is told again with that', async () => {
    const opened = await openDraft();
    const { tell } = await send(opened, { kind: 'scheduled', at: 4_000_000_000_000 });
    await tell();
    const told = async (sign: SendSign) => {
      await opened.page.signTracked(page, opened.id, sign);
      await tell();
      const [{ at, scheduled, thread } = { at: 0, thread: '' }, ...others] = opened.fakes.mails.values();
      return [at, scheduled, thread, others.length];
    };
    const thread = [...opened.fakes.mails.values()][0]?.thread;
    expect(await told({ kind: 'scheduled', at: 4_100_000_000_000 })).toEqual([4_100_000_000_000, true, thread, 0]);
    expect(await told(confirmed)).toEqual([5, undefined, 'mail:T9', 0]);
    expect(await told({ ...confirmed, at: 6 })).toEqual([5, undefined, 'mail:T9', 0]);
  });

  test('T5: what is recorded of everybody on a mail is told, and of nobody where nobody tracks', async () => {
    const { page: worker, id } = await openDraft();
    const listed = await worker.listConsents(page, id, mailTo('ada@acme.example', 'bob@acme.example', 'eve@acme.example', ANNA));
    expect(listed.map(({ address, consent, refusal }) => [address, consent?.state ?? null, refusal?.reason ?? null])).toEqual([
      ['ada@acme.example', 'given', null],
      ['bob@acme.example', 'withdrawn', 'withdrawn'],
      ['eve@acme.example', null, 'no-consent'],
    ]);
    await expect(worker.listConsents(tabSender(2), id, mailTo('ada@acme.example'))).rejects.toThrow();
  });

  test('T6 T7: the mails of a thread are told with their opens; what is erased there is gone, and of another thread nothing is erased', async () => {
    const { page: worker, reader, id, fakes } = await openDraft();
    await worker.track(page, id, mailTo('ada@acme.example'), [BODY]);
    await worker.signTracked(page, id, { ...confirmed, isFinal: true });
    await until(() => expect(fakes.mails.size).toBe(1));
    const [mail] = await reader.threadHits(page, ANNA, 'T9');
    expect(mail).toMatchObject({ messageId: '<m@x>', hostMessageId: 'm', hits: [] });
    expect(await reader.eraseTracked(page, ANNA, 'T8', mail?.id ?? '')).toEqual({ erased: false });
    expect(await reader.eraseTracked(page, ANNA, 'T9', mail?.id ?? '')).toEqual({ erased: true });
    expect(fakes.erased).toEqual([mail?.id]);
    expect(await reader.threadHits(page, ANNA, 'T9')).toEqual([]);
  });

  test('C5: undone, failed or discarded it is nobody’s; sent again it is told once', async () => {
    const opened = await openDraft();
    const { tell } = await send(opened, confirmed, { kind: 'undone' });
    opened.world.now += 60_000;
    await tell();
    expect([opened.fakes.mails.size, opened.fakes.erased]).toEqual([0, []]);
    await send(opened, { kind: 'failed', status: 500 });
    await send(opened, { ...confirmed, isFinal: true });
    await tell();
    expect([...opened.fakes.mails.keys()]).toEqual([opened.id]);
  });

  test('C5 T7: taken back after the endpoint was told, it is erased there; sent once more it goes by another name', async () => {
    const opened = await openDraft();
    const { tell } = await send(opened, { ...confirmed, isFinal: true });
    await tell();
    await opened.page.signTracked(page, opened.id, { kind: 'undone' });
    await tell();
    expect(opened.fakes.erased).toEqual([opened.id]);
    const again = await send(opened, { ...confirmed, isFinal: true });
    await again.tell();
    expect([...opened.fakes.mails.keys()]).toHaveLength(2);
  });

  test('C5 T7: scheduled, a draft again and sent without Track, it is erased; sent with Track it is tracked once', async () => {
    const opened = await openDraft();
    const pressed = () => opened.page.signTracked(page, opened.id, { kind: 'pressed' });
    const { tell } = await send(opened, { kind: 'scheduled', at: 4_000_000_000_000 });
    await tell();
    expect([...opened.fakes.mails.keys()]).toEqual([opened.id]);
    await pressed();
    await tell();
    expect(opened.fakes.erased).toEqual([opened.id]);
    await send(opened, { ...confirmed, isFinal: true });
    await tell();
    expect(opened.fakes.mails.size).toBe(2);
    // One that was really sent is not taken back by a window that says so.
    await pressed();
    await tell();
    expect(opened.fakes.erased).toEqual([opened.id]);
  });

  test('D1: what the endpoint was not told of is told after the worker was killed', async () => {
    const opened = await openDraft();
    const { tell } = await send(opened, { ...confirmed, isFinal: true });
    opened.endpoint.state.away = true;
    await tell();
    const woken = opened.start();
    opened.endpoint.state.away = false;
    await (await woken.ready).tracking.mails.tell();
    expect([...opened.fakes.mails.keys()]).toEqual([opened.id]);
  });

  test('T3: that its thread is open is told; of a thread without a tracked mail nothing is', async () => {
    const opened = await openDraft();
    await send(opened, confirmed);
    await opened.reader.noteThreadOpen(page, ANNA, 'T8');
    await opened.reader.noteThreadOpen(page, ANNA, 'T9');
    expect(opened.fakes.ownOpens).toEqual([{ account: ANNA, thread: 'mail:T9' }]);
  });
});

describe('opens and clicks', () => {
  const hit = (id: string, by: FeedItem['class'], at = 1): FeedItem => ({
    ...{ id, messageId: '0190a0a0-0000-7000-8000-000000000001', kind: 'open', class: by, confidence: 0.8, reason: 'browser', at },
    ...{ target: null, subject: 'Offer', oneOf: 1, recipient: { address: 'ada@acme.example', name: 'Ada' } },
  });

  type Desk = Awaited<ReturnType<typeof openDraft>>['tracking'];
  const unseen = async (desk: Desk) => (await desk.listHitMails(uiSender, 10, true)).unseen;

  test('T6: what is new is news once; what was there before this browser was paired is not', async () => {
    const { fakes, ready, tracking } = await openDraft();
    fakes.hits.push(hit('h1', 'person'));
    const listen = async () => (await ready).tracking.listen();
    await listen();
    expect(await unseen(tracking)).toBe(0);
    fakes.hits.push(hit('h2', 'person', 2), hit('h3', 'scanner', 3));
    await Promise.all([listen(), listen()]);
    expect(await unseen(tracking)).toBe(1);
    await tracking.markHitsSeen(uiSender);
    expect(await unseen(tracking)).toBe(0);
    const newest = async (machines: boolean) => (await tracking.listHitMails(uiSender, 10, machines)).mails.map((mail) => mail.newest.id);
    expect([await newest(false), await newest(true)]).toEqual([['h2'], ['h3']]);
  });

  test('T2: a verdict that changes changes the item, and takes the news back', async () => {
    const { fakes, ready, tracking } = await openDraft();
    const listen = async () => (await ready).tracking.listen();
    await listen();
    fakes.hits.push(hit('h1', 'person'));
    await listen();
    fakes.hits.push(hit('h1', 'self'));
    await listen();
    expect([await unseen(tracking), (await tracking.listHitMails(uiSender, 10, false)).mails]).toEqual([0, []]);
  });

  test('R2 T6: of a person’s mails those are told that she got, alone or among others, and only what people did', async () => {
    const { fakes, ready, reader, page: worker, id } = await openDraft();
    fakes.give('carl@acme.example');
    await worker.track(page, id, mailTo('ada@acme.example', 'carl@acme.example'), [BODY]);
    await worker.signTracked(page, id, { ...confirmed, isFinal: true });
    await until(() => expect(fakes.mails.size).toBe(1));
    const [among = ''] = fakes.mails.keys();
    fakes.hits.push(hit('alone', 'person', 1), hit('scanned', 'scanner', 9));
    fakes.hits.push({ ...hit('among', 'proxy', 5), messageId: among, oneOf: 2, recipient: null });
    fakes.hits.push({ ...hit('strange', 'person', 7), messageId: 'another', recipient: { address: 'eve@acme.example', name: '' } });
    await (await ready).tracking.listen();
    const hitsOf = async (address: string) =>
      (await reader.personHits(page, ANNA, address))?.mails.map(({ newest, url }) => [newest.id, url?.split('#').pop()]);
    expect(await hitsOf('Ada@acme.example')).toEqual([
      ['among', `/engagement/${among}`],
      ['alone', '/engagement/0190a0a0-0000-7000-8000-000000000001'],
    ]);
    expect(await hitsOf('carl@acme.example')).toEqual([['among', `/engagement/${among}`]]);
    expect(await hitsOf('nobody@acme.example')).toEqual([]);
    expect(await reader.personHits(page, 'strange@northwind.example', 'ada@acme.example')).toBeNull();
  });

  test('T3: the rep’s own pixels are not asked for, until she disconnects', async () => {
    const { ui } = await openDraft();
    expect(fake.browser.blocked).toEqual(['//endpoint.example/o/']);
    const [connection] = (await ui.getSettings(uiSender)).connections;
    await ui.removeConnection(uiSender, connection?.id ?? '');
    expect(fake.browser.blocked).toEqual([]);
  });
});
