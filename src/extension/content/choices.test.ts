import { expect, test } from 'vitest';
import type { Choices } from '../../core/plan';
import type { Contact } from '../../core/records';
import { addRecord, chooseContact, isOn, tick, tickPerson } from './choices';

const none: Choices = { off: [], added: [] };
const deal = { kind: 'deal', id: 'd1', name: 'Engine', detail: '', address: null, url: null } as const;
const sam: Contact = { id: 's1', name: 'Sam', address: 'sam@acme.com', owner: null, company: null, deals: [], url: null };

test('a record is ticked off once, and on again', () => {
  const off = tick(tick(none, 'deal:d1', false), 'deal:d1', false);
  expect(off.off).toEqual(['deal:d1']);
  expect(isOn(off, 'deal:d1')).toBe(false);
  expect(tick(off, 'deal:d1', true)).toEqual(none);
});

test('a record that is added is on, whatever it was before, and is added once', () => {
  const added = addRecord(addRecord(tick(none, 'deal:d1', false), deal), deal);
  expect(added).toEqual({ off: [], added: [{ kind: 'deal', recordId: 'd1', name: 'Engine' }] });
});

test('of several records with one address the last choice holds', () => {
  const chosen = chooseContact(chooseContact(none, 'sam@acme.com', sam), 'sam@acme.com', { ...sam, id: 's2' });
  expect(chosen.added).toEqual([{ kind: 'contact', recordId: 's2', name: 'Sam', address: 'sam@acme.com' }]);
});

test('somebody who was added by search is gone when unticked; a recipient is left out', () => {
  const added = addRecord(none, { kind: 'contact', id: 'c9', name: 'Ana', detail: '', address: 'ana@acme.com', url: null });
  expect(tickPerson(added, 'ana@acme.com', false)).toEqual({ off: ['ana@acme.com'], added: [] });
  expect(tickPerson(none, 'ada@acme.com', false).off).toEqual(['ada@acme.com']);
});
