import { expect, test } from 'vitest';
import { sampleEngagement } from '../core/outbox/samples';
import { shownRecipients, splitName } from './plain-text';

test.each([
  ['Ada Lovelace', 'Ada', 'Lovelace'],
  ['Lovelace, Ada', 'Ada', 'Lovelace'],
  ['Ada', 'Ada', ''],
  ['  Ada   King  Lovelace ', 'Ada King', 'Lovelace'],
  ['Anna von der Berg', 'Anna', 'von der Berg'],
  ['Vincent van Gogh', 'Vincent', 'van Gogh'],
  ['María del Carmen', 'María', 'del Carmen'],
  ['von Berg', 'von', 'Berg'],
  ['Acme, Inc., Sales', 'Acme, Inc.,', 'Sales'],
  ['ada@acme.example', '', ''],
  ['', '', ''],
  ['\0', '', ''],
])('the name “%s” is %s, %s', (name, first, last) => {
  expect(splitName({ name, address: 'ada@acme.example' })).toEqual({ first, last });
});

test('N2: whom a rule keeps out is not among the recipients that are written; who is left out for another reason is', () => {
  const [ada, tom] = [
    { address: 'ada@acme.example', name: 'Ada' },
    { address: 'tom@northwind.example', name: 'Tom' },
  ];
  const excluded = [
    { ...ada, field: 'to' as const, reason: 'never-log' as const, rule: 'acme.example', scope: 'me' as const },
    { ...tom, field: 'cc' as const, reason: 'colleague' as const },
  ];
  expect(shownRecipients(sampleEngagement(1, { to: [ada], cc: [tom], excluded }))).toEqual({ to: [], cc: [tom], bcc: [] });
});
