import { decodeHeader, parsePeople } from '../../core/address';
import type { Field, Person } from '../../core/engagement';
import type { MessageOrigin } from '../mail-reader';

/** What a message's own header says. */
export interface Original extends MessageOrigin {
  /** '' where it has none. The page shows only the thread's, which is its first message's. */
  subject: string;
  people: (Person & { field: Field })[];
}

/** Headers come first; a hundred hops and signatures are less than this. */
const MAX_CHARS = 256_000;
const PATIENCE_MS = 8_000;
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/**
 * Gmail's own page "Show original" of one message: the message as it came, escaped, in a `<pre>`. InboxSDK asks for the
 * same page by the same parameters. Null: not to be had.
 * @param key `GLOBALS[9]`, which Gmail wants in such addresses
 * @param id `#msg-f:…` or the hex id
 */
export async function readOriginal(page: Location, key: string, id: string): Promise<Original | null> {
  const prefix = /^\/mail\/(?:b\/[^/]+\/)?u\/\d+\//.exec(page.pathname)?.[0] ?? '/mail/u/0/';
  const query = new URLSearchParams({ ik: key, view: 'om', ...(id.startsWith('msg-') ? { permmsgid: id } : { th: id }) });
  try {
    const answer = await fetch(`${page.origin}${prefix}?${query}`, {
      credentials: 'same-origin',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return answer.ok && answer.body ? parseOriginal(await beginningOf(answer.body)) : null;
  } catch {
    return null;
  }
}

async function beginningOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (text.length < MAX_CHARS) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  void reader.cancel().catch(() => undefined);
  return text;
}

/** Null: no message in it. Only the header is looked at, so nothing that somebody wrote into the body counts. */
export function parseOriginal(html: string): Original | null {
  const source = /<pre\b[^>]*>\r?\n?([\s\S]*)/i.exec(html)?.[1];
  if (source === undefined) return null;
  const plain = unescaped(source.split(/\r?\n\r?\n|<\/pre>/i, 1)[0] ?? '');
  const headers = plain.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const value = (name: string) => {
    const line = headers.find((header) => header.toLowerCase().startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim() ?? '';
  };
  const at = Date.parse(value('date').replace(/\([^)]*\)/g, ''));
  const people = (['to', 'cc', 'bcc'] as const).flatMap((field) =>
    parsePeople(value(field)).map((person) => ({ ...decoded(person), field })),
  );
  const subject = decodeHeader(value('subject'));
  return { subject, messageId: /<[^<>\s]{1,996}>/.exec(value('message-id'))?.[0] ?? null, at: Number.isNaN(at) ? null : at, people };
}

const decoded = ({ address, name }: Person): Person => ({ address, name: decodeHeader(name) });

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal: string, hex: string, name: string) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
