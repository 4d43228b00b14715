import type { Engagement, Person, RecordKind } from '../../core/engagement';
import { cut, findMarker, withMarker } from '../marker';
import { clean, oneLine, shownRecipients } from '../plain-text';

/** UTF-16 units. No CRM says what a note may hold; three bytes for each of these still fit a MySQL TEXT of 64 KiB. */
const LONGEST_NOTE = 20_000;
/** Of each line above the text, so that a mail to hundreds still shows what it says. */
const LONGEST_LINE = 3_000;
const PREVIEW = 160;

const TITLES: Record<Engagement['direction'], string> = { sent: 'E-mail sent', received: 'E-mail received', forwarded: 'E-mail forwarded' };
const NAMES = {
  ...{ subject: 'Subject', date: 'Date', from: 'From', to: 'To', cc: 'Cc', bcc: 'Bcc' },
  ...{ attachments: 'Attachments', messageId: 'Message-ID', records: 'Records' },
};

/**
 * The whole mail as a note, for a CRM that takes no e-mail, no other author, no earlier time and no files. Plain text
 * without angle brackets in what we write ourselves: whether a note is read as HTML is not documented. By its Message-ID it
 * is known again at another computer, by the records that were planned for it what else has a note of this mail.
 */
export function noteText(engagement: Engagement): string {
  const { direction, subject, at, from, attachments, messageId, associations, text, id } = engagement;
  const { to, cc, bcc } = shownRecipients(engagement);
  const head = [
    TITLES[direction],
    `${NAMES.subject}: ${oneLine(subject)}`,
    `${NAMES.date}: ${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    `${NAMES.from}: ${person(from)}`,
    ...list(NAMES.to, to.map(person)),
    ...list(NAMES.cc, cc.map(person)),
    ...list(NAMES.bcc, bcc.map(person)),
    ...list(
      NAMES.attachments,
      attachments.map(({ name, size }) => `${oneLine(name)} (${sizeText(size)})`),
    ),
    ...(messageId ? [`${NAMES.messageId}: ${bareId(messageId)}`] : []),
    ...list(
      NAMES.records,
      associations.flatMap(({ kind, recordId, name }) => (recordId === null ? [] : [record(kind, recordId, name)])),
    ),
  ];
  return withMarker(`${head.map(cutLine).join('\n')}\n\n${clean(text).replaceAll('\r\n', '\n').trim()}`, id, LONGEST_NOTE);
}

const person = ({ name, address }: Person) => (name && name !== address ? `${oneLine(name)} (${address})` : address);
const bareId = (messageId: string) => oneLine(messageId).replace(/[<>]/g, '');
const record = (kind: RecordKind, id: string, name: string) => {
  const plain = oneLine(name.replace(/[(),]/g, ' '));
  return `${kind} ${id}${plain ? ` (${plain})` : ''}`;
};

/** What does not fit is counted, so that nobody takes the list for whole. */
function list(label: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  let line = `${label}: ${items[0]}`;
  for (const [index, item] of items.entries()) {
    if (index === 0) continue;
    if (line.length + item.length > LONGEST_LINE - 20) return [`${line} +${items.length - index}`];
    line += `, ${item}`;
  }
  return [line];
}

const cutLine = (line: string) => (line.length > LONGEST_LINE ? `${cut(line, LONGEST_LINE - 1)}…` : line);

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** What a note of ours says about its mail. */
export interface NotedMail {
  /** The engagement's. */
  id: string;
  direction: Engagement['direction'];
  /** Epoch ms, to the second. */
  at: number;
  from: Person | null;
  subject: string;
  messageId: string | null;
  preview: string;
  records: { kind: RecordKind; id: string; name: string }[];
}

/** Null: not a note of ours, or one that somebody has rewritten. Only the first lines are read: a mail may quote another note. */
export function readNote(note: string | null | undefined): NotedMail | null {
  const id = findMarker(note);
  const [head = '', ...rest] = (note ?? '').replace(/\r\n?/g, '\n').split('\n\n');
  const [title = '', ...lines] = head.trim().split('\n');
  const direction = (Object.keys(TITLES) as Engagement['direction'][]).find((key) => TITLES[key] === title.trim());
  const value = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
  const at = Date.parse(value(NAMES.date).replace(' UTC', 'Z').replace(' ', 'T'));
  if (!id || !direction || !Number.isFinite(at)) return null;
  // The last paragraph is the marker.
  const preview = rest.slice(0, -1).join(' ').replace(/\s+/g, ' ').trim();
  const messageId = value(NAMES.messageId) && `<${value(NAMES.messageId)}>`;
  return {
    ...{ id, direction, at, from: readPerson(value(NAMES.from)), subject: value(NAMES.subject), messageId: messageId || null },
    ...{ preview: cut(preview, PREVIEW), records: readRecords(value(NAMES.records)) },
  };
}

function readPerson(text: string): Person | null {
  const [, name = '', address = ''] = /^(.*) \(([^()\s]+@[^()\s]+)\)$/.exec(text) ?? [];
  if (address) return { name, address };
  return /^[^\s()]+@[^\s()]+$/.test(text) ? { name: '', address: text } : null;
}

const RECORD = /(?:^|, )(contact|company|deal|lead) (\d+)(?: \(([^()]*)\))?(?=,|$| \+\d)/g;

const readRecords = (text: string): NotedMail['records'] =>
  [...text.matchAll(RECORD)].map(([, kind, id = '', name = '']) => ({ kind: kind as RecordKind, id, name }));
