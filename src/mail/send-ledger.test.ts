import fc from 'fast-check';
import { expect, test } from 'vitest';
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
