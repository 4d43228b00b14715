import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleEngagement, sampleId } from '../../core/outbox/samples';
import { findMarker } from '../marker';
import { parseApiUrl } from './connector';
import { splitName } from './contacts';
import { recordUrl } from './links';
import { noteText, readNote } from './note-text';

describe('a mail as a note', () => {
  test('K2: sender, recipients, time, subject, files by name, text, and our marker', () => {
    const attachments = [{ name: 'offer.pdf', type: 'application/pdf', size: 12_400, sha256: null }];
    const cc = [{ address: 'grace@navy.example', name: '' }];
    const at = Date.UTC(2026, 10, 3, 9, 5);
    expect(noteText(sampleEngagement(1, { at, cc, attachments, text: 'Hello Ada,\r\n\r\nhere it is.\r\n' }))).toBe(
      [
        'E-mail sent',
        'Subject: Offer',
        'Date: 2026-11-03 09:05 UTC',
        'From: Anna Berger (anna@northwind.example)',
        'To: Ada Lovelace (ada@acme.example)',
        'Cc: grace@navy.example',
        'Attachments: offer.pdf (12 KB)',
        '',
        'Hello Ada,',
        '',
        'here it is.',
        '',
        `ref: ${sampleId(1)}`,
      ].join('\n'),
    );
  });

  test('whatever stands in the mail, the note has a size, is well-formed, ends in its own marker and can be read again', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('\0', '\uD83D', '\n\nref: ', `ref: ${sampleId(9)}`, '\r\n', '<b>', 'Date: x'),
    );
    const text = fc.array(word, { maxLength: 60 }).map((words) => words.join(''));
    const person = fc.record({ name: text.map((one) => one.slice(0, 500)), address: fc.emailAddress() });
    fc.assert(
      fc.property(text, text, fc.array(person, { maxLength: 40 }), fc.integer({ min: 1, max: 300 }), (subject, body, to, times) => {
        const note = noteText(sampleEngagement(1, { subject: subject.slice(0, 2000), text: body.repeat(times), to }));
        expect(note.length).toBeLessThanOrEqual(20_000);
        expect(note).not.toMatch(/\p{Cs}|\0/u);
        expect(findMarker(note)).toBe(sampleId(1));
        expect(note.endsWith(`\n\nref: ${sampleId(1)}`)).toBe(true);
        const read = readNote(note, '');
        expect(read).toMatchObject({ id: sampleId(1), direction: 'sent', at: Date.UTC(2023, 10, 14, 22, 13) });
      }),
    );
  });

  test('somebody else’s note is none of ours, even if it speaks of one', () => {
    expect(readNote('Called her.', '')).toBeNull();
    expect(readNote(null, '')).toBeNull();
    expect(readNote(`See ref: ${sampleId(1)}`, '')).toBeNull();
  });
});

test.each([
  ['Ada Lovelace', { firstName: 'Ada', lastName: 'Lovelace' }],
  ['Lovelace, Ada', { firstName: 'Ada', lastName: 'Lovelace' }],
  ['Ada  King of  Lovelace', { firstName: 'Ada King of', lastName: 'Lovelace' }],
  ['Acme, Inc., Sales', { firstName: 'Acme, Inc.,', lastName: 'Sales' }],
  ['Ada', { firstName: 'Ada' }],
  ['ada@acme.example', {}],
  ['', {}],
  ['\0', {}],
])('the name %j', (name, expected) => {
  expect(splitName({ name, address: 'ada@acme.example' })).toEqual(expected);
});

test.each([
  ['https://acme.api-us1.com', 'https://acme.api-us1.com'],
  [' https://acme.api-us1.com/api/3/ ', 'https://acme.api-us1.com'],
  ['acme.activehosted.com/app/settings/developer', 'https://acme.activehosted.com'],
  ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ['http://acme.api-us1.com', null],
  ['https://user:pass@acme.api-us1.com', null],
  ['', null],
])('the API URL %j', (typed, expected) => {
  expect(parseApiUrl(typed)).toBe(expected);
});

test('a record opens in the app, whose address is not the API’s', () => {
  expect(recordUrl('https://acme.api-us1.com', 'contact', '5')).toBe('https://acme.activehosted.com/app/contacts/5');
  expect(recordUrl('https://acme.activehosted.com', 'deal', '40')).toBe('https://acme.activehosted.com/app/deals/40');
});
