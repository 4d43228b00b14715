import { expect, test } from 'vitest';
import english from '../../../public/_locales/en/messages.json';
import type { TimelineItem } from '../../core/endpoint-api';
import type { Exclusion } from '../../core/engagement';
import { lookUpIn, makeTranslate } from '../../core/messages';
import { moneyOf, peopleOf, reasonOf, sizeOf } from './words';

const t = makeTranslate('en', lookUpIn(english));
const person = (name: string) => ({ name, address: `${name.toLowerCase()}@acme.example` });
const mail = (to: string[], cc: string[] = []) => ({ from: person('Anna'), to: to.map(person), cc: cc.map(person) }) as TimelineItem;

test('a mail names its sender and its first receiver, and counts the others', () => {
  expect(peopleOf(mail(['Ada']), t)).toBe('Anna to Ada');
  expect(peopleOf(mail(['Ada'], ['Bob']), t)).toBe('Anna to Ada and 1 other');
  expect(peopleOf(mail(['Ada', 'Bob'], ['Cem']), t)).toBe('Anna to Ada and 2 others');
  expect(peopleOf(mail([]), t)).toBe('Anna to nobody visible');
});

test('a person without a name is named by the address', () => {
  expect(peopleOf({ ...mail([]), to: [{ name: '', address: 'ada@acme.example' }] }, t)).toBe('Anna to ada@acme.example');
});

const left = (more: Partial<Exclusion>): Exclusion => ({ ...person('Bob'), field: 'to', reason: 'never-log', ...more });

test('N2: who was left out by a rule is said with the rule and whose it is', () => {
  expect(reasonOf(left({ rule: 'acme.example', scope: 'everyone' }), 'Anna', t)).toBe('acme.example is on the never-log list (everyone)');
  expect(reasonOf(left({ rule: 'acme.example', scope: 'me' }), 'Anna', t)).toBe('acme.example is on the never-log list (only Anna)');
  expect(reasonOf(left({}), 'Anna', t)).toBe('on the never-log list');
});

test('every reason for leaving somebody out has its words', () => {
  const reasons = ['never-log', 'own-address', 'colleague', 'no-record', 'bcc-without-record', 'unticked', 'unreadable'] as const;
  for (const reason of reasons) expect(reasonOf(left({ reason }), 'Anna', t)).not.toMatch(/_/);
});

test.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1000, '1 kB'],
  [1_234_567, '1.2 MB'],
  [5e13, '50,000 GB'],
])('%d bytes are %s', (size, words) => {
  expect(sizeOf({ size }, t)).toBe(words);
});

test('money is shown as its currency is written', () => {
  expect(moneyOf('1250000 EUR', 'en')).toBe('€12,500.00');
  expect(moneyOf('1250000 JPY', 'en')).toBe('¥1,250,000');
  expect(moneyOf('1250000', 'en')).toBe('12,500.00');
});
