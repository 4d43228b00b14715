import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleId } from '../core/outbox/samples';
import { findMarker, hasMarker, withMarker } from './marker';

test('D2: whatever a mail says, its record is known again by its own id and by no other', () => {
  const words = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(`ref: ${sampleId(7)}`), fc.constant(`REF:\n${sampleId(8)}`));
  fc.assert(
    fc.property(fc.array(words), fc.integer({ min: 60, max: 500 }), (pieces, most) => {
      const text = withMarker(pieces.join('\n'), sampleId(1), most);
      expect(text.length).toBeLessThanOrEqual(most);
      expect(findMarker(text)).toBe(sampleId(1));
    }),
  );
});

test('it is found in what a CRM made of the text, and not in another', () => {
  expect(hasMarker(`<p>Hello</p><p>ref: ${sampleId(1).toUpperCase()}</p>`, sampleId(1))).toBe(true);
  expect(findMarker('See ref: 12345')).toBeNull();
  expect(findMarker(null)).toBeNull();
});

test('a character of two halves is not cut in two', () => {
  expect(withMarker('ab😀cd', sampleId(1), 'ab😀'.length + `\n\nref: ${sampleId(1)}`.length)).toBe(`ab…\n\nref: ${sampleId(1)}`);
});
