import { expect, test } from 'vitest';
import type { OutboxEntry } from '../../core/outbox/entry';
import { sampleEntry } from '../../core/outbox/samples';
import { withFreshPage, withNextPage } from './pages';

const entries = (...numbers: number[]): OutboxEntry[] => numbers.map((number) => ({ ...sampleEntry(number), position: number }));
const numbersOf = (page: { entries: OutboxEntry[] }) => page.entries.map(({ position }) => position);

test('a refresh shows what is new at the top and keeps the pages that were scrolled to', () => {
  const shown = { entries: entries(9, 8, 7, 6, 5, 4), cursor: '4' };
  const next = withFreshPage(shown, { entries: entries(10, 9, 8), cursor: '8' }, 20);
  expect(numbersOf(next)).toEqual([10, 9, 8, 7, 6, 5, 4]);
  expect(next.cursor).toBe('4');
});

test('an entry that was changed moves up and is not shown twice', () => {
  const shown = { entries: entries(9, 8, 7, 6, 5), cursor: '5' };
  expect(numbersOf(withFreshPage(shown, { entries: entries(6, 9, 8), cursor: '8' }, 20))).toEqual([6, 9, 8, 7, 5]);
});

test('the list begins again when more changed than one page tells', () => {
  const shown = { entries: entries(5, 4, 3), cursor: null };
  const fresh = { entries: entries(12, 11, 10), cursor: '10' };
  expect(withFreshPage(shown, fresh, 12)).toBe(fresh);
});

test('the list begins again when something further down has gone elsewhere', () => {
  const shown = { entries: entries(5, 4, 3, 2, 1), cursor: null };
  const fresh = { entries: entries(5, 4), cursor: '4' };
  expect(withFreshPage(shown, fresh, 4)).toBe(fresh);
  expect(numbersOf(withFreshPage(shown, fresh, 5))).toEqual([5, 4, 3, 2, 1]);
});

test('a next page brings nothing twice', () => {
  const shown = { entries: entries(5, 4), cursor: '4' };
  expect(withNextPage(shown, { entries: entries(4, 3), cursor: null })).toEqual({ entries: entries(5, 4, 3), cursor: null });
});
