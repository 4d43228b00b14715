import { expect, test, vi } from 'vitest';
import type { Translate } from '../../core/messages';
import type { DeliveryNews } from '../protocol';
import { noticeOf, SentNotices } from './after-send';

const t = Object.assign((key: string, ...values: (string | number)[]) => [key, ...values].join(' '), {
  plural: (key: string, count: number, ...values: (string | number)[]) => [key, count, ...values].join(' '),
  language: 'en',
}) as Translate;
const actions = { view: vi.fn(), unlog: vi.fn(), openOptions: vi.fn(), openPopup: vi.fn() };
const news = (rest: Partial<DeliveryNews>): DeliveryNews => ({
  id: '1',
  state: 'waiting',
  names: ['Ada'],
  url: 'https://crm.example/1',
  code: null,
  rule: null,
  ...rest,
});
const notice = (rest: Partial<DeliveryNews>) => noticeOf(news(rest), t, actions);

test('D3: only what the CRM has is said to be logged, with View and Undo', () => {
  const said = notice({ state: 'logged' });
  expect(said?.text).toBe('sent_logged Ada');
  expect(said?.actions.map(({ label }) => label)).toEqual(['sent_view', 'sent_undo']);
  said?.actions[1]?.run();
  expect(actions.unlog).toHaveBeenCalledWith('1');
});

test.each([
  [{ state: 'held' }, 'sent_held Ada'],
  [{ state: 'waiting' }, 'sent_waiting Ada'],
  [{ code: 'offline' }, 'sent_waiting_offline Ada'],
  [{ code: 'unreachable' }, 'sent_waiting_reachable Ada'],
  [{ code: 'token_refused' }, 'sent_waiting_reconnect Ada'],
  [{ state: 'blocked', rule: 'acme.com' }, 'sent_blocked_rule acme.com'],
  [{ state: 'blocked', code: 'nobody_left' }, 'sent_blocked'],
  [{ state: 'blocked', code: 'too_large' }, 'sent_blocked_because failure_too_large'],
  [{ state: 'failed', code: 'record_gone' }, 'failure_record_gone'],
  [{ state: 'unconfirmed' }, 'sent_unconfirmed'],
  [{ state: 'removed' }, 'sent_removed'],
] as const)('until then it is said why not yet: %j', (rest, text) => {
  expect(notice(rest)?.text).toBe(text);
});

test('C5: a send that was undone is not spoken of', () => {
  expect(notice({ state: 'cancelled' })).toBeNull();
});

test('a record’s address that is no web page gets no View', () => {
  expect(notice({ state: 'logged', url: 'javascript:alert(1)' })?.actions.map(({ label }) => label)).toEqual(['sent_undo']);
});

test('each state is said once, and a mere try is no news', () => {
  const said: string[] = [];
  const notices = new SentNotices(({ state }) => said.push(state));
  for (const state of ['held', 'held', 'sending', 'waiting', 'sending', 'logged', 'logged'] as const) notices.hear(news({ state }));
  expect(said).toEqual(['held', 'waiting', 'logged']);
  expect(notices.open).toEqual([]);
});
