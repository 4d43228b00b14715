import type { Association, Engagement } from '../core/engagement';

export const START = Date.UTC(2026, 4, 4, 9);

const idOf = (number: number) => `018f0000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
let last = 0;
export const newId = () => idOf(++last);

export const toContact = (address: string, more: Partial<Association> = {}): Association => ({
  kind: 'contact',
  recordId: null,
  name: '',
  address,
  create: true,
  ...more,
});

/** A mail from Anna, planned without a look-up, to those named. */
export function mailTo(addresses: readonly string[], more: Partial<Engagement> = {}): Engagement {
  const id = newId();
  return {
    id,
    kind: 'email',
    direction: 'sent',
    account: 'anna@northwind.example',
    thread: `gmail:${id}`,
    messageId: `<${id}@mail.example>`,
    at: START,
    from: { address: 'anna@northwind.example', name: 'Anna Berger' },
    to: addresses.map((address) => ({ address, name: '' })),
    cc: [],
    bcc: [],
    subject: 'Hello',
    html: '<p>Hello</p>',
    text: 'Hello',
    attachments: [],
    associations: addresses.map((address) => toContact(address)),
    associationsComplete: false,
    excluded: [],
    via: 'extension',
    ...more,
  };
}
