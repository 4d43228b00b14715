import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Exclusion } from '../../core/engagement';
import { lookUpIn, makeTranslate } from '../../core/messages';
import type { Plan, PlannedContact } from '../../core/plan';
import type { TrackingPlan } from '../../core/tracking/consent';
import type { AccountState } from '../protocol';
import type { SessionView } from './compose-session';
import { emptyPlan, readyState } from './fakes';
import { formatAmount, formatBytes, lineWords } from './plan-words';

const textsOf = (language: string) =>
  makeTranslate(language, lookUpIn(JSON.parse(readFileSync(`public/_locales/${language}/messages.json`, 'utf8'))));
const t = textsOf('en');

const view = (plan: Partial<Plan> | null, state: Partial<AccountState> = {}, rest: Partial<SessionView> = {}): SessionView => ({
  state: { ...readyState, ...state },
  choices: { off: [], added: [] },
  plan: plan && { ...emptyPlan, ...plan },
  tracking: null,
  individual: { kind: 'idle' },
  isPlanning: false,
  failure: null,
  isOrphan: false,
  ...rest,
});
const say = (...args: Parameters<typeof view>) => {
  const { main, out } = lineWords(view(...args), 'anna@northwind.example', t);
  return out ? `${main} — ${out}` : main;
};

const contact = (name: string): PlannedContact => ({
  address: `${name.toLowerCase()}@acme.com`,
  name,
  field: 'to',
  contact: { id: name, name, address: '', owner: null, company: null, deals: [], url: null },
  choices: [],
});
const acme = { record: { id: '1', name: 'Acme', domain: null, url: null }, ticked: true };
const deal = (id: string, ticked = true) => ({
  record: { id, name: id, stage: '', open: true, amount: null, currency: null, createdAt: 0, url: null },
  ticked,
});
const never = (name: string): Exclusion => ({ address: `${name}@acme.com`, name, field: 'to', reason: 'never-log', rule: 'acme.com' });

describe('C3: the line says what will happen', () => {
  test('to whom, to which company, to how many deals', () => {
    expect(say({ contacts: [contact('Ada')], companies: [acme], deals: [deal('a'), deal('b'), deal('c', false)] })).toBe(
      'Ada · Acme · 2 deals',
    );
  });
  test('a new person is said to be one', () => {
    expect(say({ contacts: [{ ...contact('Jane'), contact: null }] })).toBe('Jane (new contact)');
  });
  test('nobody is called new before the CRM was asked; that it could not be is said', () => {
    const plan = { contacts: [{ ...contact('Jane'), contact: null }], lookedUp: false };
    expect(say(plan)).toBe(`Jane · will be logged when ${readyState.connectionLabel} answers again`);
    expect(say(plan, { offline: true })).toBe('Jane · will be logged when you are back online');
  });
  test('the names end where company and deals begin', () => {
    const words = lineWords(view({ contacts: [contact('Ada')], companies: [acme], deals: [deal('a')] }), '', t);
    expect(words).toMatchObject({ main: 'Ada · Acme · 1 deal', what: ' · Acme · 1 deal' });
  });
  test('with several records of one address nobody guesses', () => {
    const choices = [contact('Sam').contact, contact('Samuel').contact].filter((one) => one !== null);
    expect(say({ contacts: [{ ...contact('Sam'), contact: null, choices }] })).toBe('Sam (choose a record)');
  });
  test('many are folded', () => {
    expect(say({ contacts: ['Ada', 'Bob', 'Cleo', 'Dan', 'Eve'].map(contact), deals: [deal('a')] })).toBe('Ada and 4 others · 1 deal');
  });
  test('N2: who is left out, and why', () => {
    expect(say({ contacts: [contact('Ada')], excluded: [never('Bob')] })).toBe('Ada — without Bob: acme.com is never logged');
  });
  test('several who are left out are counted and named', () => {
    expect(say({ contacts: [contact('Ada')], excluded: [never('Bob'), { ...never('Tom'), reason: 'colleague' }] })).toBe(
      'Ada — 2 left out: Bob (acme.com is never logged), Tom (colleague)',
    );
  });
  test('in little room there is always a number or a name', () => {
    const words = (excluded: Exclusion[]) => lineWords(view({ contacts: [contact('Ada')], excluded }), '', t);
    expect(words([never('Bob')])).toMatchObject({ outShort: 'without Bob', outCount: 1 });
    expect(words([never('Bob'), never('Eve')])).toMatchObject({ outShort: '2 left out', outCount: 2 });
  });
  test('C8: the rep’s own address is no news to her', () => {
    expect(say({ contacts: [contact('Ada')], excluded: [{ ...never('Anna'), reason: 'own-address' }] })).toBe('Ada');
  });
  test('a word that is no address yet is named', () => {
    expect(say({ contacts: [contact('Ada')], unresolved: ['bobby'] })).toBe('Ada — “bobby” is not an address yet');
    expect(say({ unresolved: ['bobby'] })).toBe('“bobby” is not an address yet');
  });
  test('C6: attachments that are left out are told', () => {
    expect(say({ contacts: [contact('Ada')], attachmentsLeftOut: true, attachmentBytes: 60 * 1024 * 1024 })).toBe(
      'Ada · without attachments (60 MB)',
    );
  });
});

test.each([
  [view(null, {}, { isOrphan: true }), 'Threadline was updated: reload this tab to log this message', null],
  [view(null, { connection: 'none' }), 'Connect a CRM to log', 'options'],
  [view(null, { connection: 'account-unknown' }), 'Not set up for anna@northwind.example', 'options'],
  [view(null, {}, { failure: 'storage_full' }), 'Threadline cannot keep this message right now: see why', 'popup'],
  [view(null, { log: false }), 'Will not be logged', null],
  [view(null, { log: false, paused: true }), 'Logging is paused: resume', 'popup'],
  [view({}, { connection: 'needs-reconnect', connectionLabel: 'HubSpot' }), 'Reconnect: HubSpot refused the key', 'options'],
  [
    view({}, { connection: 'admin-must-reconnect', connectionLabel: 'Northwind' }),
    'Will be logged once your admin has reconnected Northwind to its CRM',
    null,
  ],
  [view(null, {}, { isPlanning: true }), 'Looking up…', null],
  [view(null), '', null],
  [view({ verdict: 'no-recipients' }), 'No recipient yet', 'panel'],
  [view({ verdict: 'paused' }), 'Logging is paused: resume', 'popup'],
  [view({ verdict: 'too-large', bodyBytes: 2.5 * 1024 * 1024 }), 'Too large to log: 2.5 MB of text, the limit is 2 MB', 'panel'],
  [
    view({ verdict: 'nobody-left', excluded: [never('Bob'), never('Eve')] }),
    'Nothing will be logged: all recipients are on the never-log list',
    'panel',
  ],
  [view({ verdict: 'nobody-left', excluded: [never('Bob')] }), 'Nothing will be logged: Bob (acme.com is never logged)', 'panel'],
  [view({ contacts: [contact('Ada')] }, { offline: true }), 'Ada · will be logged when you are back online', 'panel'],
  [view({ contacts: [contact('Ada')] }, { connection: 'unreachable' }), 'Ada · will be logged when Northwind answers again', 'panel'],
])('K6: each state has its sentence and leads somewhere or nowhere (%#)', (shown, main, to) => {
  const words = lineWords(shown, 'anna@northwind.example', t);
  expect(words.main).toBe(main);
  expect(words.leadsTo?.to ?? null).toBe(to);
});

test('E1: the sentence of the specification, in German and Italian', () => {
  const shown = view({ contacts: [contact('Ada')], companies: [acme], deals: [deal('a'), deal('b')], excluded: [never('Bob')] });
  const line = (language: string) => {
    const { main, out } = lineWords(shown, '', textsOf(language));
    return [main, out];
  };
  expect(line('de')).toEqual(['Ada · Acme · 2 Deals', 'ohne Bob: acme.com wird nie protokolliert']);
  expect(line('it')).toEqual(['Ada · Acme · 2 trattative', 'senza Bob: acme.com non si registra mai']);
});

test('amounts and sizes are written as the language writes them', () => {
  const de = textsOf('de');
  expect(formatAmount(480050, 'EUR', de)).toBe('4.800,50\u00a0€');
  expect(formatAmount(1200, 'JPY', t)).toBe('¥1,200');
  expect(formatAmount(1200, 'not a currency', t)).toBe('12 not a currency');
  expect(formatAmount(null, 'EUR', t)).toBe('');
  expect(formatBytes(1_500_000, de)).toMatch(/^1,4\sMB$/);
  expect(formatBytes(300, t)).toBe('1 kB');
});

test('D5: what only the rep can mend is said by its cause, and leads to the options', () => {
  const words = (connection: 'needs-reconnect' | 'may-not-log' | 'may-not-reach') => {
    const shown = view({ contacts: [contact('Ada')] });
    if (shown.state) shown.state = { ...shown.state, connection, connectionLabel: 'HubSpot 4711001' };
    const { main, leadsTo } = lineWords(shown, '', t);
    expect(leadsTo).toEqual({ to: 'options', section: 'accounts' });
    return main;
  };
  expect(words('needs-reconnect')).toBe('Reconnect: HubSpot 4711001 refused the key');
  expect(words('may-not-log')).toBe('Check the connection: you may not log mail to HubSpot 4711001');
  expect(words('may-not-reach')).toBe('Allow access: the browser keeps Threadline from HubSpot 4711001');
});

describe('T5: the line says what Track will do where Log does not say it', () => {
  const bob = { address: 'bob@acme.com', name: 'Bob', reason: 'no-consent' } as const;
  const typed = { address: '', name: 'bobby', reason: 'unreadable' } as const;
  const track = (
    tracking: Partial<TrackingPlan>,
    state: Partial<AccountState> = {},
    plan: Partial<Plan> | null = { contacts: [contact('Ada')] },
  ) =>
    lineWords(
      view(plan, { track: true, ...state }, { tracking: { verdict: 'held-back', refusals: [], oneOf: 2, individually: [], ...tracking } }),
      '',
      t,
    );
  test('not tracked: who, and why; never less than a number', () => {
    const { main, untracked } = track({ refusals: [bob, { ...bob, name: 'Eve' }] });
    expect(main).toBe('Ada');
    expect(untracked).toEqual({ long: 'Not tracked: Bob has not agreed, and one more', short: 'not tracked: 2', count: 2 });
  });
  test('a word that is no address yet is said once', () => {
    expect(track({ refusals: [typed] }, {}, { contacts: [contact('Ada')], unresolved: ['bobby'] }).untracked).toBeNull();
    expect(track({ refusals: [typed] }, { log: false }, null).untracked?.long).toBe('Not tracked: the address of bobby is not known');
  });
  test('nothing is said before anybody is on it, and nothing where all is well', () => {
    expect(track({ verdict: 'nobody', oneOf: 0 }).untracked).toBeNull();
    expect(track({ verdict: 'may-track' }).untracked).toBeNull();
    expect(track({ verdict: 'nobody', oneOf: 1 }).untracked).toMatchObject({ short: 'not tracked', count: 0 });
  });
  test('with Log off', () => {
    const words = track({ verdict: 'may-track' }, { log: false }, null);
    expect(words).toMatchObject({ main: 'Will not be logged, only opens and clicks are tracked', leadsTo: { to: 'panel' } });
    expect(track({ refusals: [bob] }, { log: false }, null)).toMatchObject({ main: 'Will not be logged', leadsTo: { to: 'panel' } });
  });
});
