import fc from 'fast-check';
import { expect, test } from 'vitest';
import { affinity } from './carried-mail';
import type { Claim } from './claim';
import type { SendSign } from './mail-client';
import { SendLedger } from './send-ledger';

const DRAFT = 'msg-a:r1';
const leaving = (order: number): Claim => ({ kind: 'leaving', draft: DRAFT, order, to: [], cc: [], bcc: [], subject: '', html: '' });
const accepted = (order: number): Claim => ({
  kind: 'accepted',
  draft: DRAFT,
  order,
  messageId: '<x@y>',
  hostMessageId: null,
  hostThreadId: 't',
});
const refused = (order: number): Claim => ({ kind: 'refused', draft: DRAFT, order, status: 500 });
const saved = (order: number): Claim => ({ kind: 'saved', draft: DRAFT, order });

function open(ledger: SendLedger, draft = DRAFT) {
  const heard: SendSign['kind'][] = [];
  const window = { isThere: true };
  const track = ledger.join({ draftId: () => draft, isOpen: () => window.isThere }, (sign) => heard.push(sign.kind));
  return { heard, track, window };
}

test('C5: whoever sees it first, a send is confirmed once', () => {
  const ledger = new SendLedger();
  const { heard, track } = open(ledger);
  track.press();
  ledger.hear(leaving(1));
  track.confirm('t', 'm');
  ledger.hear(accepted(1));
  track.confirm('t', 'm');
  expect(heard).toEqual(['pressed', 'leaving', 'confirmed']);
});

test('C5: a draft save asked for before the send, and answered after it, undoes nothing', () => {
  const ledger = new SendLedger();
  const { heard } = open(ledger);
  ledger.hear(leaving(2));
  ledger.hear(saved(1));
  ledger.hear(accepted(2));
  ledger.hear(saved(1));
  expect(heard).toEqual(['leaving', 'confirmed']);
});

test('C5: taken back before the answer came, it is undone, and the late answer changes nothing', () => {
  const ledger = new SendLedger();
  const { heard } = open(ledger);
  ledger.hear(leaving(1));
  ledger.hear(saved(2));
  ledger.hear(accepted(1));
  expect(heard).toEqual(['leaving', 'undone']);
});

test('C5: refused and tried again by Gmail itself, it is confirmed after all', () => {
  const ledger = new SendLedger();
  const { heard } = open(ledger);
  for (const claim of [leaving(1), refused(1), leaving(2), accepted(2)]) ledger.hear(claim);
  expect(heard).toEqual(['leaving', 'failed', 'leaving', 'confirmed']);
});

test('after Undo the first window hears the end of its send, and the second one only of its own', () => {
  const ledger = new SendLedger();
  const first = open(ledger);
  first.track.press();
  ledger.hear(leaving(1));
  first.window.isThere = false;
  ledger.hear(accepted(1));
  const second = open(ledger);
  ledger.hear(saved(2));
  second.track.press();
  ledger.hear(leaving(3));
  ledger.hear(accepted(3));
  expect(first.heard).toEqual(['pressed', 'leaving', 'confirmed', 'undone']);
  expect(second.heard).toEqual(['pressed', 'leaving', 'confirmed']);
});

test('C1: a send of a draft whose window closed without sending is a stray, as from a pop-out', () => {
  const ledger = new SendLedger();
  const strays: string[] = [];
  const end = new AbortController();
  ledger.watchStrays((draft, sign) => strays.push(`${draft} ${sign.kind}`), end.signal);
  const { heard, window } = open(ledger);
  window.isThere = false;
  ledger.hear(leaving(1));
  ledger.hear(accepted(1));
  ledger.hear(accepted(1));
  end.abort();
  ledger.hear(saved(2));
  expect(heard).toEqual([]);
  expect(strays).toEqual([`${DRAFT} leaving`, `${DRAFT} confirmed`]);
});

test('whatever is claimed in whatever order, nothing is confirmed twice without being undone or sent again between', () => {
  const kind = fc.constantFrom(leaving, accepted, refused, saved);
  fc.assert(
    fc.property(fc.array(fc.tuple(kind, fc.integer({ min: 1, max: 6 })), { maxLength: 30 }), (claims) => {
      const ledger = new SendLedger();
      const { heard } = open(ledger);
      for (const [make, order] of claims) ledger.hear(make(order));
      expect(heard.join(' ')).not.toMatch(/confirmed (failed )?confirmed/);
    }),
  );
});

const person = (address: string, name = '') => ({ address, name });
const mail = (subject: string, ...to: string[]) => ({ to: to.map((one) => person(one)), cc: [], bcc: [], subject });

/** A window of a page that shows no ids. */
function openUnnamed(ledger: SendLedger, subject: string, ...to: string[]) {
  const heard: SendSign['kind'][] = [];
  const window = { isThere: true, draft: '', closedAt: 0 };
  const recipients = to.map((address) => ({ field: 'to' as const, address, name: '', known: true }));
  const track = ledger.join(
    {
      draftId: () => window.draft,
      isOpen: () => window.isThere,
      closedAt: () => window.closedAt,
      matches: (carried) => affinity({ subject, recipients }, carried),
      adopt: (draft) => {
        window.draft = draft;
      },
    },
    (sign) => heard.push(sign.kind),
  );
  return { heard, track, window };
}

test('C1: of several windows that show no id, each learns its own from what is saved', () => {
  const ledger = new SendLedger();
  const [offer, other] = [openUnnamed(ledger, 'Offer', 'ada@acme.example'), openUnnamed(ledger, '', 'bob@acme.example')];
  ledger.hear({ kind: 'saved', draft: 'A2', order: 1, mail: mail('', 'bob@acme.example') });
  ledger.hear({ kind: 'saved', draft: 'A1', order: 2, mail: mail('Offer', 'bob@acme.example') });
  expect([offer.window.draft, other.window.draft]).toEqual(['A1', 'A2']);
  const blank = openUnnamed(ledger, '');
  ledger.hear({ kind: 'saved', draft: 'A3', order: 3, mail: mail('') });
  expect(blank.window.draft).toBe('A3');
  expect([...offer.heard, ...other.heard, ...blank.heard]).toEqual([]);
});

test('C5: a mail that was never saved is its who pressed Send on one like it; nobody’s, if none is like it', () => {
  const ledger = new SendLedger({ isFinal: true });
  const [idle, pressed] = [openUnnamed(ledger, 'Offer', 'ada@acme.example'), openUnnamed(ledger, 'Offer', 'ada@acme.example')];
  pressed.track.press();
  pressed.window.isThere = false;
  const openedLater = openUnnamed(ledger, 'Offer', 'ada@acme.example');
  ledger.hear({ kind: 'leaving', draft: '', order: 5, ...mail('Offer', 'ada@acme.example'), html: '' });
  ledger.hear({ kind: 'leaving', draft: '', order: 6, ...mail('Else', 'eve@acme.example'), html: '' });
  ledger.hear({ ...accepted(6), draft: '' });
  ledger.hear({ ...accepted(5), draft: '' });
  expect(pressed.heard).toEqual(['pressed', 'leaving', 'confirmed']);
  expect([...idle.heard, ...openedLater.heard]).toEqual([]);
});

test('C5: a draft that is saved from another window while its send is held back was undone', () => {
  const ledger = new SendLedger();
  const first = openUnnamed(ledger, 'Offer', 'ada@acme.example');
  ledger.hear({ kind: 'saved', draft: 'A1', order: 1, mail: mail('Offer', 'ada@acme.example') });
  first.track.press();
  first.window.isThere = false;
  const second = openUnnamed(ledger, 'Offer', 'ada@acme.example');
  ledger.hear({ kind: 'saved', draft: 'A1', order: 2, mail: mail('Offer', 'ada@acme.example') });
  second.track.press();
  ledger.hear({ ...leaving(3), draft: 'A1' });
  ledger.hear({ ...accepted(3), draft: 'A1' });
  expect(first.heard).toEqual(['pressed', 'undone']);
  expect(second.heard).toEqual(['pressed', 'leaving', 'confirmed']);
});

test('C5: what the worker saw is told once, before or after the page’s own witness', () => {
  const now = Date.now() + 1_000;
  const carried = { ...mail('Offer', 'ada@acme.example'), html: '' };
  for (const isFirst of [true, false]) {
    const ledger = new SendLedger();
    const { heard, track } = openUnnamed(ledger, 'Offer', 'ada@acme.example');
    track.press();
    const overhear = () => ledger.overhear({ kind: 'leaving', draft: 'A1', order: now + 20, ...carried });
    if (isFirst) overhear();
    ledger.hear({ kind: 'leaving', draft: 'A1', order: now, ...carried });
    if (!isFirst) overhear();
    ledger.hear({ ...accepted(now), draft: 'A1' });
    overhear();
    expect(heard.filter((kind) => kind !== 'leaving')).toEqual(['pressed', 'confirmed']);
    expect(heard.filter((kind) => kind === 'leaving')).toHaveLength(isFirst ? 2 : 1);
  }
});

test('C5: a send that only the worker sees is under way, and no draft save from before it undoes it', () => {
  const ledger = new SendLedger();
  const { heard, track } = openUnnamed(ledger, 'Offer', 'ada@acme.example');
  track.press();
  ledger.overhear({ kind: 'leaving', draft: 'A1', order: Date.now() + 1_000, ...mail('Offer', 'ada@acme.example'), html: '' });
  track.refuse();
  track.reopen();
  ledger.hear({ kind: 'saved', draft: 'A1', order: Date.now() - 9_000 });
  expect(heard).toEqual(['pressed', 'leaving']);
});

test('C5: scheduled from a menu, which closes its window before the request goes out, it is still that window’s', () => {
  const ledger = new SendLedger();
  const { heard, window } = openUnnamed(ledger, 'Offer', 'ada@acme.example');
  const other = openUnnamed(ledger, 'Offer', 'bob@acme.example');
  const movedAway = openUnnamed(ledger, 'Offer', 'ada@acme.example');
  for (const one of [window, other.window, movedAway.window]) Object.assign(one, { isThere: false, closedAt: 9e12 });
  movedAway.window.closedAt -= 1_000;
  ledger.overhear({ kind: 'leaving', draft: 'A1', order: 9e12 + 20, ...mail('Offer', 'ada@acme.example'), html: '' });
  ledger.overhear({ kind: 'scheduled', draft: 'A1', order: 9e12 + 20, at: null });
  expect(heard).toEqual(['leaving', 'scheduled']);
  expect([...other.heard, ...movedAway.heard]).toEqual([]);
});

test('C1: a mail that was never saved and has no window here is a stray with a name of its own', () => {
  const ledger = new SendLedger({ isFinal: true });
  const strays: string[] = [];
  ledger.watchStrays((draft, sign) => strays.push(`${draft} ${sign.kind}`), new AbortController().signal);
  ledger.hear({ kind: 'leaving', draft: '', order: 6, ...mail('Else', 'eve@acme.example'), html: '' });
  ledger.hear({ kind: 'refused', draft: '', order: 6, status: 200 });
  expect(strays).toEqual(['unsaved:6 leaving', 'unsaved:6 failed']);
});

test('C5: what the worker tells of a send too late is neither the window’s that got its mail back, nor the one’s that it is in now', () => {
  const ledger = new SendLedger();
  const first = openUnnamed(ledger, 'Offer', 'ada@acme.example');
  first.track.press();
  const asked = Date.now() - 50;
  first.window.isThere = false;
  first.track.reopen();
  const second = openUnnamed(ledger, 'Offer', 'ada@acme.example');
  ledger.overhear({ kind: 'leaving', draft: 'A1', order: asked, ...mail('Offer', 'ada@acme.example'), html: '' });
  expect(first.heard).toEqual(['pressed', 'undone']);
  expect(second.heard).toEqual([]);
});
