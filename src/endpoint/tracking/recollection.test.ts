import { expect, test } from 'vitest';
import { MEMORY_MS } from '../../core/tracking/weigh';
import { makeRecollection } from './recollection';

const UNKNOWN = { client: null, network: null };

test('T2: where a hit came from is known for a minute and no longer, whatever comes after it', () => {
  let now = 0;
  const recollection = makeRecollection(() => now);
  const marks = recollection.marksOf('192.0.2.1', 'Browser');
  recollection.keepHit('first', marks);
  now = MEMORY_MS - 1;
  recollection.keepHit('second', marks);
  expect([recollection.hit('first'), recollection.hit('never')]).toEqual([marks, UNKNOWN]);
  now = MEMORY_MS;
  recollection.keepHit('third', marks);
  expect([recollection.hit('first'), recollection.hit('second')]).toEqual([UNKNOWN, marks]);
});

test('T2: a flood is not kept for long, and what came last is', () => {
  const recollection = makeRecollection(() => 0);
  const marks = recollection.marksOf('192.0.2.1', 'Browser');
  for (let number = 0; number < 60_000; number++) recollection.keepHit(`flood ${number}`, marks);
  expect([recollection.hit('flood 0'), recollection.hit('flood 59999'), recollection.hit('flood 45000')]).toEqual([UNKNOWN, marks, marks]);
});

test('T3: the network of an own view is known for as long as somebody may read on', () => {
  let now = 0;
  const recollection = makeRecollection(() => now);
  const { network } = recollection.marksOf('192.0.2.1', '');
  recollection.keepOpen('m ref', 5, '192.0.2.1');
  now = 9 * 60_000;
  expect([recollection.openedFrom('m ref', 5), recollection.openedFrom('m ref', 6)]).toEqual([network, null]);
  now = 10 * 60_000;
  expect(recollection.openedFrom('m ref', 5)).toBe(null);
});
