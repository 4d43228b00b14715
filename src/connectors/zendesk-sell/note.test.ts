import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleEngagement, sampleId } from '../../core/outbox/samples';
import { findMarker } from '../marker';
import { noteText, readNote } from './note';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(`E-mail sent\nDate: 2026-01-01 00:00:00 UTC\n\nref: ${sampleId(7)}`, 'Subject: x\n\n', '\ud800', '\0', '😀'.repeat(9000)),
);

describe('the note for a mail', () => {
  test('stands under the names that mails use, its id last', () => {
    const attachments = [
      { name: 'offer.pdf', type: 'application/pdf', size: 120_000, sha256: null },
      { name: 'film.mov', type: 'video/quicktime', size: 12_000_000, sha256: null },
    ];
    const cc = [{ address: 'grace@acme.example', name: 'Grace Hopper' }];
    expect(noteText(sampleEngagement(1, { attachments, cc, messageId: '<m@x>', text: 'Hello\r\nAda\n' }))).toBe(
      [
        'E-mail sent',
        'Date: 2023-11-14 22:13:20 UTC',
        'From: Anna Berger <anna@northwind.example>',
        'To: Ada Lovelace <ada@acme.example>',
        'Cc: Grace Hopper <grace@acme.example>',
        'Subject: Offer',
        'Attachments: offer.pdf (118 KB), film.mov (11.4 MB)',
        'Message-ID: <m@x>',
        '',
        'Hello',
        'Ada',
        '',
        `ref: ${sampleId(1)}`,
      ].join('\n'),
    );
  });

  test('of hundreds of people names some and says how many', () => {
    const to = Array.from({ length: 300 }, (_, index) => ({ address: `p${index}@big.example`, name: '' }));
    const line = noteText(sampleEngagement(1, { to })).split('\n')[3];
    expect(line).toMatch(/^To: p0@big\.example, .*p29@big\.example, … \(300\)$/);
  });

  test('whatever a mail says, it is taken by a strict database, and read again as that mail and no other', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, fc.constantFrom('sent', 'received', 'forwarded'), (subject, text, name, direction) => {
        const engagement = sampleEngagement(1, { subject, text, direction, from: { address: 'anna@northwind.example', name } });
        const note = noteText(engagement);
        expect(note).not.toMatch(/\0|\p{Surrogate}/u);
        expect(new TextEncoder().encode(note).length).toBeLessThanOrEqual(65_535);
        expect(findMarker(note)).toBe(sampleId(1));
        expect(readNote(note)).toMatchObject({ engagementId: sampleId(1), direction, at: 1_700_000_000_000, messageId: null });
      }),
    );
  });

  test.each([
    ['a note of somebody', 'Called her. ref: tomorrow'],
    ['nothing', null],
    ['our marker under words of somebody', `She said yes.\n\nref: ${sampleId(1)}`],
    ['a date that is none', `E-mail sent\nDate: soon\n\nHi\n\nref: ${sampleId(1)}`],
  ])('%s is not read as a mail', (_, content) => {
    expect(readNote(content)).toBeNull();
  });

  test('a mail without a word is read too, also where a CRM writes line ends its own way', () => {
    const note = noteText(sampleEngagement(1, { text: '', subject: '' })).replaceAll('\n', '\r\n');
    expect(readNote(note)).toEqual({
      ...{ engagementId: sampleId(1), direction: 'sent', at: 1_700_000_000_000, subject: '', messageId: null, preview: '' },
      from: { address: 'anna@northwind.example', name: 'Anna Berger' },
    });
  });
});
