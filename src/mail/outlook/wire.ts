import type { CarriedMail, WirePerson } from '../claim';
import { pathTo } from '../json-text';
import type { LeavingMail } from '../leaving-change';
import { isDraftId } from './bridge';
import { isMessageId, type MessageClaim } from './message-claim';
import { findAll, idAt, listAt, type Node, nodeAt, parseJson, textAt, textUnder } from './wire-tree';

// Outlook's `POST /owa/[n/]service.svc?action=…`, read by the names that Exchange's own schema gives and not by place.

const SERVICE = /\/owa\/(?:[^?#]*\/)?service\.svc(?:\/[A-Za-z]+)?\?(?:[^#]*&)?action=([A-Za-z]+)/i;
/** Of a payload that fits, the body is empty and the header holds it, URL-encoded. */
export const PAYLOAD_HEADER = 'X-OWA-UrlPostData';

const WRITES = /^(?:CreateItem|UpdateItem|SendItem)/i;
/** What holds messages to be read; folders, settings and people are of no interest. */
const READS = /^(?:Get|Find)\w*(?:Item|Conversation|Message)/i;

/** What a request of this URL does with mail; null for all others. */
export function actionOf(url: string): 'write' | 'read' | null {
  const [, action = ''] = SERVICE.exec(url) ?? [];
  if (WRITES.test(action)) return 'write';
  return READS.test(action) ? 'read' : null;
}

/** A mail as a request carries it: sent, or saved as a draft. */
export interface WireMail extends CarriedMail {
  isSend: boolean;
  /** '' if it was never saved. */
  draft: string;
  html: string;
  /** Sent later, and by the host. */
  isScheduled: boolean;
  /** Epoch ms it is meant for, if the request says it in a way that we know. */
  at: number | null;
}

/** MAPI's PidTagDeferredSendTime [?]: a property tag, in hex or in decimal. */
const DEFERRED = ['0x3fef', '16367'];
/** A mail held back for so short was only sent. */
const SOON_MS = 60_000;

/** What a request would do, in its order. `payload` is its body or, if that is empty, its header. Never throws. */
export function readRequest(payload: string, url = '', now = Date.now()): WireMail[] {
  const root = readPayload(payload);
  const isSend = sends(root, url);
  const operation = operationOf(textUnder(root, 'ComposeOperation'));
  return writtenBy(root, url).map(({ draft, item }) => {
    const { isScheduled, at } = deferral(item, now);
    const html = textAt(bodyOf(item), 'Value');
    return { isSend, draft, ...mailIn(item, operation ?? operationOf(typeOf(item))), html, isScheduled: isSend && isScheduled, at };
  });
}

/** The mails that a request sends, with the places of their bodies in it: none for what is sent as it was saved. Never throws. */
export function findLeaving(json: string, url: string): LeavingMail[] {
  const root = parseJson(json);
  if (!sends(root, url)) return [];
  return writtenBy(root, url).flatMap(({ draft, item }) => {
    const body = bodyOf(item);
    const path = body && !/^text$/i.test(textAt(body, 'BodyType')) ? pathTo(root, body) : null;
    return path ? [{ draft, places: [{ path: [...path, 'Value'], text: textAt(body, 'Value') }] }] : [];
  });
}

const isSendItem = (url: string) => /[?&]action=SendItem\b/i.test(url);
const sends = (root: unknown, url: string) => isSendItem(url) || /^Send/.test(textUnder(root, 'MessageDisposition'));
const typeOf = (item: Node) => /^\w*/.exec(textAt(item, '__type'))?.[0] ?? '';
const bodyOf = (item: Node) => nodeAt(item, 'Body') ?? nodeAt(item, 'NewBodyContent');

/** The mails that a request writes. */
function writtenBy(root: unknown, url: string): Written[] {
  const items = [...changesIn(root), ...newItemsIn(root), ...(isSendItem(url) ? itemsById(root) : [])];
  return items.filter(({ draft, item }) => isDraftId(draft) && (typeOf(item) === '' || MAIL.test(typeOf(item))));
}

/** Exchange's own names for what a mail window makes; meetings, their answers and tasks are sent in the same way. */
const MAIL = /^(?:Message|SmartResponse|Reply|Forward|Item$)/;

/** What a request carries, in its body or URL-encoded in its header, as JSON. Never throws. */
export const payloadJson = (payload: string): string => (/^\s*[{[]/.test(payload) ? payload : decoded(payload));
export const readPayload = (payload: string): unknown => parseJson(payloadJson(payload));

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

interface Written {
  draft: string;
  item: Node;
}

/** A draft that exists: its fields stand in one update each. */
function changesIn(root: unknown): Written[] {
  return findAll(root, (node) => Array.isArray(node.Updates) && idAt(node, 'ItemId') !== '').map((change) => {
    const item: Node = Object.assign(
      {},
      ...listAt(change, 'Updates').flatMap((update) => nodeAt(update, 'Item') ?? nodeAt(update, 'Message') ?? []),
    );
    return { draft: idAt(change, 'ItemId'), item };
  });
}

const FIELDS = ['ToRecipients', 'CcRecipients', 'BccRecipients', 'Subject', 'Body', 'NewBodyContent'];

function newItemsIn(root: unknown): Written[] {
  if (findAll(root, (node) => Array.isArray(node.Updates)).length > 0) return [];
  return findAll(root, (node) => Array.isArray(node.Items))
    .flatMap((node) => listAt(node, 'Items'))
    .filter((item) => FIELDS.some((field) => field in item))
    .map((item) => ({ draft: idAt(item, 'ItemId'), item }));
}

/** What is sent as it was saved. */
function itemsById(root: unknown): Written[] {
  return findAll(root, (node) => Array.isArray(node.ItemIds))
    .flatMap((node) => listAt(node, 'ItemIds'))
    .map((item) => ({ draft: textAt(item, 'Id'), item: {} }))
    .filter(({ draft }) => draft !== '');
}

function mailIn(item: Node, operation: CarriedMail['operation']): CarriedMail {
  const from = personIn(nodeAt(item, 'From'));
  return {
    to: peopleIn(item, 'ToRecipients'),
    cc: peopleIn(item, 'CcRecipients'),
    bcc: peopleIn(item, 'BccRecipients'),
    subject: textAt(item, 'Subject'),
    ...(from && { from }),
    ...(operation && { operation }),
  };
}

const peopleIn = (item: Node, field: string): WirePerson[] => listAt(item, field).flatMap((one) => personIn(one) ?? []);

/** Flat, or inside of a `Mailbox`. An address may be an old Exchange name, which no mail program takes for one. */
function personIn(value: Node | null): WirePerson | null {
  const person = nodeAt(value, 'Mailbox') ?? value;
  const address = textAt(person, 'EmailAddress') || textAt(person, 'SmtpAddress');
  const name = textAt(person, 'Name') || textAt(person, 'DisplayName') || textAt(person, 'OriginalDisplayName');
  if (address === '' && name === '') return null;
  return { address: address.includes('@') ? address : '', name: name === address ? '' : name };
}

/** `newMail`, `reply`, `replyAll`, `forward`; Exchange's types of items say the same. */
function operationOf(text: string): CarriedMail['operation'] {
  if (/^reply/i.test(text)) return 'reply';
  if (/^forward/i.test(text)) return 'forward';
  return /^new/i.test(text) ? 'new' : null;
}

function deferral(item: Node, now: number): Pick<WireMail, 'isScheduled' | 'at'> {
  const tags = listAt(item, 'ExtendedProperty').filter((one) => {
    const tag = nodeAt(one, 'ExtendedFieldURI')?.PropertyTag;
    return DEFERRED.includes(String(tag).toLowerCase());
  });
  const times = [item.DeferredSendTime, ...tags.map(({ Value }) => Value)].filter((time) => time !== undefined && time !== null);
  const at = times.map((time) => timeOf(time)).find((time) => time !== null) ?? null;
  return { isScheduled: times.length > 0 && (at === null || at > now + SOON_MS), at };
}

export function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) && time > 0 ? time : null;
}

/** What became of one item of a request. */
export interface Answered {
  isRefused: boolean;
  itemId: string;
  conversationId: string;
  messageId: string | null;
}

/** One for each item of the request, in its order; none if this is no answer of the service. Never throws. */
export function readAnswer(text: string): Answered[] {
  const root = parseJson(text);
  const said = findAll(root, (node) => typeof node.ResponseClass === 'string').map((message) => {
    const [item] = findAll(message, (node) => idAt(node, 'ItemId') !== '');
    return {
      isRefused: /^error/i.test(textAt(message, 'ResponseClass')),
      itemId: idAt(item, 'ItemId'),
      conversationId: idAt(item, 'ConversationId'),
      messageId: messageIdIn(item),
    };
  });
  if (said.length > 0) return said;
  // A whole request that failed has a fault in place of its answers; a page in place of the service asks for the password.
  const isFault = findAll(root, (node) => typeof node.FaultMessage === 'string' || typeof node.ErrorCode === 'number').length > 0;
  return isFault || /^\s*</.test(text) ? [{ isRefused: true, itemId: '', conversationId: '', messageId: null }] : [];
}

function messageIdIn(node: Node | undefined): string | null {
  const id = textAt(node, 'InternetMessageId');
  return isMessageId(id) ? id : null;
}

/** By an answer's text alone: what holds none need not be parsed. */
export const mayHoldMessages = (answer: string): boolean =>
  answer.includes('"ItemId"') && (answer.includes('"From"') || answer.includes('"Sender"'));

/** The messages that an answer, parsed, holds. Never throws. */
export function readMessages(answer: unknown): MessageClaim[] {
  const found = findAll(answer, (node) => idAt(node, 'ItemId') !== '' && (nodeAt(node, 'From') ?? nodeAt(node, 'Sender')) !== null);
  return found.map((item) => ({
    itemId: idAt(item, 'ItemId'),
    conversationId: idAt(item, 'ConversationId'),
    messageId: messageIdIn(item),
    sentAt: timeOf(item.DateTimeSent),
    receivedAt: timeOf(item.DateTimeReceived),
    from: personIn(nodeAt(item, 'From') ?? nodeAt(item, 'Sender')),
    to: peopleIn(item, 'ToRecipients'),
    cc: peopleIn(item, 'CcRecipients'),
    bcc: peopleIn(item, 'BccRecipients'),
    subject: textAt(item, 'Subject'),
    preview: textAt(item, 'Preview'),
    isDraft: item.IsDraft === true,
  }));
}
