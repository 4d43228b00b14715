import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_CLAIM, parseClaim as parse } from './claim';
import { isDraftId } from './gmail/bridge';

const parseClaim = (detail: unknown) => parse(detail, isDraftId);

test('what the page claims is taken apart, and only known fields are put together again', () => {
  const claim = {
    kind: 'leaving',
    draft: 'msg-a:r-1',
    order: 1,
    to: [{ address: 'a@b.c', name: 7, evil: 1 }, null, 3],
    subject: 'x'.repeat(9_000),
    html: 1,
    more: 1,
  };
  expect(parseClaim(JSON.stringify(claim))).toEqual({
    kind: 'leaving',
    draft: 'msg-a:r-1',
    order: 1,
    to: [{ address: 'a@b.c', name: '' }],
    cc: [],
    bcc: [],
    subject: 'x'.repeat(2_000),
    html: '',
  });
});

test('no draft id, no order or too much: no claim', () => {
  for (const draft of ['', 'msg-a:', 'msg-a:<b>', 'msg-x:1', 7])
    expect(parseClaim(JSON.stringify({ kind: 'saved', draft, order: 1 }))).toBeNull();
  for (const order of [1.5, '1', null, 1e300]) expect(parseClaim(JSON.stringify({ kind: 'saved', draft: 'msg-a:r1', order }))).toBeNull();
  expect(parseClaim(' '.repeat(MAX_CLAIM + 1))).toBeNull();
  expect(parseClaim({ kind: 'saved', draft: 'msg-a:r1', order: 1 })).toBeNull();
});

test('nothing that a page says makes it throw', () => {
  const kinds = fc.constantFrom('leaving', 'accepted', 'refused', 'scheduled', 'saved', 'x');
  const record = fc.record({
    kind: kinds,
    draft: fc.constant('msg-a:r1'),
    order: fc.integer(),
    to: fc.jsonValue(),
    at: fc.jsonValue(),
    status: fc.jsonValue(),
    messageId: fc.jsonValue(),
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc.string(),
        record.map((value) => JSON.stringify(value)),
      ),
      (detail) => void parseClaim(detail),
    ),
  );
});
