import 'fake-indexeddb/auto';
import { beforeEach, expect, test, vi } from 'vitest';
import type { SendSign } from '../../mail/mail-client';
import type { Sender } from '../browser-api';
import type { WireDraft } from '../protocol';
import { pairing } from './fake-house';
import { type makeFakeBrowser, makeFakeEndpoint, uiSender } from './fake-world';
import { makeOutlookWitness } from './outlook-sends';
import { makePageHandlers } from './page-handlers';
import { makeUiHandlers } from './ui-handlers';
import { startWorker } from './worker';

const fake = vi.hoisted(() => ({ browser: undefined as unknown as ReturnType<typeof makeFakeBrowser> }));
vi.mock('../browser-api', async () => {
  const { makeFakeBrowser: make } = await import('./fake-world');
  fake.browser = make();
  return fake.browser.api;
});

const ANNA = 'anna@northwind.example';
const ORIGIN = 'https://outlook.office.com';
const sender = (tab: number, origin = ORIGIN) =>
  ({ id: 'threadline', url: `${origin}/mail/`, frameId: 0, tab: { id: tab } }) as unknown as Sender;
let databases = 0;

async function makeHouse() {
  const endpoint = makeFakeEndpoint();
  const world = { now: Date.UTC(2026, 10, 21) };
  const ready = startWorker({
    fetchIt: endpoint.fetchIt,
    clock: () => world.now,
    random: () => 0.5,
    isOnline: () => true,
    sleep: async (ms) => {
      world.now += ms;
    },
    databaseName: `outlook-${++databases}`,
  });
  const page = makePageHandlers(ready);
  const ui = makeUiHandlers(ready);
  expect(await ui.connect(uiSender, pairing('GOOD-CODE'))).toMatchObject({ ok: true });
  const grace: { meanwhile(): unknown } = { meanwhile: () => undefined };
  const witness = makeOutlookWitness(ready, async () => void (await grace.meanwhile()));
  return { endpoint, world, ready, page, ui, witness, grace };
}
type House = Awaited<ReturnType<typeof makeHouse>>;

const draftTo = (address: string, { subject = 'Offer', known = true, name = '' } = {}): WireDraft => ({
  hostDraftId: '',
  hostThreadId: '',
  from: { address: ANNA, name: 'Anna Berger' },
  recipients: [{ address: known ? address : '', name, field: 'to', known }],
  subject,
  html: '<p>Hello</p>',
  text: 'Hello',
  files: [],
});

async function press({ page }: House, tab: number, draft: WireDraft, hostDraftId = '', origin = ORIGIN) {
  const { id } = await page.openDraft(sender(tab, origin), ANNA, hostDraftId, '', null);
  await page.intend(sender(tab, origin), id, draft);
  await page.sign(sender(tab, origin), id, { kind: 'pressed' });
  return id;
}

let requests = 0;
const item = (subject: string, address: string, name = '') => ({
  Subject: subject,
  Body: { Value: '<p>Hello</p>' },
  ToRecipients: [{ Name: name, EmailAddress: address }],
});

interface Given {
  subject?: string;
  address?: string;
  name?: string;
  draft?: string;
  disposition?: string;
  tab?: number;
  initiator?: string;
  byHeader?: boolean;
  deferred?: string;
}

/** A request as `webRequest` shows it; answered with `status`, or lost with an error. */
async function request({ witness, world }: House, status: number | string, given: Given = {}) {
  const { subject = 'Offer', address = 'ada@acme.example', name, draft, tab = 7, initiator = ORIGIN, byHeader, deferred } = given;
  const { disposition = 'SendAndSaveCopy' } = given;
  const fields = { ...item(subject, address, name), ...(deferred && { DeferredSendTime: deferred }) };
  const payload = JSON.stringify({
    Body: draft
      ? { MessageDisposition: disposition, ItemChanges: [{ ItemId: { Id: draft }, Updates: [{ Item: fields }] }] }
      : { MessageDisposition: disposition, Items: [fields] },
  });
  const seen = {
    requestId: String(++requests),
    url: `${ORIGIN}/owa/service.svc?action=${draft ? 'UpdateItem' : 'CreateItem'}`,
    tabId: tab,
    timeStamp: world.now + 0.25,
    initiator,
  };
  const bytes = new TextEncoder().encode(payload).buffer as ArrayBuffer;
  witness.onBody({ ...seen, requestBody: byHeader ? null : { raw: [{ bytes }] } });
  const header = { name: 'x-owa-urlpostdata', value: encodeURIComponent(payload) };
  witness.onHeaders({ ...seen, requestHeaders: byHeader ? [header] : [] });
  const done = { ...seen, timeStamp: world.now + 20.5 };
  await (typeof status === 'number' ? witness.onAnswered(done, status) : witness.onLost(done, status));
}

async function logged({ ready, world, endpoint }: House) {
  world.now += 60_000;
  await (await ready).outbox.flush();
  return [...endpoint.logged.values()];
}
const phase = async ({ ready }: House, id: string) => (await (await ready).db.drafts.get(id))?.send.phase;
const told = (call: string) => fake.browser.told.filter((one) => one.call === call && one.tab !== null);

beforeEach(() => {
  fake.browser.local.clear();
  fake.browser.told.length = 0;
});

test('C5: a mail that only the worker saw leave is logged once, by the host’s id or by what it says', async () => {
  for (const given of [{ draft: 'AAk1' }, {}, { byHeader: true }, { tab: -1 }]) {
    const house = await makeHouse();
    const id = await press(house, 7, draftTo('ada@acme.example'), given.draft ?? '');
    await request(house, 200, given);
    await request(house, 200, given);
    expect(await logged(house)).toMatchObject([{ id, subject: 'Offer', to: [{ address: 'ada@acme.example' }] }]);
  }
});

test('C5: the page’s own witness speaks first: a refusal inside of an HTTP 200 stays one, a confirmation is no second one', async () => {
  const refused = await makeHouse();
  const id = await press(refused, 7, draftTo('ada@acme.example'), 'AAk1');
  refused.grace.meanwhile = () => refused.page.sign(sender(7), id, { kind: 'failed', status: 200 });
  await request(refused, 200, { draft: 'AAk1' });
  expect(await logged(refused)).toEqual([]);

  const sent = await makeHouse();
  const other = await press(sent, 7, draftTo('ada@acme.example'), 'AAk1');
  const confirmed: SendSign = {
    kind: 'confirmed',
    messageId: '<m@x>',
    hostThreadId: 't',
    hostMessageId: null,
    at: sent.world.now,
    isFinal: true,
  };
  sent.grace.meanwhile = () => sent.page.sign(sender(7), other, confirmed);
  await request(sent, 200, { draft: 'AAk1' });
  await (await sent.ready).outbox.flush();
  expect([...sent.endpoint.logged.values()], 'what is final is not held back').toMatchObject([{ messageId: '<m@x>' }]);
});

test('C5: pressed again while the first answer is thought over, it waits for its own', async () => {
  const house = await makeHouse();
  const id = await press(house, 7, draftTo('ada@acme.example'), 'AAk1');
  house.grace.meanwhile = async () => {
    await house.page.sign(sender(7), id, { kind: 'failed', status: 200 });
    house.world.now += 1_400;
    await house.page.sign(sender(7), id, { kind: 'pressed' });
  };
  await request(house, 200, { draft: 'AAk1' });
  expect(await phase(house, id)).toBe('intent');
});

test('C5: a window that says too late that Send was pressed does not make its refusal a send', async () => {
  const house = await makeHouse();
  const id = await press(house, 7, draftTo('ada@acme.example'));
  house.grace.meanwhile = async () => {
    await house.page.sign(sender(7), id, { kind: 'failed', status: 200 });
    house.world.now += 300;
    await house.page.intend(sender(7), id, draftTo('ada@acme.example'));
    await house.page.sign(sender(7), id, { kind: 'pressed' });
  };
  await request(house, 200);
  expect(await phase(house, id)).toBe('failed');
  expect(await logged(house)).toEqual([]);
});

test('C5: refused by its status, it failed; a connection that was lost leaves it open, unless nothing can have left', async () => {
  for (const [status, expected] of [
    [500, 'failed'],
    ['net::ERR_INTERNET_DISCONNECTED', 'failed'],
    ['net::ERR_CONNECTION_RESET', 'intent'],
    ['net::ERR_ABORTED', 'intent'],
  ] as const) {
    const house = await makeHouse();
    const id = await press(house, 7, draftTo('ada@acme.example'));
    await request(house, status);
    expect(await phase(house, id), String(status)).toBe(expected);
    if (expected === 'intent') {
      house.world.now += 200_000;
      await (await house.ready).sends.expire();
      expect(await house.ui.listUnconfirmed(uiSender)).toHaveLength(1);
    }
    expect(await logged(house)).toEqual([]);
    await house.page.sign(sender(7), id, { kind: 'pressed' });
    await request(house, 200);
    expect(await logged(house)).toMatchObject([{ id }]);
  }
});

test('C5: sent later by the host, it is scheduled', async () => {
  const house = await makeHouse();
  const id = await press(house, 7, draftTo('ada@acme.example'));
  const at = house.world.now + 86_400_000;
  await request(house, 200, { deferred: new Date(at).toISOString() });
  expect((await (await house.ready).db.drafts.get(id))?.send).toMatchObject({ phase: 'scheduled', scheduledFor: at });
});

test('C5: nothing is made of what no draft of ours is: Log off, another mail, another page, another origin', async () => {
  const house = await makeHouse();
  const off = await house.page.openDraft(sender(7), ANNA, 'AAk1', '', null);
  await house.page.setSwitches(sender(7), off.id, { log: false, track: false });
  await request(house, 200, { draft: 'AAk1' });
  const mine = await press(house, 7, draftTo('ada@acme.example'));
  await request(house, 200, { subject: 'Else', address: 'eve@acme.example' });
  await request(house, 200, { initiator: 'https://evil.example' });
  const gmail = await press(house, 8, draftTo('bob@acme.example'), '', 'https://mail.google.com');
  await request(house, 200, { address: 'bob@acme.example', subject: 'Bob' });
  expect(await logged(house)).toEqual([]);
  expect([await phase(house, off.id), await phase(house, mine), await phase(house, gmail)]).toEqual(['composing', 'intent', 'intent']);
});

test('C5: two alike without ids are two, and each is logged', async () => {
  const house = await makeHouse();
  const ids = [await press(house, 7, draftTo('ada@acme.example')), await press(house, 9, draftTo('ada@acme.example'))];
  await Promise.all([request(house, 200, { tab: 7 }), request(house, 200, { tab: 9 })]);
  expect((await logged(house)).map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

test('C3: a directory contact gets its address from the request, and the page is told it', async () => {
  const house = await makeHouse();
  await press(house, 7, draftTo('', { known: false, name: 'Ada Lovelace' }));
  await request(house, 200, { name: 'Ada Lovelace', tab: 3 });
  expect(await logged(house)).toMatchObject([{ to: [{ address: 'ada@acme.example', name: 'Ada Lovelace' }] }]);
  expect(told('wire').map(({ tab, args: [claim] }) => `${tab} ${(claim as { kind: string }).kind}`)).toEqual([
    '3 leaving',
    '7 leaving',
    '3 accepted',
    '7 accepted',
  ]);
  expect(told('wire')[0]?.args[0]).toMatchObject({ to: [{ address: 'ada@acme.example', name: 'Ada Lovelace' }], html: '' });
});

test('a save tells the pages whose drafts have no id, and nobody else', async () => {
  const house = await makeHouse();
  await house.page.openDraft(sender(5), ANNA, '', '', null);
  await house.page.openDraft(sender(6), ANNA, 'AAk6', '', null);
  await request(house, 200, { draft: 'AAk1', disposition: 'SaveOnly', tab: -1 });
  expect(told('wire')).toMatchObject([{ tab: 5, args: [{ kind: 'saved', draft: 'AAk1', mail: { subject: 'Offer' } }] }]);
});

test('C5 D6: saved as a draft again, what only the worker had confirmed is taken back; what the page had confirmed is not', async () => {
  const house = await makeHouse();
  const id = await press(house, 7, draftTo('ada@acme.example'), 'AAk1');
  await request(house, 200, { draft: 'AAk1' });
  house.world.now += 1_000;
  await request(house, 200, { draft: 'AAk1', disposition: 'SaveOnly' });
  expect(await phase(house, id)).toBe('cancelled');
  expect(await logged(house)).toEqual([]);

  const other = await press(house, 7, draftTo('ada@acme.example'), 'AAk2');
  await house.page.sign(sender(7), other, {
    kind: 'confirmed',
    messageId: null,
    hostThreadId: '',
    hostMessageId: null,
    at: 1,
    isFinal: true,
  });
  await request(house, 200, { draft: 'AAk2', disposition: 'SaveOnly' });
  expect(await phase(house, other)).toBe('confirmed');
});

test('C1 C5: a window that its opener drives is told by what it says, and the opener’s witness ends it', async () => {
  const leaving: SendSign = {
    kind: 'leaving',
    recipients: [{ field: 'to', address: 'ada@acme.example', name: '', known: true }],
    subject: 'Offer',
    html: '<p>Hello</p>',
  };
  for (const [draft, name] of [
    ['AAk1', 'AAk1'],
    [undefined, 'unsaved:1'],
  ])
    for (const isFirst of [true, false]) {
      const house = await makeHouse();
      const earlier = draft && (await house.page.openDraft(sender(7), ANNA, draft, '', null));
      const id = await press(house, 9, draftTo('ada@acme.example'));
      const stray = (sign: SendSign) => house.page.signStray(sender(7), ANNA, name ?? '', sign);
      const speak = () => Promise.all([stray(leaving), stray({ kind: 'failed', status: 200 })]);
      if (isFirst) void speak();
      else house.grace.meanwhile = speak;
      await request(house, 200, { draft, tab: 7 });
      expect(await phase(house, id), `${name} ${isFirst}`).toBe('failed');
      expect(await logged(house)).toEqual([]);
      await house.page.sign(sender(9), id, { kind: 'pressed' });
      house.grace.meanwhile = () => undefined;
      await request(house, 200, { draft, tab: 7 });
      expect((await logged(house)).map((one) => one.id)).toEqual([id]);
      if (earlier) expect(await phase(house, earlier.id), 'one draft, opened twice').toBeUndefined();
    }
});

test('a stray is nobody’s without a draft like it, of that account and that origin', async () => {
  const house = await makeHouse();
  const id = await press(house, 9, draftTo('ada@acme.example'));
  const leaving: SendSign = {
    kind: 'leaving',
    recipients: [{ field: 'to', address: 'ada@acme.example', name: '', known: true }],
    subject: 'Offer',
    html: '',
  };
  expect(await house.page.signStray(sender(7, 'https://mail.google.com'), ANNA, 'AAk1', leaving)).toBeNull();
  expect(await house.page.signStray(sender(7), 'tom@northwind.example', 'AAk1', leaving)).toBeNull();
  expect(await house.page.signStray(sender(7), ANNA, 'AAk2', { ...leaving, recipients: [], subject: 'Else' })).toBeNull();
  expect(
    await house.page.signStray(sender(7), ANNA, 'AAk3', { ...leaving, subject: 'Forged' }),
    'the same people, another mail',
  ).toBeNull();
  expect(await phase(house, id)).toBe('intent');
});

test('C2: what was open before an update is not logged behind a line that says so; opened again, it is', async () => {
  const house = await makeHouse();
  await house.page.openDraft(sender(7), ANNA, 'AAMk1', '', null);
  await (await house.ready).drafts.forgetTabs();
  await request(house, 200, { draft: 'AAMk1', disposition: 'SaveOnly' });
  await request(house, 200, { draft: 'AAMk1' });
  expect(await logged(house)).toEqual([]);
  await house.page.openDraft(sender(7), ANNA, 'AAMk1', '', null);
  await request(house, 200, { draft: 'AAMk1' });
  expect((await logged(house)).length).toBe(1);
});
