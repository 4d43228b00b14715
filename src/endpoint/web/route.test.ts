import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CRM_HREF, KINDS, listHref, mailHref, parseRoute, recordHref } from './route';

test('an address of a record or a mail leads to it, whatever its id is made of', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), fc.string({ minLength: 1, unit: 'binary' }), (kind, id) => {
      expect(parseRoute(recordHref({ kind, id }))).toEqual({ view: 'record', kind, id });
      expect(parseRoute(mailHref(id))).toEqual({ view: 'mail', id });
    }),
  );
});

test('a tab leads to its list', () => {
  for (const kind of KINDS) expect(parseRoute(listHref(kind))).toEqual({ view: 'records', kind });
});

test('the CRM has a page of its own', () => {
  expect(parseRoute(CRM_HREF)).toEqual({ view: 'crm' });
});

test.each(['', '#', '#/', '#/nothing/x', '#/engagement', '#/constructor/x'])('%j leads to the contacts', (hash) => {
  expect(parseRoute(hash)).toEqual({ view: 'records', kind: 'contact' });
});

test('an address that is not encoded right is taken as it is', () => {
  expect(parseRoute('#/deal/100%')).toEqual({ view: 'record', kind: 'deal', id: '100%' });
});
