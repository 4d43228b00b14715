// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SendSign } from '../../mail/mail-client';
import type { LeavingMail } from '../protocol';
import { ComposeSession } from './compose-session';
import { FakeCompose, fakeWorker, readyState } from './fakes';
import { StraySends } from './stray-sends';
import type { Worker } from './worker';

const BASE = 'https://endpoint.example';
const tracking = { ...readyState, track: true, trackBases: [BASE] };
const leaving: SendSign = {
  kind: 'leaving',
  recipients: [{ address: 'ada@acme.example', name: 'Ada', field: 'to', known: true }],
  subject: 'Offer',
  html: '<p>',
};
const confirmed: SendSign = { kind: 'confirmed', messageId: null, hostThreadId: 't', hostMessageId: null, at: 1 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function open(state = tracking, answers: Partial<Worker> = {}) {
  const compose = new FakeCompose(new AbortController().signal, { html: '<p>' });
  const { worker, asked } = fakeWorker({ openDraft: async () => state, ...answers });
  const session = new ComposeSession({
    ...{ compose, worker, account: 'anna@northwind.example', known: null, idOf: () => null, isOrphan: () => false },
    ...{ failureOf: () => 'unexpected' as const, onView: () => {}, onNews: () => {}, onUntold: () => {} },
    ...{ onIndividually: () => {}, openCopy: null },
  });
  await vi.advanceTimersByTimeAsync(400);
  const calls = (name: string) => asked.filter(({ call }) => call === name).map(({ args }) => args);
  return { compose, session, calls, settle: () => vi.advanceTimersByTimeAsync(400) };
}

test('T4: a tracked mail leaves with what the worker says, to those whom the host’s request names', async () => {
  const { compose, calls } = await open();
  compose.sign(leaving);
  expect(await compose.leave(['<p>', '<q>'])).toEqual(['<p><img>', '<q><img>']);
  const [[, mail] = []] = calls('track') as [string, LeavingMail][];
  expect(mail).toMatchObject({ subject: 'Offer', recipients: [{ address: 'ada@acme.example' }] });
});

test('C2 T4: with Track off it waits for nobody, unless something of ours is in it', async () => {
  const { compose, calls } = await open({ ...tracking, track: false });
  expect(compose.leave(['<p>'])).toBeNull();
  expect(await compose.leave([`<img src="${BASE}/o/x">`])).not.toBeNull();
  // As a mail host's proxy may show it in what is quoted.
  const quoted = `<img src="https://proxy.example/?url=${encodeURIComponent(`${BASE}/o/x`).toLowerCase()}">`;
  expect(await compose.leave([quoted])).not.toBeNull();
  expect(calls('track')).toHaveLength(2);
  const forbidden = await open({ ...tracking, trackAllowed: false });
  expect(forbidden.compose.leave(['<p>'])).toBeNull();
});

test('T1: how a tracked mail ended is told; of others nothing is', async () => {
  const { compose, calls, settle } = await open();
  compose.sign(confirmed);
  await settle();
  expect(calls('signTracked')).toEqual([]);
  await compose.leave(['<p>']);
  compose.sign(confirmed);
  compose.sign({ kind: 'undone' });
  compose.sign({ kind: 'undone' });
  await settle();
  expect(calls('signTracked').map(([, sign]) => (sign as SendSign).kind)).toEqual(['confirmed', 'undone']);
});

test('C5: that it is sent is told where anybody tracks: a mail that was scheduled before may be this one', async () => {
  const { compose, calls, settle } = await open({ ...tracking, track: false });
  compose.sign({ kind: 'pressed' });
  await settle();
  expect(calls('signTracked').map(([, sign]) => (sign as SendSign).kind)).toEqual(['pressed']);
  const elsewhere = await open({ ...tracking, track: false, trackBases: [] });
  elsewhere.compose.sign({ kind: 'pressed' });
  await elsewhere.settle();
  expect(elsewhere.calls('signTracked')).toEqual([]);
});

test('T4: what is ours in a draft is taken out when its window opens, and when its mail comes back', async () => {
  const { compose, settle } = await open();
  expect(compose.cleaned).toEqual([[BASE]]);
  compose.sign({ kind: 'undone' });
  compose.to('ada@acme.example');
  await settle();
  expect(compose.cleaned).toHaveLength(2);
});

test('T5: whom Track would be for is asked while it is on, and asked again where nobody could be asked', async () => {
  const plan = vi.fn(async () => ({ verdict: 'held-back' as const, refusals: [], oneOf: 1, individually: [] }));
  const { compose, session, settle } = await open(tracking, {
    planTracking: plan,
    setSwitches: async (_id, switches) => ({ ...tracking, ...switches }),
  });
  compose.to('ada@acme.example');
  await settle();
  expect(session.view.tracking?.verdict).toBe('held-back');
  const before = plan.mock.calls.length;
  expect(await session.tracking.note([{ address: 'ada@acme.example', state: 'given', how: 'spoken' }])).toBe(true);
  await settle();
  expect(plan.mock.calls.length).toBe(before + 1);
  await session.toggle('track');
  expect(session.view.tracking).toBeNull();
});

test('T4: a mail that leaves for a window elsewhere is asked about with whom it goes to', async () => {
  const { worker, asked } = fakeWorker({ trackStray: async (_account, _draft, _mail, parts) => [...parts] });
  const strays = new StraySends('anna@northwind.example', worker, () => tracking);
  expect(strays.change('d1', ['<p>'])).toBeNull();
  await strays.sign('d1', leaving);
  expect(await strays.change('d1', ['<p>'])).toEqual(['<p>']);
  expect(asked.at(-1)?.args.slice(0, 3)).toEqual([
    'anna@northwind.example',
    'd1',
    {
      from: { address: 'anna@northwind.example', name: '' },
      recipients: leaving.kind === 'leaving' && leaving.recipients,
      subject: 'Offer',
    },
  ]);
});
