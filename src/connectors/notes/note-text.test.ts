import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleEngagement, sampleId } from '../../core/outbox/samples';
import { findMarker } from '../marker';
import { noteText, readNote } from './note-text';

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\0', '\uD83D', '\n\nref: ', `ref: ${sampleId(9)}`, '\r\n', '<b>', 'Date: x', 'Subject: x\n\n', '😀'.repeat(9000)),
  fc.constant(`E-mail sent\nDate: 2026-01-01 00:00:00 UTC\nRecords: deal 9\n\nref: ${sampleId(7)}`),
);
const anyText = fc.array(word, { maxLength: 30 }).map((words) => words.join(''));
const anyPerson = fc.record({ name: anyText.map((one) => one.slice(0, 500)), address: fc.emailAddress() });

describe('a mail as a note', () => {
  test('K2, K3: sender, recipients, time, subject, files by name, Message-ID, records, text, and our marker', () => {
    const attachments = [
      { name: 'offer.pdf', type: 'application/pdf', size: 12_400, sha256: null },
      { name: 'film.mov', type: 'video/quicktime', size: 12_000_000, sha256: null },
    ];
    const cc = [{ address: 'grace@navy.example', name: '' }];
    const at = Date.UTC(2026, 10, 3, 9, 5);
    const associations = [
      { kind: 'contact' as const, recordId: '5', name: 'Lovelace, Ada (CEO)', address: 'ada@acme.example' },
      { kind: 'contact' as const, recordId: null, name: 'Grace', address: 'grace@navy.example', create: true },
      { kind: 'deal' as const, recordId: '46', name: '' },
    ];
    const mail = sampleEngagement(1, { at, cc, attachments, associations, messageId: '<m@x>', text: 'Hello Ada,\r\n\r\nhere it is.\r\n' });
    expect(noteText(mail)).toBe(
      [
        'E-mail sent',
        'Subject: Offer',
        'Date: 2026-11-03 09:05:00 UTC',
        'From: Anna Berger (anna@northwind.example)',
        'To: Ada Lovelace (ada@acme.example)',
        'Cc: grace@navy.example',
        'Attachments: offer.pdf (12 KB), film.mov (11.4 MB)',
        'Message-ID: m@x',
        'Records: contact 5 (Lovelace Ada CEO), deal 46',
        '',
        'Hello Ada,',
        '',
        'here it is.',
        '',
        `ref: ${sampleId(1)}`,
      ].join('\n'),
    );
    expect(readNote(noteText(mail))).toEqual({
      ...{ id: sampleId(1), direction: 'sent', at, subject: 'Offer', messageId: '<m@x>', preview: 'Hello Ada, here it is.' },
      from: { address: 'anna@northwind.example', name: 'Anna Berger' },
      records: [
        { kind: 'contact', id: '5', name: 'Lovelace Ada CEO' },
        { kind: 'deal', id: '46', name: '' },
      ],
    });
  });

  test('N2: whom a rule keeps out stands nowhere in it', () => {
    const to = [
      { address: 'ada@acme.example', name: 'Ada' },
      { address: 'boss@secret.example', name: 'The Boss' },
    ];
    const excluded = [{ address: 'boss@secret.example', name: 'The Boss', field: 'to' as const, reason: 'never-log' as const }];
    expect(noteText(sampleEngagement(1, { to, excluded }))).not.toMatch(/boss/i);
  });

  test('of hundreds of people names some and says how many more there are', () => {
    const to = Array.from({ length: 300 }, (_, index) => ({ address: `p${index}@big.example`, name: '' }));
    const [line = ''] = noteText(sampleEngagement(1, { to })).match(/^To: .*$/m) ?? [];
    const named = line.split(', ').length;
    expect(line.endsWith(` +${300 - named}`)).toBe(true);
    expect(line.length).toBeLessThanOrEqual(3000);
  });

  test('whatever a mail says, a strict database takes it, and it is read again as that mail and no other', () => {
    fc.assert(
      fc.property(
        ...([anyText, anyText, anyPerson, fc.array(anyPerson, { maxLength: 40 })] as const),
        ...([fc.constantFrom('sent', 'received', 'forwarded'), fc.integer({ min: 1, max: 300 })] as const),
        (subject, text, from, to, direction, times) => {
          const associations = to.map(({ name, address }, index) => ({
            kind: 'contact' as const,
            recordId: `${index + 1}`,
            name,
            address,
          }));
          const body = text.length < 2000 ? text.repeat(times) : text;
          const mail = sampleEngagement(1, { subject: subject.slice(0, 2000), text: body, from, to, direction, associations });
          const note = noteText(mail);
          expect(note).not.toMatch(/\p{Cs}|\0/u);
          expect(note.length).toBeLessThanOrEqual(20_000);
          expect(new TextEncoder().encode(note).length).toBeLessThanOrEqual(65_535);
          expect(findMarker(note)).toBe(sampleId(1));
          expect(note.endsWith(`\n\nref: ${sampleId(1)}`)).toBe(true);
          const read = readNote(note);
          expect(read).toMatchObject({ id: sampleId(1), direction, at: 1_700_000_000_000, messageId: null });
          expect(read?.from?.address).toBe(from.address);
          const ids = read?.records.map(({ id }) => id) ?? [];
          expect(ids).toEqual(associations.slice(0, ids.length).map(({ recordId }) => recordId));
          expect(ids.length).toBeGreaterThanOrEqual(Math.min(5, to.length));
        },
      ),
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
    expect(readNote(note)).toMatchObject({
      ...{ id: sampleId(1), direction: 'sent', at: 1_700_000_000_000, subject: '', messageId: null, preview: '' },
      from: { address: 'anna@northwind.example', name: 'Anna Berger' },
    });
  });
});
