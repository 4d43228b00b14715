import { expect, test } from 'vitest';
import { draftOpenedIn } from './known-drafts';
import type { MessageClaim } from './message-claim';

const draft = (itemId: string, over: Partial<MessageClaim> = {}): MessageClaim => ({
  itemId,
  conversationId: '',
  messageId: null,
  sentAt: null,
  receivedAt: null,
  from: null,
  to: [{ address: 'ada@acme.example', name: 'Ada Lovelace' }],
  cc: [],
  bcc: [],
  subject: 'Offer',
  preview: 'Hello Ada, here it is',
  isDraft: true,
  ...over,
});
const ada = { field: 'to', address: 'ada@acme.example', name: 'Ada', known: true } as const;
const opened = { subject: 'Offer', recipients: [ada], text: 'Hello Ada,here it is. Anna' };

test('C2: a draft that is opened again is known by its subject, people and text', () => {
  expect(draftOpenedIn(opened, [draft('A'), draft('B', { subject: 'Other' })])).toBe('A');
  expect(draftOpenedIn({ ...opened, recipients: [{ ...ada, address: '', name: 'Ada Lovelace', known: false }] }, [draft('A')])).toBe('A');
});

test('C2: a new mail or answer is no draft that was begun earlier', () => {
  expect(draftOpenedIn({ subject: '', recipients: [], text: '' }, [draft('A', { subject: '', to: [], preview: '' })])).toBe('');
  expect(draftOpenedIn({ ...opened, text: 'Anna' }, [draft('A')])).toBe('');
  expect(draftOpenedIn({ ...opened, recipients: [] }, [draft('A')])).toBe('');
  expect(draftOpenedIn(opened, [draft('A', { isDraft: false })])).toBe('');
});

test('C2: of two drafts that are alike none is taken for the other', () => {
  expect(draftOpenedIn(opened, [draft('A'), draft('B')])).toBe('');
});
