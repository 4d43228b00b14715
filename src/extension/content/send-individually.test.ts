import { expect, test, vi } from 'vitest';
import type { DraftRecipient, MailCopy, SendSign } from '../../mail/mail-client';
import { FakeCompose, readyState } from './fakes';
import { type IndividualEnd, type IndividualState, SendIndividually } from './send-individually';

const CONFIRMED: SendSign = { kind: 'confirmed', messageId: null, hostThreadId: 'T', hostMessageId: null, at: 1 };
const { signal } = new AbortController();
const person = (name: string, field: DraftRecipient['field'] = 'to'): DraftRecipient => ({
  ...{ address: `${name.toLowerCase()}@acme.com`, name, field },
  known: true,
});

/** `answers`: what the host says of each mail, in order. */
function begin(answers: (SendSign | null)[], change: Parameters<FakeCompose['change']>[0] = {}) {
  const acts: string[] = [];
  const handsOf = (compose: FakeCompose, name: string, answer: SendSign | null = null) => ({
    setRecipients: (recipients: readonly DraftRecipient[]) => {
      acts.push(`${name}: ${recipients.map((one) => `${one.field} ${one.name}`).join(', ')}`);
      compose.change({ recipients: [...recipients] });
    },
    addBcc: () => {},
    send: () => {
      acts.push(`send ${name}`);
      if (answer) compose.sign(answer);
    },
    discard: () => void acts.push(`discard ${name}`),
  });
  const compose = Object.assign(new FakeCompose(signal), { hands: null as ReturnType<typeof handsOf> | null });
  compose.change({ subject: 'Offer', recipients: [person('Ada'), person('Bob'), person('Ada'), person('Eve', 'bcc')], ...change });
  compose.hands = handsOf(compose, 'first');
  const copies: MailCopy[] = [];
  const openCopy = vi.fn(async (copy: MailCopy) => {
    const opened = new FakeCompose(signal);
    const answer = answers[copies.length] ?? null;
    copies.push(copy);
    return {
      compose: Object.assign(opened, { hands: handsOf(opened, copy.to.name, answer) }),
      session: { switchAs: vi.fn(async () => undefined) },
    };
  });
  const states: IndividualState[] = [];
  const ends: IndividualEnd[] = [];
  const view = () => ({ state: readyState, choices: { off: [], added: [] } });
  const sending = new SendIndividually({ compose, openCopy, view, onState: (state) => states.push(state), onEnd: (end) => ends.push(end) });
  return { compose, sending, openCopy, acts, copies, states, ends };
}
const names = (end: IndividualEnd | undefined) =>
  Object.fromEntries(Object.entries(end ?? {}).map(([way, people]) => [way, (people as { name: string }[]).map(({ name }) => name)]));

test('each gets the same mail once, is off the first draft before hers leaves, and the draft goes when all have left', async () => {
  const { sending, acts, copies, ends, states } = begin([CONFIRMED, CONFIRMED, CONFIRMED]);
  await sending.run();
  expect(copies.map(({ to, subject, html }) => [to.address, subject, html])).toEqual([
    ['ada@acme.com', 'Offer', '<p>Hello</p>'],
    ['bob@acme.com', 'Offer', '<p>Hello</p>'],
    ['eve@acme.com', 'Offer', '<p>Hello</p>'],
  ]);
  expect(acts).toEqual(['first: to Bob, bcc Eve', 'send Ada', 'first: bcc Eve', 'send Bob', 'first: ', 'send Eve', 'discard first']);
  expect(names(ends[0])).toEqual({ sent: ['Ada', 'Bob', 'Eve'], unsent: [], unknown: [], left: [] });
  expect(states.at(0)).toEqual({ kind: 'sending', done: 0, of: 3 });
});

test('one that is refused ends it: who got it is told, the others stay in the draft, which stays', async () => {
  const { sending, acts, ends } = begin([CONFIRMED, { kind: 'failed', status: 500 }]);
  await sending.run();
  expect(names(ends[0])).toEqual({ sent: ['Ada'], unsent: ['Bob'], unknown: [], left: ['Eve'] });
  expect(acts).not.toContain('discard first');
  expect(acts).not.toContain('send Eve');
});

test('what the host says nothing of is not said to have been sent, nor sent again', async () => {
  vi.useFakeTimers();
  const { sending, acts, ends } = begin([CONFIRMED, null, CONFIRMED]);
  const done = sending.run();
  void sending.run();
  await vi.advanceTimersByTimeAsync(100_000);
  await done;
  vi.useRealTimers();
  expect(names(ends[0])).toEqual({ sent: ['Ada', 'Eve'], unsent: [], unknown: ['Bob'], left: [] });
  expect(acts.filter((act) => act.startsWith('send'))).toEqual(['send Ada', 'send Bob', 'send Eve']);
  expect(acts).not.toContain('discard first');
});

test('a window that cannot be opened leaves everybody where they were', async () => {
  const { sending, openCopy, acts, ends } = begin([]);
  openCopy.mockRejectedValueOnce(new Error('no window'));
  await sending.run();
  expect(acts).toEqual([]);
  expect(names(ends[0]).left).toEqual(['Ada', 'Bob', 'Eve']);
});

test.each([
  ['pictures', { html: '<img data-surl="cid:1" src="?view=fimg&amp;x">' }],
  ['files', { files: [{ name: 'a.pdf', type: 'application/pdf', size: 1, file: null }] }],
  ['unreadable', { recipients: [{ ...person('Ada'), known: false }] }],
  ['many', { recipients: Array.from({ length: 51 }, (_, place) => person(`P${place}`)) }],
  [null, { html: '<img src="https://acme.example/logo.png">' }],
])('what stands against it: %s', async (obstacle, change) => {
  const { sending, openCopy } = begin([], change);
  expect(sending.obstacle()).toBe(obstacle);
  if (obstacle) await sending.run();
  if (obstacle) expect(openCopy).not.toHaveBeenCalled();
});

test('a client that takes nothing from us says so', () => {
  const { compose, sending } = begin([]);
  compose.hands = null;
  expect(sending.obstacle()).toBe('client');
});
