import type { Engagement, Person } from '../../core/engagement';
import type { HistoryItem } from '../../core/logged-mail';
import { cut, findMarker, withMarker } from '../marker';

/** UTF-16 units. What a note may hold is not documented; three bytes for each of these still fit a MySQL TEXT of 64 KiB. */
const LONGEST_NOTE = 20_000;
/** Of each line above the text, so that a mail to hundreds still shows what it says. */
const LONGEST_LINE = 3_000;
const PREVIEW = 160;

const TITLES: Record<Engagement['direction'], string> = { sent: 'E-mail sent', received: 'E-mail received', forwarded: 'E-mail forwarded' };

/**
 * The whole mail as a note: ActiveCampaign takes no e-mail, no other author, no earlier time and no files through its
 * API. Plain text without angle brackets in what we write ourselves: whether a note is read as HTML is not documented.
 */
export function noteText(engagement: Engagement): string {
  const { direction, subject, at, from, to, cc, bcc, attachments, text, id } = engagement;
  const head = [
    TITLES[direction],
    `Subject: ${oneLine(subject)}`,
    `Date: ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `From: ${person(from)}`,
    ...list('To', to.map(person)),
    ...list('Cc', cc.map(person)),
    ...list('Bcc', bcc.map(person)),
    ...list(
      'Attachments',
      attachments.map(({ name, size }) => `${oneLine(name)} (${sizeText(size)})`),
    ),
  ];
  return withMarker(`${head.map((line) => cutLine(line)).join('\n')}\n\n${clean(text).replaceAll('\r\n', '\n').trim()}`, id, LONGEST_NOTE);
}

const person = ({ name, address }: Person) => (name ? `${oneLine(name)} (${address})` : address);

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
/** Controls and halves of characters, which a database or a JSON parser may refuse. */
const clean = (text: string) => text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/\p{Cs}/gu, '\uFFFD');
export const oneLine = (text: string) => clean(text.replace(/[\t\r\n]+/g, ' ')).trim();

function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** What a note of ours says of its mail; null: somebody else's note, or one that was rewritten beyond knowing. */
export function readNote(note: string | null, url: string): HistoryItem | null {
  const id = findMarker(note);
  const [head = '', ...rest] = (note ?? '').replaceAll('\r\n', '\n').split('\n\n');
  const [title, ...lines] = head.trim().split('\n');
  const direction = (Object.keys(TITLES) as Engagement['direction'][]).find((key) => TITLES[key] === title);
  const value = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const at = Date.parse((value('Date') ?? '').replace(' UTC', 'Z').replace(' ', 'T'));
  if (!id || !direction || !Number.isFinite(at)) return null;
  // The last paragraph is the marker.
  const preview = rest.slice(0, -1).join(' ').replace(/\s+/g, ' ').trim();
  return { id, direction, at, subject: value('Subject') ?? '', preview: cut(preview, PREVIEW), url };
}
