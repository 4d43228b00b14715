import { expect, test } from 'vitest';
import type { Engagement } from '../../core/engagement';
import { peopleOf } from './people';
import { textsOf } from './texts-of';

const t = await textsOf('en');
const person = (name: string) => ({ name, address: `${name.toLowerCase()}@acme.example` });
const engagement = {
  direction: 'sent',
  from: person('Anna'),
  to: [person('Ada'), person('Nora')],
  cc: [person('Legal')],
  bcc: [],
  associations: [
    { kind: 'contact', ...person('Ada') },
    { kind: 'contact', ...person('Nora') },
    { kind: 'company', name: 'Acme' },
  ],
} as unknown as Engagement;

test('a mail is named after those it is meant for, not after those who are left out', () => {
  expect(peopleOf({ engagement, ref: null }, t)).toBe('Ada and Nora');
});

test('D3: a logged mail is named after those the CRM took it for', () => {
  const records = [
    { kind: 'contact', id: '1', name: 'Ada Lovelace' },
    { kind: 'lead', id: '2', name: 'Nora Vogt' },
    { kind: 'deal', id: '3', name: 'Forty seats' },
  ];
  expect(peopleOf({ engagement, ref: { id: 'e1', url: null, records } }, t)).toBe('Ada Lovelace and Nora Vogt');
});

test('a mail that nobody is logged to is named after who it was to', () => {
  expect(peopleOf({ engagement: { ...engagement, associations: [] }, ref: null }, t)).toBe('Ada and 2 more');
});
