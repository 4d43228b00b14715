import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isolate } from './bidi';
import { makeTranslate } from './messages';

test('a name that runs from right to left is kept apart, and signs that turn the line are taken out', () => {
  expect(isolate('Ada Lovelace')).toBe('Ada Lovelace');
  expect(isolate('Élodie 🦊')).toBe('Élodie 🦊');
  expect(isolate('דנה כהן')).toBe('\u2068דנה כהן\u2069');
  expect(isolate('invoice\u202efdp.exe')).toBe('\u2068invoicefdp.exe\u2069');
  const t = makeTranslate('en', (_, [name]) => `Logged to ${name}`);
  expect(t('sent_logged', 'a\u2069\u202eb')).toBe('Logged to \u2068ab\u2069');
});

test('whatever is put into a sentence opens nothing that it does not close', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const kept = isolate(text);
      const signs = [...kept.matchAll(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu)].join('');
      return (signs === '' || signs === '\u2068\u2069') && isolate(kept) === kept;
    }),
  );
});
