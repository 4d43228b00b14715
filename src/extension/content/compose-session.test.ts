// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_BODY_BYTES } from '../../core/limits';
import type { SendSign } from '../../mail/mail-client';
import type { DeliveryNews, DraftState, WireHeader } from '../protocol';
import { ComposeSession, type SessionOptions, type SessionView } from './compose-session';
import { FakeCompose, fakeWorker, planFor, readyState } from './fakes';
import type { Worker } from './worker';

const { id: _, choices: __, ...account } = readyState;
const confirmed = { kind: 'confirmed', messageId: '<1@x>', hostThreadId: 't', hostMessageId: 'm', at: 1 } as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function open(answers: Partial<Worker> = {}, options: Partial<SessionOptions> = {}, draft = {}) {
  const ended = new AbortController();
  const compose = new FakeCompose(ended.signal, draft);
  const { worker, asked } = fakeWorker(answers);
  const views: SessionView[] = [];
  const news: DeliveryNews[] = [];
  const untold: unknown[] = [];
  const session = new ComposeSession({
    compose,
    account: 'anna@northwind.example',
    worker,
    known: account,
    idOf: () => null,
    isOrphan: () => false,
    failureOf: () => 'unexpected',
    onView: (view) => views.push(view),
    onNews: (one) => news.push(one),
    onUntold: (_error, kept) => untold.push(kept),
    onIndividually: () => {},
    openCopy: null,
    ...options,
  });
  const calls = (...names: string[]) => asked.filter(({ call }) => names.includes(call)).map(({ call }) => call);
  return { session, compose, ended, asked, calls, views, news, untold, settle: () => vi.advanceTimersByTimeAsync(400) };
}

test('C2: the switches stand at the account’s defaults before the worker has answered', () => {
  const { session } = open({ openDraft: () => new Promise(() => undefined) });
  expect(session.view.state).toMatchObject({ log: true, track: false });
});

test('C2: a choice made on a draft goes with that draft', async () => {
  const { session, asked, settle } = open();
  await settle();
  await session.toggle('log');
  expect(session.view.state?.log).toBe(false);
  expect(asked.find(({ call }) => call === 'setSwitches')?.args).toEqual([readyState.id, { log: false, track: false }]);
});

test('C2: a switch touched while the draft is still being opened stays as the rep left it', async () => {
  let answer: (state: DraftState) => void = () => undefined;
  const { session, settle } = open({
    openDraft: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  void session.toggle('track');
  answer(readyState);
  await settle();
  expect(session.view.state).toMatchObject({ log: true, track: true });
});

test('C2 C5: a draft that the host gives back without an id goes on as the draft it was', async () => {
  const first = new FakeCompose(new AbortController().signal, {});
  const { compose, asked, session, settle } = open(
    { openDraft: async (_account, _draft, _thread, known) => ({ ...readyState, id: known ?? 'fresh', log: known !== 'sent-before' }) },
    { idOf: (one) => (one === first ? 'sent-before' : null) },
  );
  Object.assign(compose, { earlier: first });
  compose.to('ada@acme.example');
  await settle();
  expect(session.id).toBe('sent-before');
  expect(session.view.state?.log).toBe(false);
  expect(asked.filter(({ call }) => call === 'openDraft').at(-1)?.args[3]).toBe('sent-before');
});

test('C6: a body that grows over the limit is planned anew, one that just grows is not', async () => {
  const { compose, asked, settle } = open();
  compose.to('ada@acme.example');
  await settle();
  const sizes = () => asked.filter(({ call }) => call === 'plan').map(({ args }) => (args[1] as WireHeader).bodyBytes);
  const before = sizes().length;
  compose.change({ html: 'x'.repeat(MAX_BODY_BYTES) });
  await settle();
  expect(sizes()).toHaveLength(before);
  compose.change({ html: 'é'.repeat(MAX_BODY_BYTES / 2 + 1) });
  await settle();
  expect(sizes().slice(before)).toEqual([MAX_BODY_BYTES + 2]);
  compose.change({ html: 'short again' });
  await settle();
  expect(sizes().slice(before)).toEqual([MAX_BODY_BYTES + 2]);
});

test('a switch that could not be kept goes back', async () => {
  const { session, settle } = open({ setSwitches: () => Promise.reject(new Error()) });
  await settle();
  await session.toggle('log');
  expect(session.view.state?.log).toBe(true);
  expect(session.view.failure).toBe('unexpected');
});

test('tracking that is forbidden cannot be switched on', async () => {
  const { session, calls, settle } = open({ openDraft: async () => ({ ...readyState, trackAllowed: false }) });
  await settle();
  await session.toggle('track');
  expect(calls('setSwitches')).toEqual([]);
});

test('C3: the plan follows the recipients', async () => {
  const { session, compose, settle } = open();
  compose.to('ada@acme.com');
  await settle();
  expect(session.view.plan?.contacts.map(({ address }) => address)).toEqual(['ada@acme.com']);
});

test('typing a subject plans nothing', async () => {
  const { compose, calls, settle } = open();
  compose.to('ada@acme.com');
  await settle();
  const before = calls('plan').length;
  for (const subject of ['H', 'He', 'Hel']) compose.change({ subject });
  await settle();
  expect(calls('plan')).toHaveLength(before);
});

test('nobody is looked up while Log is off', async () => {
  const { compose, calls, settle } = open(
    { openDraft: async () => ({ ...readyState, log: false }) },
    { known: { ...account, log: false } },
  );
  compose.to('ada@acme.com');
  await settle();
  expect(calls('plan')).toEqual([]);
});

test('K6: an account that is not set up asks for nothing', async () => {
  const state = { connection: 'account-unknown' } as const;
  const { compose, calls, settle } = open({ openDraft: async () => ({ ...readyState, ...state }) }, { known: { ...account, ...state } });
  compose.to('ada@acme.com');
  await settle();
  expect(calls('plan')).toEqual([]);
});

test('when the host gives the draft an id, the worker is told under which id we know it', async () => {
  const { compose, asked, settle } = open();
  await settle();
  compose.change({ hostDraftId: 'r-1', hostThreadId: 't-1' });
  await settle();
  expect(asked.filter(({ call }) => call === 'openDraft').map(({ args }) => args)).toEqual([
    ['anna@northwind.example', '', '', null],
    ['anna@northwind.example', 'r-1', 't-1', readyState.id],
  ]);
});

test('C2: what was chosen before the host named the draft goes with the draft that it names', async () => {
  const { session, compose, asked, settle } = open({
    openDraft: async (_account, hostDraftId) => (hostDraftId ? { ...readyState, id: 'earlier', log: true } : readyState),
  });
  await settle();
  await session.toggle('log');
  compose.change({ hostDraftId: 'r-1' });
  await settle();
  expect(session.view.state?.log).toBe(false);
  expect(asked.filter(({ call }) => call === 'setSwitches').at(-1)?.args).toEqual(['earlier', { log: false, track: false }]);
});

test('C5: the intent is with the worker before any word of the send', async () => {
  const order: string[] = [];
  let stored: () => void = () => undefined;
  const { compose, settle } = open({
    intend: () =>
      new Promise((resolve) => {
        order.push('intend');
        stored = () => resolve({ stored: true });
      }),
    sign: async (_id, sign) => {
      order.push(sign.kind);
      return null;
    },
  });
  await settle();
  compose.sign({ kind: 'pressed' });
  compose.sign(confirmed);
  await settle();
  expect(order).toEqual(['intend']);
  stored();
  await settle();
  expect(order).toEqual(['intend', 'pressed', 'confirmed']);
});

test('the message that is told is the one of the moment Send was pressed', async () => {
  const { compose, asked, settle } = open();
  compose.to('ada@acme.com');
  await settle();
  compose.sign({ kind: 'pressed' });
  compose.to();
  await settle();
  expect(asked.find(({ call }) => call === 'intend')?.args[1]).toMatchObject({ recipients: [{ address: 'ada@acme.com' }] });
});

test('Send pressed before the worker has answered is told once it has', async () => {
  let answer: (state: DraftState) => void = () => undefined;
  const { compose, calls, settle } = open({
    openDraft: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  compose.sign({ kind: 'pressed' });
  await settle();
  expect(calls('intend')).toEqual([]);
  answer(readyState);
  await settle();
  expect(calls('intend', 'sign')).toEqual(['intend', 'sign']);
});

test('a send goes on being told after its window is gone', async () => {
  const { compose, ended, calls, settle } = open();
  await settle();
  compose.sign({ kind: 'pressed' });
  ended.abort();
  await settle();
  compose.sign(confirmed);
  await settle();
  expect(calls('intend', 'sign')).toEqual(['intend', 'sign', 'sign']);
});

test('a page that goes away tells all it still knows at once', async () => {
  const { compose, calls, settle } = open({ intend: () => new Promise(() => undefined) });
  await settle();
  compose.sign({ kind: 'pressed' });
  compose.sign(confirmed);
  await settle();
  expect(calls('intend', 'sign')).toEqual(['intend']);
  window.dispatchEvent(new Event('pagehide'));
  await settle();
  expect(calls('intend', 'sign')).toEqual(['intend', 'sign', 'sign']);
});

describe('R3: with Log off', () => {
  const openUnlogged = async () => {
    const opened = open({}, {}, { subject: 'Offer' });
    await opened.settle();
    await opened.session.toggle('log');
    const kept = () => opened.asked.filter(({ call }) => call === 'noteSentUnlogged').map(({ args }) => args);
    return { ...opened, kept };
  };
  const leaving: SendSign = { kind: 'leaving', recipients: [], subject: 's', html: 'h' };

  test('nothing of the message leaves the page before it has really been sent', async () => {
    const { compose, calls, settle } = await openUnlogged();
    compose.sign({ kind: 'pressed' });
    compose.sign(leaving);
    for (const kind of ['failed', 'discarded'] as const) compose.sign(kind === 'failed' ? { kind, status: 500 } : { kind });
    compose.sign(confirmed);
    await settle();
    expect(calls('intend', 'noteSentUnlogged')).toEqual([]);
  });

  test('what was sent is kept as it left, once, also when its window is gone', async () => {
    const { compose, ended, calls, kept, settle } = await openUnlogged();
    compose.sign({ kind: 'pressed' });
    compose.sign({ ...leaving, recipients: [{ address: 'typed@acme.com', name: '', field: 'to', known: true }] });
    ended.abort();
    compose.read = () => {
      throw new Error('gone');
    };
    compose.sign(confirmed);
    await settle();
    expect(kept()).toMatchObject([
      [
        readyState.id,
        { subject: 's', html: 'h', text: '', recipients: [{ address: 'typed@acme.com' }] },
        { messageId: '<1@x>', hostThreadId: 't', hostMessageId: 'm' },
      ],
    ]);
    expect(calls('intend', 'sign')).toEqual([]);
  });

  test('what was taken back is forgotten', async () => {
    const { compose, asked, settle } = await openUnlogged();
    for (const sign of [{ kind: 'pressed' }, confirmed, { kind: 'undone' }] as const) compose.sign(sign);
    await settle();
    expect(asked.slice(-2).map(({ call, args }) => `${call} ${args[0]}`)).toEqual([
      `noteSentUnlogged ${readyState.id}`,
      `forgetSentUnlogged ${readyState.id}`,
    ]);
  });
});

test('C5: after an undo the next send is an intent of its own', async () => {
  const { compose, calls, settle } = open();
  await settle();
  for (const sign of [{ kind: 'pressed' }, { kind: 'undone' }, { kind: 'pressed' }] as const) compose.sign(sign);
  await settle();
  expect(calls('intend')).toHaveLength(2);
});

test('what the worker says of a send is news', async () => {
  const logged: DeliveryNews = { id: readyState.id, state: 'logged', names: ['Ada'], url: null, code: null, rule: null };
  const { compose, news, settle } = open({ sign: async (_id, { kind }) => (kind === 'confirmed' ? logged : null) });
  await settle();
  compose.sign({ kind: 'pressed' });
  compose.sign(confirmed);
  await settle();
  expect(news).toEqual([logged]);
});

test('C6: a file is kept ahead of the send, and its hash goes with the intent', async () => {
  vi.useRealTimers();
  const file = new File(['x'.repeat(2_500_000)], 'offer.pdf', { type: 'application/pdf' });
  const { compose, asked, calls } = open({}, {}, { files: [{ name: 'offer.pdf', type: 'application/pdf', size: file.size, file }] });
  await vi.waitFor(() => expect(calls('keepFile')).toHaveLength(3));
  await vi.waitFor(() => {
    compose.sign({ kind: 'pressed' });
    compose.sign({ kind: 'undone' });
    const drafts = asked.filter(({ call }) => call === 'intend').map(({ args }) => args[1] as { files: { sha256: string | null }[] });
    expect(drafts.at(-1)?.files[0]?.sha256).toBe('a'.repeat(64));
  });
});

test('C6: files over 50 MB are not even read', async () => {
  const file = new File([], 'film.mov');
  const { calls, settle } = open({}, {}, { files: [{ name: 'film.mov', type: '', size: 60 * 1024 * 1024, file }] });
  await settle();
  expect(calls('keepFile')).toEqual([]);
});

test('an orphan says so, and keeps what was sent', async () => {
  let isOrphan = false;
  const { session, compose, untold, settle } = open(
    { intend: () => (isOrphan ? Promise.reject(new Error()) : Promise.resolve({ stored: true })) },
    { isOrphan: () => isOrphan },
  );
  await settle();
  isOrphan = true;
  compose.sign({ kind: 'pressed' });
  await settle();
  expect(session.view.isOrphan).toBe(true);
  expect(untold[0]).toMatchObject({ id: readyState.id, draft: { text: 'Hello' }, signs: [{ kind: 'pressed' }] });
});

test('a worker that failed once is asked again with the next change', async () => {
  let isBroken = true;
  const { session, compose, settle } = open({ openDraft: () => (isBroken ? Promise.reject(new Error()) : Promise.resolve(readyState)) });
  await settle();
  expect(session.view.failure).toBe('unexpected');
  isBroken = false;
  compose.to('ada@acme.com');
  await settle();
  expect(session.view.failure).toBeNull();
  expect(session.view.plan).toEqual(planFor('ada@acme.com'));
});
