import { expect, test } from 'vitest';
import { refreshed } from './refreshed';

const list = (ids: string, cursor: string | null) => ({ items: [...ids].map((id) => ({ id })), cursor });

test('a new mail comes on top and what was scrolled to stays', () => {
  expect(refreshed(list('edcba', 'older'), list('fed', 'x'))).toEqual(list('fedcba', 'older'));
});

test('a removed mail goes', () => {
  expect(refreshed(list('edcba', 'older'), list('ecb', 'x'))).toEqual(list('ecba', 'older'));
});

test('when nothing changed, it is the very same list', () => {
  const shown = list('edcba', 'older');
  expect(refreshed(shown, list('edc', 'x'))).toBe(shown);
});

test('when the first page is all there is, it is all that is shown', () => {
  expect(refreshed(list('edcba', null), list('ed', null))).toEqual(list('ed', null));
  expect(refreshed(list('a', null), list('', null))).toEqual(list('', null));
});

test('when more came than a page holds, the list begins anew', () => {
  expect(refreshed(list('cba', null), list('zyx', 'x'))).toEqual(list('zyx', 'x'));
});

test('a mail whose text changed is drawn anew', () => {
  const shown = { items: [{ id: 'a', subject: 'before' }], cursor: 'c' };
  const fresh = { items: [{ id: 'a', subject: 'after' }], cursor: 'c' };
  expect(refreshed(shown, fresh)).toEqual(fresh);
});
