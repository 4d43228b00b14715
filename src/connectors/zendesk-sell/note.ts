import type { Attachment, Engagement, Person } from '../../core/engagement';
import { findMarker, withMarker } from '../marker';

/** UTF-16 units. Sell does not say how long a note may be; in UTF-8 this stays below 65,535 bytes. */
const MOST_LETTERS = 20_000;
/** Of a mail to hundreds of people the note still has room for its text. */
const MOST_NAMED = 30;
const PREVIEW_LETTERS = 140;

const FIRST_LINES = { sent: 'E-mail sent', received: 'E-mail received', forwarded: 'E-mail forwarded' } as const;
const NAMES = {
  date: 'Date',
  from: 'From',
  to: 'To',
  cc: 'Cc',
  bcc: 'Bcc',
  subject: 'Subject',
  attachments: 'Attachments',
  id: 'Message-ID',
};

/**
 * The text of the note for a mail. Sell says of a note who made it and when it was made, which is neither who wrote the
 * mail nor when, so it all stands in the text, under the names that mails themselves use.
 */
export function noteText({ id, direction, at, from, to, cc, bcc, subject, attachments, messageId, text }: Engagement): string {
  const line = (name: string, value: string | null) => (value ? [`${name}: ${clean(value).replace(/\s+/g, ' ')}`] : []);
  const head = [
    FIRST_LINES[direction],
    ...line(
      NAMES.date,
      new Date(at)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC'),
    ),
    ...line(NAMES.from, write(from)),
    ...line(NAMES.to, writeAll(to)),
    ...line(NAMES.cc, writeAll(cc)),
    ...line(NAMES.bcc, writeAll(bcc)),
    ...line(NAMES.subject, subject),
    ...line(NAMES.attachments, attachments.map(writeFile).join(', ')),
    ...line(NAMES.id, messageId),
  ].join('\n');
  return withMarker(`${head}\n\n${clean(text).trim()}`, id, MOST_LETTERS);
}

/** Controls and halves of characters, which a database may refuse with the whole note. */
const clean = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '')
    .replace(/\p{Surrogate}/gu, '\uFFFD');

const write = ({ name, address }: Person) => (name && name !== address ? `${name} <${address}>` : address);

function writeAll(people: readonly Person[]): string {
  const named = people.slice(0, MOST_NAMED).map(write).join(', ');
  return people.length > MOST_NAMED ? `${named}, … (${people.length})` : named;
}

function writeFile({ name, size }: Attachment): string {
  return `${name} (${size < 1024 * 1024 ? `${Math.ceil(size / 1024)} KB` : `${(size / 1024 / 1024).toFixed(1)} MB`})`;
}

/** What a note of ours says about its mail. */
export interface NotedMail {
  engagementId: string;
  direction: Engagement['direction'];
  /** Epoch ms, to the second. */
  at: number;
  from: Person | null;
  subject: string;
  messageId: string | null;
  preview: string;
}

/** Null: not a note of ours, or one that somebody has rewritten. Only the first lines are read: a mail may quote another note. */
export function readNote(content: string | null | undefined): NotedMail | null {
  const engagementId = findMarker(content);
  const [head = '', ...rest] = (content ?? '').replace(/\r\n?/g, '\n').split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const direction = (['sent', 'received', 'forwarded'] as const).find((one) => FIRST_LINES[one] === first.trim());
  const value = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  const at = Date.parse(value(NAMES.date).replace(' UTC', 'Z').replace(' ', 'T'));
  if (engagementId === null || !direction || Number.isNaN(at)) return null;
  // The marker is the last paragraph.
  const body = rest.slice(0, -1).join(' ').replace(/\s+/g, ' ').trim();
  return {
    ...{ engagementId, direction, at, from: readPerson(value(NAMES.from)), subject: value(NAMES.subject) },
    messageId: value(NAMES.id) || null,
    preview: body.slice(0, PREVIEW_LETTERS).replace(/[\uD800-\uDBFF]$/, ''),
  };
}

function readPerson(text: string): Person | null {
  const named = /^(?:(.*) )?<([^<>\s]+@[^<>\s]+)>$/.exec(text);
  if (named) return { name: named[1] ?? '', address: named[2] ?? '' };
  return /^[^\s<>]+@[^\s<>]+$/.test(text) ? { name: '', address: text } : null;
}
