// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { UNDO_UNLOG_MS } from '../../core/limits';
import type { MessageState } from '../protocol';
import type { TrackedInThread } from '../tracking-protocol';
import { fakeWorker, notLogged, readyState } from './fakes';
import { FakeMessage } from './reading-fakes';
import { ReadingSession } from './reading-session';
import type { Worker } from './worker';

let ended: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  ended = new AbortController();
});
afterEach(() => {
  ended.abort();
  vi.useRealTimers();
});

function start(answers: Partial<Worker> = {}) {
  const { worker, asked } = fakeWorker(answers);
  const account = 'anna@northwind.example';
  const reading = new ReadingSession({ account, worker, isOrphan: () => false, failureOf: () => 'unexpected', signal: ended.signal });
  const calls = (name: string) => asked.filter(({ call }) => call === name).map(({ args }) => args);
  const open = (header = {}) => {
    const message = new FakeMessage(header);
    return { message, session: reading.open(message, () => undefined) };
  };
  return { reading, open, calls };
}
const settle = () => vi.advanceTimersByTimeAsync(100);
const state = (part: Partial<MessageState>): MessageState => ({ ...notLogged, ...part });

test('R1: the messages of a thread are asked about together, with what their own headers say', async () => {
  const { open, calls } = start();
  open();
  open({ hostMessageId: 'm2' });
  open({ hostMessageId: 'm3', hostThreadId: 't2' });
  await settle();
  const asked = calls('messageStates').map(([, messages]) =>
    (messages as { hostMessageId: string; messageId: string }[]).map((one) => [one.hostMessageId, one.messageId]),
  );
  expect(asked).toEqual([
    [
      ['m1', '<1@acme.example>'],
      ['m2', '<1@acme.example>'],
    ],
    [['m3', '<1@acme.example>']],
  ]);
});

test('E3: without a connection the mail page is asked for nothing', async () => {
  const { open, calls } = start({ accountState: async () => ({ ...readyState, connection: 'none' }) });
  const { message } = open();
  const findOrigin = vi.spyOn(message, 'findOrigin');
  await settle();
  expect(findOrigin).not.toHaveBeenCalled();
  expect(calls('messageStates')).toHaveLength(1);
});

test('C9: what logs itself is logged once, however often it is seen', async () => {
  const { open, reading, calls } = start({ messageStates: async (_, messages) => messages.map(() => state({ logsItself: true })) });
  const { session } = open();
  await settle();
  reading.refresh();
  await settle();
  expect(calls('logMessage')).toHaveLength(1);
  expect(calls('logMessage')[0]?.[1]).toMatchObject({ html: '<p>Hi</p>', messageId: '<1@acme.example>', at: 1_000 });
  expect(session.view.isBusy).toBe(false);
});

test('R1: what is on its way is looked at again until it is there', async () => {
  const states = [state({ state: 'waiting' }), state({ state: 'waiting' }), state({ state: 'logged', id: '1' })];
  const { open, calls } = start({ messageStates: async () => [states.shift() ?? state({ state: 'logged', id: '1' })] });
  const { session } = open();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(session.view.state?.state).toBe('logged');
  expect(calls('messageStates')).toHaveLength(3);
});

test('R1 D6: un-log can be undone for some seconds, and is told to the worker as it is meant', async () => {
  let now: MessageState['state'] = 'logged';
  const { open, calls } = start({
    messageStates: async () => [state({ state: now, id: '1' })],
    unlogMessage: async () => state({ state: 'removing', id: '1' }),
    relogMessage: async () => state({ state: 'logged', id: '1' }),
  });
  const { session } = open();
  await settle();
  await session.unlog();
  now = 'removing';
  expect(session.view).toMatchObject({ canUndo: true, state: { state: 'removing' } });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(session.view.canUndo).toBe(true);
  await session.undo();
  expect(session.view).toMatchObject({ canUndo: false, state: { state: 'logged' } });
  expect(calls('relogMessage')).toHaveLength(1);
  await session.unlog();
  await vi.advanceTimersByTimeAsync(UNDO_UNLOG_MS);
  expect(session.view.canUndo).toBe(false);
});

test('an answer to an older question never takes the place of a newer one', async () => {
  const answers: ((states: MessageState[]) => void)[] = [];
  const { open, reading } = start({ messageStates: () => new Promise((done) => answers.push(done)) });
  const { session } = open();
  await settle();
  reading.refresh();
  await settle();
  answers[1]?.([state({ state: 'logged' })]);
  answers[0]?.([state({ state: 'not-logged' })]);
  await settle();
  expect(session.view.state?.state).toBe('logged');
});

test('a worker that does not answer is said so, and asked again', async () => {
  let isThere = false;
  const { open, reading } = start({ messageStates: async () => (isThere ? [notLogged] : Promise.reject(new Error())) });
  const { session } = open();
  await settle();
  expect(session.view.failure).toBe('unexpected');
  isThere = true;
  reading.refresh();
  await settle();
  expect(session.view).toMatchObject({ failure: null, state: { state: 'not-logged' } });
});

test('what becomes known of a head later is asked about again', async () => {
  const { open, calls } = start();
  const { message } = open({ from: { address: '', name: 'Ada', known: false } });
  await settle();
  message.change({ from: { address: 'ada@acme.example', name: 'Ada', known: true } });
  await settle();
  expect(calls('messageStates').at(-1)?.[1]).toMatchObject([{ from: { known: true } }]);
});

test('R1: records are chosen before a message is logged', async () => {
  const { open, calls } = start();
  const { session } = open();
  await settle();
  await session.plan();
  expect(session.view.plan?.verdict).toBe('will-log');
  await session.choose({ off: ['deal:1'], added: [] });
  await session.log();
  expect(calls('planMessage').map(([, , choices]) => choices)).toEqual([
    { off: [], added: [] },
    { off: ['deal:1'], added: [] },
  ]);
  expect(calls('logMessage')[0]?.[2]).toEqual({ off: ['deal:1'], added: [] });
});

test('a message that was folded away is asked about no more', async () => {
  const { open, reading, calls } = start();
  const { message } = open();
  message.fold();
  reading.refresh();
  await settle();
  expect(calls('messageStates')).toEqual([]);
});

const tracked = (id: string, hostMessageId: string): TrackedInThread => ({ id, messageId: null, hostMessageId, at: 1, hits: [] });
const tracks = { accountState: async () => ({ ...readyState, trackBases: ['https://endpoint.example'] }) };

test('T3 T6: that a thread with a tracked mail is open is told once; each message gets its own opens and clicks', async () => {
  const { open, reading, calls } = start({ ...tracks, threadHits: async () => [tracked('e1', 'm1'), tracked('e3', 'm3')] });
  const [first, second] = [open(), open({ hostMessageId: 'm2' })];
  await settle();
  reading.refresh();
  await settle();
  expect(calls('noteThreadOpen')).toEqual([['anna@northwind.example', 't1']]);
  expect([first, second].map(({ session }) => session.view.tracked?.id ?? null)).toEqual(['e1', null]);
});

test('T3: nothing is told of a thread in which nothing is tracked, nor asked where nobody tracks', async () => {
  const { open, calls } = start(tracks);
  open();
  await settle();
  expect(calls('threadHits')).toHaveLength(1);
  expect(calls('noteThreadOpen')).toEqual([]);
  const untracked = start();
  untracked.open();
  await settle();
  expect(untracked.calls('threadHits')).toEqual([]);
});

test('T6: an answer that was overtaken by a newer one is not shown', async () => {
  const hit = { id: 'h', at: 2 } as TrackedInThread['hits'][number];
  const answers = [new Promise<TrackedInThread[]>((done) => setTimeout(() => done([tracked('e1', 'm1')]), 1_000))];
  const { open, reading } = start({
    ...tracks,
    threadHits: () => answers.shift() ?? Promise.resolve([{ ...tracked('e1', 'm1'), hits: [hit] }]),
  });
  const { session } = open();
  await settle();
  reading.refreshHits();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(session.view.tracked?.hits).toEqual([hit]);
});

test('T7: what is erased is shown no more; where nobody could be told, it is', async () => {
  let erased = false;
  const { open } = start({ ...tracks, threadHits: async () => [tracked('e1', 'm1')], eraseTracked: async () => ({ erased }) });
  const { session } = open();
  await settle();
  expect(await session.eraseTracked()).toBe(false);
  expect(session.view.tracked?.id).toBe('e1');
  erased = true;
  expect(await session.eraseTracked()).toBe(true);
  expect(session.view.tracked).toBeNull();
});
