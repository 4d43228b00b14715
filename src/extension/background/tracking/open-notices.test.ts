import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { FeedItem } from '../../../core/tracking-api';
import { makeHouse } from '../fake-house';
import { type makeFakeBrowser, uiSender } from '../fake-world';

const fake = vi.hoisted(() => ({ browser: null as unknown as ReturnType<typeof makeFakeBrowser> }));
vi.mock('../../browser-api', async () => {
  const { makeFakeBrowser: make } = await import('../fake-world');
  fake.browser = make();
  return fake.browser.api;
});

const MAIL = '0190a0a0-0000-7000-8000-000000000001';
const OTHER = '0190a0a0-0000-7000-8000-000000000002';
const until = (check: () => unknown) => vi.waitFor(check, { timeout: 3_000 });
/** The fake browser fills nine values in, most of them empty. */
const trim = (text: string) => text.replace(/ +$/gm, '');
const hit = (id: string, by: FeedItem['class'], changes: Partial<FeedItem> = {}): FeedItem => ({
  ...{ id, messageId: MAIL, kind: 'open', class: by, confidence: 0.8, reason: 'browser', at: Number(id.slice(1)) * 60_000, target: null },
  ...{ subject: 'Offer', oneOf: 1, recipient: { address: 'ada@acme.example', name: 'Ada' } },
  ...changes,
});

/** A browser that has read its feed once, so that what comes now is news. */
async function listening({ allowed = true, on = true } = {}) {
  const house = await makeHouse();
  const { tracking, openNotices } = await house.ready;
  await until(async () => expect(await tracking.bases()).toHaveLength(1));
  await tracking.listen();
  fake.browser.notices.allowed = allowed;
  await house.tracking.notifyOpens(uiSender, on);
  const tell = async (...items: FeedItem[]) => {
    house.endpoint.tracking.hits.push(...items);
    await tracking.listen();
  };
  return { ...house, desk: tracking, openNotices, tell, shown: fake.browser.notices.shown };
}

beforeEach(() => {
  fake.browser?.notices.shown.clear();
  fake.browser?.opened.splice(0);
});

describe('T6: desktop notifications', () => {
  test('one for each mail, in true words, changed and never joined by a second', async () => {
    const { tell, shown } = await listening();
    await tell(hit('h1', 'person'));
    await until(() => expect([...shown.values()].map(({ message }) => trim(message))).toEqual(['hit_open_by Ada']));
    await tell(hit('h2', 'proxy', { reason: 'gmail-proxy' }), hit('h3', 'person', { messageId: OTHER, subject: '' }));
    await until(() => expect(shown.size).toBe(2));
    await until(() =>
      expect([...shown.values()].map(({ title, message }) => [trim(title), trim(message)])).toEqual([
        ['Offer', 'hit_open_proxy_by Ada Gmail\nhit_opens_other 2'],
        ['ui_no_subject', 'hit_open_by Ada'],
      ]),
    );
  });

  test('none for machines, for herself, or for what was there before', async () => {
    const { tell, shown, ui } = await listening();
    await tell(hit('h1', 'scanner'), hit('h2', 'prefetch'), hit('h3', 'self'), hit('h4', 'preview'));
    await tell(hit('h5', 'person', { messageId: OTHER }));
    await until(() => expect([...shown.keys()]).toEqual([`opens ${OTHER}`]));
    expect((await ui.getSettings(uiSender)).notifyOpens).toBe(true);
  });

  test.each([{ allowed: false }, { on: false }])('none where it was not switched on or the browser forbids it: %j', async (setting) => {
    const { tell, shown, desk } = await listening(setting);
    await tell(hit('h1', 'person'));
    await until(async () => expect(await desk.hits.countUnseen()).toBe(1));
    expect(shown.size).toBe(0);
  });

  test('goes when the verdict changes, when it is erased, and when the rep has seen it', async () => {
    const { tell, shown, tracking, endpoint } = await listening();
    await tell(hit('h1', 'person'));
    await until(() => expect(shown.size).toBe(1));
    await tell(hit('h1', 'self'));
    await until(() => expect(shown.size).toBe(0));
    await tell(hit('h2', 'person'));
    await until(() => expect(shown.size).toBe(1));
    await tracking.markHitsSeen(uiSender);
    await until(() => expect(shown.size).toBe(0));
    await tell(hit('h3', 'person'));
    await until(() => expect(shown.size).toBe(1));
    const { mails } = await tracking.listHitMails(uiSender, 10, false);
    await tracking.eraseTracking(uiSender, mails[0]?.connectionId ?? '', MAIL);
    await until(() => expect(shown.size).toBe(0));
    expect(endpoint.tracking.erased).toEqual([MAIL]);
  });

  test('a click opens the mail’s chart, and it is seen; the others are not', async () => {
    const { tell, shown, openNotices, desk } = await listening();
    await tell(hit('h1', 'person'), hit('h2', 'person', { messageId: OTHER }));
    await until(() => expect(shown.size).toBe(2));
    await openNotices.open(`opens ${MAIL}`);
    expect(fake.browser.opened).toEqual([`https://endpoint.example/timeline/#/engagement/${MAIL}`]);
    expect(await desk.hits.countUnseen()).toBe(1);
    await until(() => expect([...shown.keys()]).toEqual([`opens ${OTHER}`]));
  });
});

test('T6: the icon has the number of what is new, in blue, unless something needs the rep', async () => {
  const { tell, tracking } = await listening();
  await tell(hit('h1', 'person'), hit('h2', 'proxy'), hit('h3', 'scanner'));
  await until(() => expect(fake.browser.badges.at(-1)).toMatchObject({ text: '2', color: '#0b63ce' }));
  await tracking.markHitsSeen(uiSender);
  await until(() => expect(fake.browser.badges.at(-1)).toMatchObject({ text: '' }));
});

test('T6: opens of one mail are one line, the newest first', async () => {
  const { tell, tracking } = await listening();
  await tell(
    hit('h1', 'person'),
    hit('h2', 'person', { messageId: OTHER }),
    hit('h3', 'proxy'),
    hit('h4', 'scanner', { messageId: OTHER }),
  );
  const { mails, total, unseen } = await tracking.listHitMails(uiSender, 10, false);
  expect(mails.map(({ id, newest, counts, unseen: isNew }) => [id, newest.id, counts.opens, isNew])).toEqual([
    [MAIL, 'h3', 2, 2],
    [OTHER, 'h2', 1, 1],
  ]);
  expect([total, unseen, (await tracking.listHitMails(uiSender, 1, true)).mails.map(({ id }) => id)]).toEqual([2, 3, [OTHER]]);
});

test('T5: an admin’s change of the ground counts for the next mail', async () => {
  const { tracking, desk, ui, endpoint } = await listening();
  const [connection] = (await ui.getSettings(uiSender)).connections;
  const id = connection?.id ?? '';
  const ground = { kind: 'other' as const, words: 'Existing customers' };
  expect(await tracking.saveTrackingSettings(uiSender, id, { ground })).toMatchObject({ settings: { ground } });
  expect((await desk.trackingOf(id))?.ground).toEqual(ground);
  endpoint.state.away = true;
  expect(await tracking.saveTrackingSettings(uiSender, id, { ground })).toEqual({ failure: 'unreachable' });
  expect(await tracking.readTrackingSettings(uiSender, id)).toBeNull();
});
