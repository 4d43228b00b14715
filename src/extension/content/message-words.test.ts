import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { makeTranslate } from '../../core/messages';
import type { MessageState } from '../protocol';
import { notLogged } from './fakes';
import type { MessageView } from './message-session';
import { chipWords } from './message-words';

const english = JSON.parse(readFileSync('public/_locales/en/messages.json', 'utf8')) as Record<string, { message: string }>;
const t = makeTranslate('en', (key, values) =>
  (english[key]?.message ?? '').replace(/\$([1-9])/g, (_, digit) => values[Number(digit) - 1] ?? ''),
);

const view: MessageView = {
  state: null,
  isAsking: false,
  isBusy: false,
  canUndo: false,
  choices: { off: [], added: [] },
  plan: null,
  failure: null,
  isOrphan: false,
  tracked: null,
};
const says = (state: Partial<MessageState> | null, change: Partial<MessageView> = {}) => {
  const { text, deeds } = chipWords({ ...view, state: state && { ...notLogged, ...state }, ...change }, 'Northwind', t);
  return [text.replace(/[\u2068\u2069]/g, ''), ...deeds.map(({ label }) => label)];
};
const company = { kind: 'company', name: 'Acme' } as const;
const deal = { kind: 'deal', name: 'Seats' } as const;
const contact = { kind: 'contact', name: 'Ada Lovelace' } as const;

test('R1: the chip says what is so, and the one thing to do', () => {
  expect(says({ state: 'logged', records: [contact, company, deal, deal] })).toEqual(['Logged · Acme, 2 deals', 'Un-log']);
  expect(says({ state: 'logged', records: [contact] })).toEqual(['Logged · Ada Lovelace', 'Un-log']);
  expect(says({ state: 'logged', records: [company], byOthers: true })).toEqual(['Logged by the CRM itself · Acme']);
  expect(says({})).toEqual(['Not logged', 'Log', 'Choose records']);
  expect(says({ state: 'never-log', rule: 'acme.com', ruleScope: 'everyone' })).toEqual(['Never logged: rule acme.com (everyone)']);
  expect(says({ state: 'never-log', rule: 'acme.com', ruleScope: 'me' })).toEqual(['Never logged: rule acme.com (only you)']);
  expect(says({ state: 'waiting', code: 'offline' })).toEqual(['Will be logged when you are back online', 'Do not log']);
  expect(says({ state: 'waiting', code: 'token_refused' })).toEqual([
    'Will be logged when Northwind is connected again',
    'Do not log',
    'Reconnect',
  ]);
  expect(says({ state: 'removing' }, { canUndo: true })).toEqual(['Being removed from the CRM', 'Undo']);
  expect(says({ state: 'removing' })).toEqual(['Being removed from the CRM']);
  expect(says({ state: 'removed' })).toEqual(['Not logged: removed from the CRM', 'Log again', 'Choose records']);
  expect(says({ state: 'failed', code: 'record_gone' })).toEqual(['A record this mail belongs to is no longer in the CRM.', 'See why']);
  expect(says({ state: 'unknown' })).toEqual(['Northwind could not be asked whether this is logged', 'Try again', 'Log', 'Choose records']);
});

test('R1: where there is nothing to say, nothing is said; before the answer, neither', () => {
  expect(says({ state: 'nobody' })).toEqual(['']);
  expect(says({ state: 'not-connected' })).toEqual(['', 'Connect a CRM to log']);
  expect(says({ state: 'account-unknown' })).toEqual(['', 'Not set up for this account']);
  expect(says(null)).toEqual(['']);
  expect(says(null, { isAsking: true })).toEqual(['Checking whether it is logged…']);
});

test('a worker that is gone is said so, whatever was known before', () => {
  expect(says({ state: 'logged' }, { failure: 'unexpected' })).toEqual(['Threadline does not answer', 'Try again']);
  expect(says(null, { isOrphan: true })).toEqual(['Threadline was updated: reload this tab to log this message']);
});
