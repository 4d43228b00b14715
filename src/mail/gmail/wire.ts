import type { WirePerson } from '../claim';
import { pathTo, type TextChange } from '../json-text';
import type { LeavingMail } from '../leaving-change';
import { asWritten, plain, texts, walk } from './wire-tree';

// Gmail's `POST …/sync/u/N/i/s`, read by shape and not by place: a message is a list that begins with a message id and
// holds a list of labels. Fields of a message keep their numbers over all recordings known (2019 to 2022): 2 to, 3 cc,
// 4 bcc, 7 subject, 8 body, 10 labels, 13 Message-ID, 15 In-Reply-To, 55 id in hex.

const TO = 2;
const CC = 3;
const BCC = 4;
const SUBJECT = 7;
const BODY = 8;
const LABELS = 10;
const MESSAGE_ID = 13;
const HEX_ID = 55;
/** Before 2019 the same id, in decimal. */
const DECIMAL_ID = 47;
/** In a thread's state, the hex id that other programs know it by; the older decimal one. */
const THREAD_HEX_ID = 19;
const THREAD_DECIMAL_ID = 17;

const SENDING = '^pfg';
const DRAFT = '^r';
/** [?] Gmail's own label counts name it; no recording of a request with it is known. */
const SCHEDULED = '^scheduled';

export type WireKind = 'send' | 'draft' | 'scheduled';

/** One message as a request carries it. */
export interface WireMessage {
  /** `msg-a:r…`, the draft's id. */
  id: string;
  /** `thread-a:r…` or `thread-f:…`; '' if none stands near it. */
  threadId: string;
  kind: WireKind;
  to: WirePerson[];
  cc: WirePerson[];
  bcc: WirePerson[];
  subject: string;
  /** The body and, after it, what is quoted. */
  html: string;
  /** Epoch ms it is meant for, if the request holds a time to come. */
  at: number | null;
}

export interface WireRequest {
  /** In the order of the request; of several for one draft, the last counts. */
  messages: WireMessage[];
  /** Drafts whose labels are changed back from sent to draft, without their content. */
  takenBack: string[];
}

/** One message as an answer carries it. Answers hold the whole thread, so most of them were sent long ago. */
export interface AnsweredMessage {
  id: string;
  threadId: string;
  kind: WireKind | 'other';
  /** RFC 5322 Message-ID, with its angle brackets. */
  messageId: string | null;
  hexId: string | null;
  threadHexId: string | null;
}

/** What a request would do. Nothing for what is no such request: never throws. */
export function readRequest(body: string, now = Date.now()): WireRequest {
  const request: WireRequest = { messages: [], takenBack: [] };
  walk(parse(body), (node, parents) => {
    const message = isMessage(node) ? readMessage(node, parents, now) : null;
    if (message) request.messages.push(message);
    else request.takenBack.push(...takenBackBy(node));
    return message === null;
  });
  return request;
}

/** The mails that a request sends, now or later, with the places of their bodies in it. Never throws. */
export function findLeaving(body: string): LeavingMail[] {
  if (!body.includes(SENDING) && !body.includes(SCHEDULED)) return [];
  const raw = parseRaw(body);
  const root = plain(raw);
  const sends = new Map<string, TextChange[]>();
  walk(root, (node) => {
    const kind = isMessage(node) ? kindOf(labelsOf(node)) : null;
    if (!isMessage(node) || kind === null) return true;
    // Of several for one draft, the last counts.
    sends.delete(node[0]);
    if (kind !== 'draft')
      sends.set(
        node[0],
        partsOf(node[BODY]).flatMap((part) => placesIn(part, root, raw)),
      );
    return false;
  });
  return [...sends].map(([draft, places]) => ({ draft, places }));
}

function placesIn(part: unknown[], root: unknown, raw: unknown): TextChange[] {
  const path = pathTo(root, part);
  if (!path) return [];
  return part.flatMap((text, index) => (typeof text === 'string' ? [{ path: asWritten([...path, index], raw), text }] : []));
}

/** The messages of an answer, by id. */
export function readAnswer(text: string): Map<string, AnsweredMessage> {
  const answered = new Map<string, AnsweredMessage>();
  walk(parse(text), (node, parents) => {
    if (!isMessage(node)) return true;
    answered.set(node[0], {
      id: node[0],
      threadId: threadOf(parents),
      kind: kindOf(labelsOf(node)) ?? 'other',
      messageId: messageIdOf(node),
      hexId: hexOf(node[HEX_ID]) ?? hexOfDecimal(node[DECIMAL_ID]) ?? node.map(hexOf).findLast((hex) => hex?.length === 16) ?? null,
      threadHexId: parents.map(threadHexOf).find((hex) => hex) ?? null,
    });
    return false;
  });
  return answered;
}

/** An answer may name what it accepted without repeating it. */
export const names = (answer: string, id: string) => answer.includes(`"${id}"`);

const parse = (text: string): unknown => plain(parseRaw(text));

function parseRaw(text: string): unknown {
  try {
    // Google puts a line before JSON that is meant to be no script.
    return JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, ''));
  } catch {
    return null;
  }
}

type MessageNode = [string, ...unknown[]];

function isMessage(node: unknown[]): node is MessageNode {
  return typeof node[0] === 'string' && /^msg-[af]:/.test(node[0]) && labelsOf(node).length > 0;
}

function labelsOf(node: unknown[]): string[] {
  const usual = asLabels(node[LABELS]);
  return usual.length ? usual : (node.map(asLabels).find((labels) => labels.length) ?? []);
}

function asLabels(value: unknown): string[] {
  const labels = Array.isArray(value) ? value : [];
  return labels.every((one): one is string => typeof one === 'string' && one.startsWith('^')) ? labels : [];
}

function kindOf(labels: string[]): WireKind | null {
  if (labels.includes(SCHEDULED)) return 'scheduled';
  if (labels.includes(SENDING)) return 'send';
  return labels.includes(DRAFT) ? 'draft' : null;
}

function readMessage(node: MessageNode, parents: unknown[][], now: number): WireMessage | null {
  const kind = kindOf(labelsOf(node));
  if (!kind) return null;
  return {
    id: node[0],
    threadId: threadOf(parents),
    kind,
    to: peopleOf(node[TO]),
    cc: peopleOf(node[CC]),
    bcc: peopleOf(node[BCC]),
    subject: typeof node[SUBJECT] === 'string' ? node[SUBJECT] : '',
    html: bodyOf(node[BODY]),
    at: kind === 'scheduled' ? timeToCome(node, now) : null,
  };
}

/** `[1, address, name]`, with or without the name. */
function peopleOf(value: unknown): WirePerson[] {
  return (Array.isArray(value) ? value : []).flatMap((entry) => {
    const words = Array.isArray(entry) ? entry.map((word) => (typeof word === 'string' ? word : '')) : [];
    const place = words.findIndex((word) => word.includes('@'));
    const address = words[place];
    return address ? [{ address, name: words[place + 1] ?? '' }] : [];
  });
}

const bodyOf = (value: unknown): string =>
  partsOf(value)
    .map((part) => texts(part).join(''))
    .join('');

/** `[null, [[0, html], [2, quoted]], …]`. */
function partsOf(value: unknown): unknown[][] {
  const parts = (Array.isArray(value) ? value : []).find((one): one is unknown[] => Array.isArray(one) && one.some(Array.isArray));
  return (parts ?? []).filter((part) => Array.isArray(part));
}

function messageIdOf(node: unknown[]): string | null {
  const isMessageId = (value: unknown): value is string => typeof value === 'string' && /^<[^<>\s]+@[^<>\s]+>$/.test(value);
  const usual = node[MESSAGE_ID];
  // In-Reply-To has the same form and comes later.
  return isMessageId(usual) ? usual : (node.slice(0, MESSAGE_ID + 1).find(isMessageId) ?? null);
}

const hexOf = (value: unknown) => (typeof value === 'string' && /^[0-9a-f]{12,18}$/.test(value) ? value : null);

const hexOfDecimal = (value: unknown) => (typeof value === 'string' && /^\d{16,20}$/.test(value) ? BigInt(value).toString(16) : null);
const threadHexOf = (node: unknown[]) =>
  isThreadState(node) ? (hexOf(node[THREAD_HEX_ID]) ?? hexOfDecimal(node[THREAD_DECIMAL_ID])) : null;

const threadIdIn = (node: unknown[]) =>
  node.slice(0, 4).find((value): value is string => typeof value === 'string' && value.startsWith('thread-'));
const isThreadState = (node: unknown[]) => node.length > 4 && threadIdIn(node) !== undefined;

/** The thread id that stands nearest above. Gmail hangs a label on some with `|`. */
function threadOf(parents: unknown[][]): string {
  for (const parent of parents) {
    const id = threadIdIn(parent);
    if (id) return id.split('|')[0] ?? '';
  }
  return '';
}

/** `[[labels added], [labels removed], [message ids]]`: sent mail that becomes a draft again. */
function takenBackBy(node: unknown[]): string[] {
  const place = node.findIndex(
    (value) => Array.isArray(value) && value.length > 0 && value.every((id) => typeof id === 'string' && /^msg-[af]:/.test(id)),
  );
  if (place < 2) return [];
  const [added, removed] = [asLabels(node[place - 2]), asLabels(node[place - 1])];
  return added.includes(DRAFT) || removed.includes(SENDING) ? (node[place] as string[]) : [];
}

const SOONEST_MS = 30_000;
const LATEST_MS = 2 * 366 * 24 * 3_600_000;

/** The latest time to come among a message's own fields. */
function timeToCome(node: unknown[], now: number): number | null {
  const times = node
    .flat(2)
    .filter((value): value is number => typeof value === 'number' && value > now + SOONEST_MS && value < now + LATEST_MS);
  return times.length ? Math.max(...times) : null;
}
