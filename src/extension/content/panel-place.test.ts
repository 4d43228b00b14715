import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placePanel } from './panel-place';

test('it stands beside a pop-up window, where the text stays free', () => {
  const place = placePanel({ left: 700, right: 1220, top: 760, bottom: 788 }, { left: 680, right: 1240 }, { width: 1280, height: 800 });
  expect(place.left + place.width).toBeLessThan(680);
  expect(place.bottom).toBe(12);
});

test('beside a line that stands high it goes down from there', () => {
  const place = placePanel({ left: 665, right: 1247, top: 205, bottom: 241 }, { left: 617, right: 1264 }, { width: 1280, height: 800 });
  expect(place).toMatchObject({ top: 205, bottom: null, maxHeight: 587 });
});

test('without room beside it stands above the line', () => {
  const place = placePanel({ left: 40, right: 560, top: 560, bottom: 588 }, { left: 20, right: 580 }, { width: 600, height: 600 });
  expect(place).toMatchObject({ left: 160, bottom: 44, top: null });
});

test('it is never wider or higher than the window', () => {
  const length = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(length, fc.integer({ min: 320, max: 3000 }), fc.integer({ min: 320, max: 2000 }), length, (left, width, height, top) => {
      const line = {
        left: Math.min(left, width - 300),
        right: Math.min(left + 300, width),
        top: Math.min(top, height - 28),
        bottom: Math.min(top + 28, height),
      };
      const place = placePanel(line, line, { width, height });
      expect(place.left).toBeGreaterThanOrEqual(8);
      expect(place.left + place.width).toBeLessThanOrEqual(width - 8);
      expect((place.top ?? place.bottom ?? 0) + place.maxHeight).toBeLessThanOrEqual(height);
    }),
  );
});
