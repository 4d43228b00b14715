import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sampleLoggedMail } from '../../core/outbox/samples';
import type { Choices } from '../../core/plan';
import type { MessageState, WireMessage, WireWholeMessage } from '../protocol';
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
  fake.browser.session.clear();
  fake.browser.told.length = 0;
});

const tab = tabSender(7);
const AT = Date.UTC(2026, 10, 20);
const NONE: Choices = { off: [], added: [] };
const person = (address: string, field: 'to' | 'cc' = 'to', name = '') => ({ address, name, field, known: true });
/** One that Ada wrote, unless it says otherwise. */
const message = (number: number, changes: Partial<WireMessage> = {}): WireMessage => ({
  hostMessageId: `h${number}`,
  hostThreadId: 't1',
  messageId: `<m${number}@mail>`,
  at: AT + number,
  from: { address: 'ada@acme.example', name: 'Ada Lovelace', known: true },
  recipients: [person(ANNA)],
  subject: 'Re: Offer',
  ...changes,
});
const sentMessage = (number: number, changes: Partial<WireMessage> = {}) =>
  message(number, { from: { address: ANNA, name: 'Anna', known: true }, recipients: [person('ada@acme.example')], ...changes });
const whole = (one: WireMessage, changes: Partial<WireWholeMessage> = {}): WireWholeMessage => ({
  ...one,
  html: '<p>Hello Anna</p>',
  text: 'Hello Anna',
  files: [],
  ...changes,
});

const states = async ({ reader }: House, ...messages: WireMessage[]) => reader.messageStates(tab, ANNA, messages);
const stateOf = async (house: House, one: WireMessage): Promise<MessageState> => {
  const [state] = await states(house, one);
  if (!state) throw new Error('no state');
  return state;
};
const log = ({ reader }: House, one: WireMessage, changes: Partial<WireWholeMessage> = {}) =>
  reader.logMessage(tab, ANNA, whole(one, changes), NONE);
const askedFor = ({ endpoint }: House, route: string) => endpoint.asked.filter((one) => one === route).length;
const inThread = (number: number, changes = {}) =>
  sampleLoggedMail(number, {
    at: AT + number,
    associations: [
      { kind: 'contact', recordId: 'c-ada@acme.example', name: 'Ada Lovelace', address: 'ada@acme.example' },
      { kind: 'deal', recordId: 'd7', name: 'New line' },
    ],
    ...changes,
  });
const later = (house: House, ms = 60_000) => {
  house.world.now += ms;
};

describe('R1: whether a message is logged', () => {
  test('is said of each, with one question for the conversation', async () => {
    const house = await makeHouse();
    house.endpoint.elsewhere.push(inThread(1, { direction: 'received', from: { address: 'ada@acme.example', name: '' } }));
    const [first, second, never] = await states(house, message(1), message(0), message(3, { hostThreadId: 't9' }));
    expect(first).toMatchObject({
      state: 'logged',
      id: inThread(1).id,
      records: [{ kind: 'contact' }, { kind: 'deal', name: 'New line' }],
    });
    expect(second).toMatchObject({ state: 'not-logged', logsItself: false });
    expect(never).toMatchObject({ state: 'not-logged' });
    expect(askedFor(house, 'POST /engagement-states')).toBe(2);
    await states(house, message(1), message(0));
    expect(askedFor(house, 'POST /engagement-states')).toBe(2);
  });

  test('a Message-ID of somebody else’s is not this mail', async () => {
    const house = await makeHouse();
    house.endpoint.elsewhere.push(inThread(1, { thread: 'mail:t8', from: { address: 'mallory@evil.example', name: '' } }));
    expect(await stateOf(house, message(1))).toMatchObject({ state: 'not-logged' });
  });

  test.each<[string, object, string, Partial<MessageState>]>([
    ['a colleague’s', { from: { ...person('tom@northwind.example') } }, 'nobody', {}],
    ['to colleagues only', sentMessage(1, { recipients: [person('tom@northwind.example')] }), 'nobody', {}],
    ['of somebody who is never logged', { from: person('x@listed.example') }, 'never-log', { rule: 'listed.example', ruleScope: 'me' }],
    ['whose sender the page does not show', { from: { address: '', name: 'Ada', known: false } }, 'nobody', {}],
  ])('one %s is nobody’s, and the CRM is not asked', async (_, changes, state, more) => {
    const house = await makeHouse();
    await house.ui.addRules(uiSender, (await house.ui.getSettings(uiSender)).connections[0]?.id ?? '', ['listed.example'], 'me', false);
    const asked = house.endpoint.asked.length;
    expect(await stateOf(house, message(1, changes))).toMatchObject({ state, ...more });
    expect(house.endpoint.asked).toHaveLength(asked);
  });

  test('K6: an account that is not set up, a browser without a CRM, a CRM that is away', async () => {
    const house = await makeHouse();
    expect(await house.reader.messageStates(tab, 'other@x.example', [message(1)])).toMatchObject([{ state: 'account-unknown' }]);
    fake.browser.local.clear();
    expect(await states(await makeHouse({ paired: false }), message(1))).toMatchObject([{ state: 'not-connected' }]);
    const away = await makeHouse();
    await log(away, message(1));
    later(away);
    away.endpoint.state.away = true;
    expect(await states(away, message(1), message(2))).toMatchObject([{ state: 'waiting' }, { state: 'unknown', logsItself: false }]);
  });
});

describe('R1: one click', () => {
  test('D1: logs a received message, once, to its sender', async () => {
    const house = await makeHouse();
    expect(await log(house, message(1))).toMatchObject({ state: 'waiting' });
    expect(await log(house, message(1))).toMatchObject({ state: 'waiting' });
    await deliver(house);
    const [engagement, ...others] = house.endpoint.logged.values();
    expect(others).toEqual([]);
    expect(engagement).toMatchObject({
      ...{ direction: 'received', account: ANNA, thread: 'mail:t1', messageId: '<m1@mail>', hostId: 'gmail:h1', at: AT + 1 },
      ...{ from: { address: 'ada@acme.example', name: 'Ada Lovelace' }, to: [{ address: ANNA, name: '' }], text: 'Hello Anna' },
    });
    expect(engagement?.automatic).toBeUndefined();
    expect(engagement?.associations.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['contact Ada Lovelace', 'company Acme']);
    expect(await stateOf(house, message(1))).toMatchObject({ state: 'logged', id: engagement?.id, url: expect.stringContaining('https:') });
  });

  test('two at a time are one', async () => {
    const house = await makeHouse();
    await Promise.all([log(house, message(1)), log(house, message(1)), log(house, message(1, { messageId: null }))]);
    await deliver(house);
    expect(house.endpoint.logged.size).toBe(1);
  });

  test('C7: logs to the sender and to those in Cc who have a record', async () => {
    const house = await makeHouse();
    const one = message(1, {
      from: { address: 'new@x.example', name: 'Nele', known: true },
      recipients: [person(ANNA), person('new2@x.example', 'cc'), person('bob@acme.example', 'cc')],
    });
    await log(house, one);
    await deliver(house);
    const [engagement] = house.endpoint.logged.values();
    expect(engagement?.associations.map(({ address, create }) => `${address} ${create}`)).toEqual([
      'new@x.example true',
      'bob@acme.example false',
      'undefined undefined',
    ]);
  });

  test('logs an older sent message too, and what compose logged is the same mail', async () => {
    const house = await makeHouse();
    await log(house, sentMessage(1));
    await deliver(house);
    expect([...house.endpoint.logged.values()]).toMatchObject([{ direction: 'sent', associations: [{ address: 'ada@acme.example' }, {}] }]);
    const draft = { ...whole(sentMessage(2)), hostDraftId: 'r2' };
    const { id } = await house.page.openDraft(tab, ANNA, 'r2', 't1', null);
    await house.page.intend(tab, id, draft);
    await house.page.sign(tab, id, { kind: 'confirmed', messageId: null, hostThreadId: 't1', hostMessageId: 'h2', at: AT + 2 });
    expect(await stateOf(house, sentMessage(2))).toMatchObject({ state: 'waiting', id });
  });

  test('takes the files along', async () => {
    const house = await makeHouse();
    const key = message(1);
    const { sha256 } = await house.reader.keepMessageFile(tab, ANNA, key, { key: 'f', index: 0, last: true, data: btoa('the offer') });
    await log(house, key, { files: [{ name: 'offer.txt', type: 'text/plain', size: 9, sha256 }] });
    await deliver(house);
    expect(askedFor(house, `PUT /attachments/${sha256}`)).toBe(1);
    expect(await (await house.ready).db.files.count()).toBe(0);
  });

  test('D6: un-logs with an undo, and logs again under another id', async () => {
    const house = await makeHouse();
    await log(house, message(1));
    await deliver(house);
    const [first] = house.endpoint.logged.keys();
    expect(await house.reader.unlogMessage(tab, ANNA, message(1))).toMatchObject({ state: 'removing', id: first });
    expect(await house.reader.relogMessage(tab, ANNA, message(1))).toMatchObject({ state: 'logged', id: first });
    await house.reader.unlogMessage(tab, ANNA, message(1));
    await deliver(house);
    expect(house.endpoint.logged.size).toBe(0);
    expect(await stateOf(house, message(1))).toMatchObject({ state: 'removed', logsItself: false });
    await log(house, message(1));
    await deliver(house);
    expect([...house.endpoint.logged.keys()]).not.toEqual([first]);
    expect(await stateOf(house, message(1))).toMatchObject({ state: 'logged' });
  });

  test('D6: un-logs what another computer logged', async () => {
    const house = await makeHouse();
    house.endpoint.elsewhere.push(inThread(1, { from: { address: 'ada@acme.example', name: '' } }));
    expect(await house.reader.unlogMessage(tab, ANNA, message(1))).toMatchObject({ state: 'removing', id: inThread(1).id });
    expect(await house.reader.relogMessage(tab, ANNA, message(1))).toMatchObject({ state: 'logged' });
    await house.reader.unlogMessage(tab, ANNA, message(1));
    await deliver(house);
    expect(askedFor(house, `DELETE /engagements/${inThread(1).id}`)).toBe(1);
  });

  test('N5: what a rule kept out can be logged when the rule is gone, whole and by a click only', async () => {
    const house = await makeHouse();
    const connection = (await house.ui.getSettings(uiSender)).connections[0]?.id ?? '';
    await house.ui.addRules(uiSender, connection, ['acme.example'], 'me', false);
    const { id } = await house.page.openDraft(tab, ANNA, 'r2', 't1', null);
    await house.page.intend(tab, id, { ...whole(sentMessage(2)), hostDraftId: 'r2' });
    await house.page.sign(tab, id, { kind: 'confirmed', messageId: null, hostThreadId: 't1', hostMessageId: 'h2', at: AT + 2 });
    expect(await stateOf(house, sentMessage(2))).toMatchObject({ state: 'never-log', rule: 'acme.example' });
    await house.ui.removeRule(uiSender, connection, 'acme.example', 'me');
    expect(await stateOf(house, sentMessage(2))).toMatchObject({ state: 'not-logged', logsItself: false });
    await log(house, sentMessage(2));
    await deliver(house);
    expect([...house.endpoint.logged.values()]).toMatchObject([{ text: 'Hello Anna', hostId: 'gmail:h2' }]);
    expect((await house.ui.listOutbox(uiSender, ['blocked'], 10, null)).entries).toEqual([]);
  });

  test('what nobody can be logged to is said, and nothing is stored', async () => {
    const house = await makeHouse();
    expect(await log(house, message(1, { from: person('tom@northwind.example') }))).toMatchObject({ state: 'nobody' });
    expect(await log(house, message(1), { html: 'x'.repeat(2 * 1024 * 1024 + 1) })).toMatchObject({ state: 'failed', code: 'too_large' });
    expect(await (await house.ready).db.entries.count()).toBe(0);
  });

  test('only a tab of ours may, and only for an account that is set up', async () => {
    const house = await makeHouse();
    await expect(house.reader.logMessage(tab, 'other@x.example', whole(message(1)), NONE)).rejects.toMatchObject({ code: 'not_connected' });
  });
});

describe('C9: a thread that is logged', () => {
  const threadLogged = async (changes = {}) => {
    const house = await makeHouse();
    house.endpoint.elsewhere.push(inThread(1, changes));
    return house;
  };

  test('a reply that comes in logs itself, to what the thread is tied to', async () => {
    const house = await threadLogged();
    const reply = message(2, { from: { address: 'new.ada@private.example', name: 'Ada Lovelace', known: true } });
    expect(await stateOf(house, reply)).toMatchObject({ state: 'not-logged', logsItself: true });
    await log(house, reply);
    await deliver(house);
    const [engagement] = house.endpoint.logged.values();
    expect(engagement?.associations).toMatchObject([
      { kind: 'contact', recordId: 'c-ada@acme.example', create: false },
      { kind: 'deal', recordId: 'd7' },
    ]);
    expect(engagement?.automatic).toBe(true);
    expect(await stateOf(house, reply)).toMatchObject({ state: 'logged', logsItself: false });
  });

  test.each<[string, (house: House) => Promise<unknown>, Partial<WireMessage>]>([
    ['it is older than what is logged', async () => null, { at: AT }],
    ['its time is not known', async () => null, { at: null }],
    ['it is in another thread', async () => null, { hostThreadId: 't2' }],
    ['it is one’s own', async () => null, sentMessage(2)],
    [
      'the account says no',
      async ({ ui }) => {
        const [account] = (await ui.getSettings(uiSender)).accounts;
        if (account) await ui.saveAccount(uiSender, { ...account, logReplies: false });
      },
      {},
    ],
    ['logging is paused', ({ ui, world }) => ui.pause(uiSender, world.now + 60_000), {}],
  ])('no reply logs itself if %s', async (_, before, changes) => {
    const house = await threadLogged();
    await before(house);
    expect(await stateOf(house, message(2, changes))).toMatchObject({ state: 'not-logged', logsItself: false });
  });

  test('D6: nor one that was un-logged, here or elsewhere', async () => {
    const house = await threadLogged();
    house.endpoint.elsewhere.push(inThread(2, { state: 'removed', ref: null, from: { address: 'ada@acme.example', name: '' } }));
    expect(await stateOf(house, message(2))).toMatchObject({ state: 'removed', logsItself: false });
  });

  test('what is written in it inherits too, with one question, and also without the CRM', async () => {
    const house = await threadLogged();
    const { id } = await house.page.openDraft(tab, ANNA, 'r1', 't1', null);
    const header = { ...whole(sentMessage(3)), hostDraftId: 'r1', bodyBytes: 10 };
    const plan = await house.page.plan(tab, id, header);
    expect(plan).toMatchObject({ inherited: true, deals: [{ record: { id: 'd7' } }], companies: [] });
    await house.page.plan(tab, id, { ...header, subject: 'Other' });
    expect(askedFor(house, 'POST /engagement-states')).toBe(1);
    later(house, 3_600_000);
    house.endpoint.state.away = true;
    expect(await house.page.plan(tab, id, header)).toMatchObject({ inherited: true, deals: [{ record: { id: 'd7' } }] });
  });

  test('what is on its way counts: a reply before the CRM has the first', async () => {
    const house = await makeHouse();
    house.endpoint.state.away = true;
    await log(house, message(1));
    const choices = { off: [], added: [{ kind: 'deal' as const, recordId: 'd9', name: 'Nine' }] };
    await house.reader.logMessage(tab, ANNA, whole(message(2)), choices);
    house.endpoint.state.away = false;
    later(house, 3_600_000);
    const plan = await house.reader.planMessage(tab, ANNA, message(3), NONE);
    expect(plan).toMatchObject({ inherited: true, deals: [{ record: { id: 'd9' } }] });
  });
});

describe('R2: the person', () => {
  test('is shown with company and last engagements', async () => {
    const house = await makeHouse();
    expect(await house.reader.readPerson(tab, ANNA, 'Ada@Acme.example')).toMatchObject({
      ...{ address: 'ada@acme.example', contacts: [{ name: 'Ada Lovelace', company: { name: 'Acme' } }], code: null },
      history: [{ id: 'h1', subject: 'Offer', url: 'https://endpoint.example/timeline/#/engagement/h1' }],
    });
  });

  test('who has no record gets one by a click', async () => {
    const house = await makeHouse();
    expect(await house.reader.readPerson(tab, ANNA, 'new@x.example')).toMatchObject({ contacts: [], history: [], code: null });
    expect(await house.reader.createContact(tab, ANNA, { address: 'new@x.example', name: 'Nele' })).toMatchObject({
      contacts: [{ id: 'c-new@x.example' }],
    });
    expect(await house.reader.readPerson(tab, ANNA, 'new@x.example')).toMatchObject({ contacts: [{ id: 'c-new@x.example' }] });
  });

  test('N2: of somebody who is never logged, a colleague or oneself the CRM is not asked', async () => {
    const house = await makeHouse();
    await house.ui.addRules(uiSender, (await house.ui.getSettings(uiSender)).connections[0]?.id ?? '', ['listed.example'], 'me', false);
    const asked = house.endpoint.asked.length;
    expect(await house.reader.readPerson(tab, ANNA, 'x@listed.example')).toMatchObject({ code: 'never_log', rule: 'listed.example' });
    expect(await house.reader.createContact(tab, ANNA, { address: 'x@listed.example', name: '' })).toMatchObject({ code: 'never_log' });
    for (const address of ['tom@northwind.example', ANNA])
      expect(await house.reader.readPerson(tab, ANNA, address)).toMatchObject({ contacts: [], code: null });
    expect(house.endpoint.asked).toHaveLength(asked);
  });

  test('what is known is shown while the CRM is away, and that it is', async () => {
    const house = await makeHouse();
    await house.reader.readPerson(tab, ANNA, 'ada@acme.example');
    house.endpoint.state.away = true;
    expect(await house.reader.readPerson(tab, ANNA, 'ada@acme.example')).toMatchObject({
      contacts: [{ name: 'Ada Lovelace' }],
      history: [],
      code: 'unreachable',
    });
    house.world.online = false;
    expect(await house.reader.readPerson(tab, ANNA, 'bob@acme.example')).toMatchObject({ contacts: [], code: 'offline' });
  });
});

test('a window that shows no account has that of the page that opened it, or the only one there is', async () => {
  const house = await makeHouse();
  const popOut = (openerTabId?: number) => ({ ...tabSender(20), tab: { id: 20, openerTabId } as typeof tab.tab });
  expect(await house.reader.accountHint(popOut(7))).toBeNull();
  await house.page.accountState(tab, ANNA);
  expect(await house.reader.accountHint(popOut())).toBe(ANNA);
  await house.page.accountState(tabSender(8), 'second@x.example');
  expect(await house.reader.accountHint(popOut())).toBeNull();
  expect(await house.reader.accountHint(popOut(8))).toBe('second@x.example');
});
