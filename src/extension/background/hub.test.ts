import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import type { WireDraft } from '../protocol';
import { ANNA, deliver, type House, makeHouse } from './fake-house';
import { type makeFakeBrowser, tabSender } from './fake-world';

// A browser that logs to an endpoint with a CRM behind it.

const fake = vi.hoisted(() => ({ browser: undefined as unknown as ReturnType<typeof makeFakeBrowser> }));
vi.mock('../browser-api', async () => {
  const { makeFakeBrowser: make } = await import('./fake-world');
  fake.browser = make();
  return fake.browser.api;
});

const HOUR = 3_600_000;
const tab = tabSender(7);
const draft: WireDraft = {
  ...{ hostDraftId: 'r1', hostThreadId: 't1', from: { address: ANNA, name: 'Anna Berger' } },
  recipients: [{ address: 'ada@acme.example', name: '', field: 'to', known: true }],
  ...{ subject: 'Offer', html: '<p>Hello</p>', text: 'Hello', files: [] },
};

async function send({ page }: House): Promise<string> {
  const { id } = await page.openDraft(tab, ANNA, 'r1', 't1', null);
  await page.intend(tab, id, draft);
  await page.sign(tab, id, { kind: 'confirmed', messageId: '<m1@mail>', hostThreadId: 't1', hostMessageId: 'h1', at: 1, isFinal: true });
  return id;
}
async function later(house: House) {
  house.world.now += HOUR;
  await deliver(house);
}
const entryOf = async ({ ready }: House, id: string) => (await ready).store.get(id);

let house: House;
beforeEach(async () => {
  fake.browser.local.clear();
  house = await makeHouse();
});

test('D2: a mail that the endpoint is passing on is sent once, and then only asked for', async () => {
  house.endpoint.state.behind = 'unreachable';
  const id = await send(house);
  await later(house);
  expect(await entryOf(house, id)).toMatchObject({ state: 'waiting', failure: { code: 'unreachable' } });
  for (let round = 0; round < 3; round++) await later(house);
  expect(house.endpoint.asked.filter((one) => one === 'POST /engagements')).toHaveLength(1);
  house.endpoint.passOn();
  await later(house);
  expect(await entryOf(house, id)).toMatchObject({ state: 'logged', ref: { id: `e-${id}` } });
  expect(house.endpoint.asked.filter((one) => one === 'POST /engagements')).toHaveLength(1);
});

test('D5: that the server must be connected to its CRM again is said before the next mail, and is no fault of the network', async () => {
  house.endpoint.state.behind = 'crm_reconnect';
  const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
  await house.page.plan(tab, id, { ...draft, bodyBytes: 12 });
  expect(await house.page.openDraft(tab, ANNA, 'r1', 't1', null)).toMatchObject({ connection: 'admin-must-reconnect' });
  house.endpoint.passOn();
  await house.page.plan(tab, id, { ...draft, recipients: [...draft.recipients], subject: 'Again', bodyBytes: 13 });
  await (await house.ready).connections.check((await (await house.ready).connections.listIds())[0] ?? '');
  expect(await house.page.openDraft(tab, ANNA, 'r1', 't1', null)).toMatchObject({ connection: 'ok' });
});

test('D6: a mail that was un-logged at another computer no longer shows as logged, and is not logged again', async () => {
  const id = await send(house);
  await later(house);
  expect(await entryOf(house, id)).toMatchObject({ state: 'logged' });
  house.endpoint.changes.push(...[1, 2, 3].map((number) => ({ engagementId: `other-${number}`, change: 'logged', at: number })), {
    engagementId: id,
    change: 'removed',
    at: 4,
  });
  const asked = house.endpoint.asked.length;
  await (await house.ready).care();
  await later(house);
  expect(await entryOf(house, id)).toMatchObject({ state: 'removed', ref: null });
  expect(house.endpoint.asked.slice(asked).filter((one) => /^(POST|DELETE) \/engagements/.test(one))).toEqual([]);
  expect(
    await house.ui.relog({ id: 'threadline', url: 'chrome-extension://threadline/src/extension/popup/index.html' }, id),
  ).not.toMatchObject({
    state: 'waiting',
  });
  // The next look begins where this one ended.
  house.world.now += HOUR;
  await (await house.ready).care();
  expect(house.endpoint.asked.filter((one) => one === 'GET /changes')).toHaveLength(3);
});
