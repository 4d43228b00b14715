// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Translate } from '../../core/messages';
import type { Compose, MailClient, Notice, Probe, SendSign } from '../../mail/mail-client';
import type { FromWorker } from '../protocol';
import { FakeCompose, fakeWorker, readyState } from './fakes';
import { MailPage, nearestCompose } from './mail-page';
import type { Worker } from './worker';

const t = Object.assign((key: string, ...values: (string | number)[]) => [key, ...values].join(' '), {
  plural: (key: string, count: number) => `${key} ${count}`,
  language: 'en',
}) as Translate;

let ended: AbortController;
beforeEach(() => {
  ended = new AbortController();
});
afterEach(() => {
  ended.abort();
  document.body.replaceChildren();
});

function start(answers: Partial<Worker> = {}) {
  const { worker, asked } = fakeWorker(answers);
  const notices: Notice[] = [];
  const inspect = vi.fn((): Probe[] => [{ id: 'compose', state: 'found', evidence: '.AD' }]);
  let handOut: (compose: Compose) => void = () => undefined;
  let stray: (hostDraftId: string, sign: SendSign) => void = () => undefined;
  let told: Partial<FromWorker> = {};
  const client: MailClient = {
    id: 'gmail',
    account: 'anna@northwind.example',
    watchComposes: (onCompose) => {
      handOut = onCompose;
    },
    watchStraySends: (onSend) => {
      stray = onSend;
    },
    watchStrayLeaving: () => undefined,
    notify: (notice) => notices.push(notice),
    reader: { watchMessages: () => undefined, watchSentList: () => undefined },
    inspect,
  };
  new MailPage(
    {
      worker,
      listen: (handlers) => {
        told = handlers;
      },
      t,
      isOrphan: () => false,
      failureOf: () => 'unexpected',
      signal: ended.signal,
    },
    client,
  );
  const add = (box = document.body) => {
    const compose = new FakeCompose(ended.signal);
    compose.slot = box.appendChild(document.createElement('div'));
    handOut(compose);
    return compose;
  };
  const calls = (name: string) => asked.filter(({ call }) => call === name).map(({ args }) => args);
  return {
    add,
    handOut: (compose: Compose) => handOut(compose),
    stray: (...args: Parameters<typeof stray>) => stray(...args),
    told: () => told,
    calls,
    notices,
    inspect,
    leave: () => {
      vi.spyOn(document, 'visibilityState', 'get').mockReturnValueOnce('hidden');
      document.dispatchEvent(new Event('visibilitychange'));
    },
  };
}

test('each compose window gets its line', async () => {
  const { add } = start();
  const [one, two] = [add(), add()];
  expect(one.slot?.children).toHaveLength(1);
  expect(two.slot?.children).toHaveLength(1);
});

test('the records in the line cannot be read by the page', () => {
  const { add } = start();
  expect(add().slot?.firstElementChild?.shadowRoot).toBeNull();
});

test('a shortcut acts on the window that has the focus', async () => {
  const { add, told, calls } = start({ openDraft: async (_account, hostDraftId) => ({ ...readyState, id: hostDraftId }) });
  const boxes = ['one', 'two'].map((id) => {
    const box = document.body.appendChild(document.createElement('div'));
    const input = box.appendChild(document.createElement('input'));
    const compose = add(box);
    compose.change({ hostDraftId: id });
    return { input, compose };
  });
  await vi.waitFor(() => expect(calls('openDraft').length).toBeGreaterThanOrEqual(4));
  boxes[0]?.input.focus();
  told().toggle?.('log');
  await vi.waitFor(() => expect(calls('setSwitches')).toEqual([['one', { log: false, track: false }]]));
});

test('with the focus nowhere it is the window that was worked in last', () => {
  const composes = [new FakeCompose(ended.signal), new FakeCompose(ended.signal)];
  for (const compose of composes) compose.slot = document.body.appendChild(document.createElement('div'));
  expect(nearestCompose(composes, document.body)).toBeNull();
});

test('E2: a window with no place for the line offers logging by hand, once, and reports what is missing', () => {
  const { handOut, calls } = start();
  const before = document.body.children.length;
  handOut(new FakeCompose(ended.signal));
  handOut(new FakeCompose(ended.signal));
  expect(document.body.children.length - before).toBe(1);
  expect(calls('reportSelfCheck').at(-1)?.[0]).toMatchObject({ host: 'gmail', probes: [{ id: 'compose' }] });
});

test('E2: what was found stays found when it is closed again', () => {
  const { inspect, calls, leave } = start();
  leave();
  inspect.mockReturnValue([{ id: 'compose', state: 'not-needed-yet', evidence: '.AD' }]);
  leave();
  expect(calls('reportSelfCheck')).toHaveLength(2);
  expect(calls('reportSelfCheck').at(-1)?.[0]).toMatchObject({ probes: [{ id: 'compose', state: 'found' }] });
  inspect.mockReturnValue([{ id: 'compose', state: 'missing', evidence: '.AD' }]);
  leave();
  expect(calls('reportSelfCheck').at(-1)?.[0]).toMatchObject({ probes: [{ id: 'compose', state: 'missing' }] });
});

test('E2: what is found in a page is looked for when somebody asks', () => {
  const { inspect, calls, told } = start();
  expect(inspect).not.toHaveBeenCalled();
  told().inspect?.();
  expect(calls('reportSelfCheck')).toMatchObject([[{ host: 'gmail', probes: [{ id: 'compose', state: 'found' }] }]]);
});

test('E2: a page that cannot be read offers logging by hand', () => {
  const { worker } = fakeWorker();
  new MailPage({ worker, listen: () => undefined, t, isOrphan: () => false, failureOf: () => 'unexpected', signal: ended.signal }, null);
  expect(document.body.children).toHaveLength(1);
});

test('news of a send is said at the host’s own place', () => {
  const { told, notices } = start();
  told().news?.({ id: '1', state: 'logged', names: ['Ada'], url: null, code: null, rule: null });
  expect(notices.map(({ text }) => text)).toEqual(['sent_logged Ada']);
});

test('an Undo that nobody answers says so', async () => {
  const { told, notices } = start({ unlog: () => Promise.reject(new Error()) });
  told().news?.({ id: '1', state: 'logged', names: ['Ada'], url: null, code: null, rule: null });
  notices[0]?.actions[0]?.run();
  await vi.waitFor(() => expect(notices.at(-1)?.text).toBe('sent_no_answer'));
});

test('a send of a window elsewhere is told under its draft', async () => {
  const { stray, calls } = start();
  stray('r-1', { kind: 'pressed' });
  expect(calls('signStray')).toEqual([['anna@northwind.example', 'r-1', { kind: 'pressed' }]]);
});
