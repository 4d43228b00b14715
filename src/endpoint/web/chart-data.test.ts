import { expect, test } from 'vitest';
import type { Hit } from '../../core/tracking-api';
import { chartOf } from './chart-data';

const hit = (seconds: number, changes: Partial<Hit> = {}): Hit => ({
  ...{ id: `h${seconds}`, messageId: 'm', kind: 'open', class: 'person', confidence: 0.8, reason: 'browser', target: null },
  at: seconds * 1000,
  ...changes,
});
const message = { at: 100_000 };

test('T6: looks are added up from the sending on, machines apart from them, her own opens nowhere', () => {
  const hits = [
    hit(101, { class: 'prefetch' }),
    hit(200, { class: 'proxy' }),
    hit(204, { class: 'proxy' }),
    hit(300, { class: 'self' }),
    hit(5000, { kind: 'click', target: 'https://acme.example/' }),
    hit(9000),
  ];
  const data = chartOf({ message, hits });
  expect(data.times.slice(0, -1)).toEqual([100, 200, 5000, 9000]);
  expect(data.opens).toEqual([0, 1, 1, 2, 2]);
  expect(data.clicks).toEqual([0, 0, 1, 1, 1]);
  expect(data.points.map(({ kind, isProxy, count }) => [kind, isProxy, count])).toEqual([
    ['open', true, 1],
    ['click', false, 1],
    ['open', false, 2],
  ]);
  expect(data.machines).toEqual([101]);
  expect(data.times.at(-1)).toBeGreaterThan(9000);
});

test('a mail that nobody opened, or that came in before its own clock, still has a time axis that rises', () => {
  for (const hits of [[], [hit(40)]]) {
    const { times } = chartOf({ message, hits });
    expect(times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))).toBe(true);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(3600);
  }
});
