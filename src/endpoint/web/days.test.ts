import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayHeading, dayKeys, groupByDay } from './days';

const at = (text: string) => ({ at: Date.parse(text) });

test('the viewer’s time zone decides to which day a mail belongs', () => {
  const late = [at('2026-05-03T22:30:00Z'), at('2026-05-03T21:30:00Z')];
  expect(groupByDay(late, 'Europe/Berlin').map((day) => day.key)).toEqual(['2026-05-04', '2026-05-03']);
  expect(groupByDay(late, 'America/New_York').map((day) => day.key)).toEqual(['2026-05-03']);
});

test('a day is headed once, even if mails come out of order', () => {
  const days = groupByDay([at('2026-05-04T10:00:00Z'), at('2026-05-03T10:00:00Z'), at('2026-05-04T09:00:00Z')], 'UTC');
  expect(days.map((day) => [day.key, day.items.length])).toEqual([
    ['2026-05-04', 2],
    ['2026-05-03', 1],
  ]);
});

test('every mail is under the heading of its own day, none is lost', () => {
  const moments = fc.array(fc.integer({ min: 0, max: 4e12 }).map((moment) => ({ at: moment })));
  fc.assert(
    fc.property(moments, fc.constantFrom('UTC', 'Europe/Rome', 'Pacific/Apia'), (items, zone) => {
      const keyOf = dayKeys(zone);
      const days = groupByDay(items, zone);
      expect(days.flatMap((day) => day.items)).toHaveLength(items.length);
      for (const day of days) for (const item of day.items) expect(keyOf(item.at)).toBe(day.key);
    }),
  );
});

describe('a heading', () => {
  test.each([
    ['2026-05-03', 'en-GB', 'Today'],
    ['2026-05-02', 'en-GB', 'Yesterday'],
    ['2026-05-02', 'de', 'Gestern'],
    ['2026-05-01', 'it', 'Venerdì 1 maggio'],
    ['2026-05-01', 'fr', 'Vendredi 1 mai'],
    ['2026-05-01', 'es', 'Viernes, 1 de mayo'],
    ['2025-12-31', 'de', 'Mittwoch, 31. Dezember 2025'],
  ])('for %s in %s is %s', (key, language, heading) => {
    expect(dayHeading(key, '2026-05-03', language)).toBe(heading);
  });

  test('of tomorrow, when a clock is ahead, is a date', () => {
    expect(dayHeading('2026-05-04', '2026-05-03', 'en-GB')).toBe('Monday 4 May');
  });
});
