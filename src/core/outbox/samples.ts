import type { Engagement } from '../engagement';
import type { LoggedMail } from '../logged-mail';
import type { OutboxEntry } from './entry';

/** An id in the shape of a UUID, for tests. */
export const sampleId = (number: number): string => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;

export const sampleEngagement = (number: number, changes: Partial<Engagement> = {}): Engagement => ({
  id: sampleId(number),
  kind: 'email',
  direction: 'sent',
  account: 'anna@northwind.example',
  thread: `gmail:${number}`,
  messageId: null,
  at: 1_700_000_000_000 + number,
  from: { address: 'anna@northwind.example', name: 'Anna Berger' },
  to: [{ address: 'ada@acme.example', name: 'Ada Lovelace' }],
  cc: [],
  bcc: [],
  subject: 'Offer',
  html: '<p>Hello Ada</p>',
  text: 'Hello Ada',
  attachments: [],
  associations: [{ kind: 'contact', recordId: 'c1', name: 'Ada Lovelace', address: 'ada@acme.example' }],
  associationsComplete: true,
  excluded: [],
  via: 'extension',
  ...changes,
});

export const sampleEntry = (number: number, changes: Partial<OutboxEntry> = {}): Omit<OutboxEntry, 'position'> => {
  const engagement = sampleEngagement(number, changes.engagement);
  return {
    id: engagement.id,
    connectionId: 'crm',
    thread: engagement.thread,
    state: 'waiting',
    wanted: 'logged',
    dueAt: 1000,
    tries: 0,
    ambiguous: false,
    saga: {},
    ref: null,
    failure: null,
    createdAt: 1000,
    changedAt: 1000,
    ...changes,
    engagement,
  };
};

export const sampleLoggedMail = (number: number, changes: Partial<LoggedMail> = {}): LoggedMail => ({
  id: sampleId(number),
  state: 'logged',
  messageId: `<m${number}@mail>`,
  hostId: null,
  thread: 'mail:t1',
  account: 'anna@northwind.example',
  direction: 'sent',
  at: 1_700_000_000_000 + number,
  from: { address: 'anna@northwind.example', name: 'Anna Berger' },
  associations: [{ kind: 'contact', recordId: 'c1', name: 'Ada Lovelace', address: 'ada@acme.example' }],
  ref: { id: sampleId(number), url: null, records: [] },
  ...changes,
});
