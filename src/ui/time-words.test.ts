import { expect, test } from 'vitest';
import { relativeTime } from './time-words';

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;

test('moments are said as people say them', () => {
  expect(relativeTime(NOW + 20_000, NOW, 'en')).toBe('in 20 seconds');
  expect(relativeTime(NOW - 5 * 60_000, NOW, 'de')).toBe('vor 5 Minuten');
  expect(relativeTime(NOW - 26 * HOUR, NOW, 'it')).toBe('ieri');
  expect(relativeTime(NOW + 3 * HOUR, NOW, 'fr')).toBe('dans 3 heures');
  expect(relativeTime(NOW - 800 * 24 * HOUR, NOW, 'es')).toBe('hace 2 años');
});

test('the next unit begins where rounding would reach it', () => {
  expect(relativeTime(NOW - 59_700, NOW, 'en')).toBe('1 minute ago');
  expect(relativeTime(NOW - 23.9 * HOUR, NOW, 'en')).toBe('yesterday');
});
