import { receivedBy } from '../practice/received.mjs';

/**
 * @typedef {{ name: string, address: string }} Person
 * @typedef {{ name: string, type: string, size: number }} StoredFile
 * @typedef {{
 *   itemId: string, conversationId: string, messageId: string, inReplyTo: string | null, folder: Folder,
 *   from: Person, to: Person[], cc: Person[], bcc: Person[],
 *   subject: string, html: string, at: number, read: boolean, files: StoredFile[]
 * }} Message `at`: epoch ms; of a scheduled mail, when it will leave.
 * @typedef {'inbox' | 'sentitems' | 'drafts' | 'scheduled' | 'deleteditems'} Folder
 * @typedef {Person & { messages: Map<string, Message> }} Mailbox
 */

let sequence = 0x4d0;
// Exchange's ids are long, end in "=" and hold "/" and "+", which have to be escaped in addresses.
const nextId = (/** @type {string} */ kind) => `${kind}kADk2practice/${(sequence++).toString(36).padStart(8, '0')}+AAAA==`;

/** @param {Person} account @returns {Mailbox} */
export function makeMailbox(account) {
  /** @type {Mailbox} */
  const box = { ...account, messages: new Map() };
  for (const { name, address, subject, html, at, messageId } of receivedBy(account)) {
    keep(box, { from: { name, address }, to: [account], subject, html, at, messageId, folder: 'inbox', read: false });
  }
  return box;
}

/**
 * Keeps a message: a new one gets its ids, one that is there is changed.
 * @param {Mailbox} box @param {Partial<Message>} fields @returns {Message}
 */
export function keep(box, fields) {
  const before = box.messages.get(fields.itemId ?? '');
  const itemId = before?.itemId ?? nextId('AAM');
  /** @type {Message} */
  const message = {
    conversationId: nextId('AAQ'),
    messageId: `<PR${sequence.toString(36).toUpperCase()}.practice@${box.address.slice(box.address.indexOf('@') + 1)}>`,
    inReplyTo: null,
    folder: 'drafts',
    from: { name: box.name, address: box.address },
    to: [],
    cc: [],
    bcc: [],
    subject: '',
    html: '',
    at: Date.now(),
    read: true,
    files: [],
    ...before,
    ...fields,
    itemId,
  };
  box.messages.set(itemId, message);
  return message;
}

/** What a folder shows, newest first. @param {Mailbox} box @param {string} folder */
export const inFolder = (box, folder) => newestFirst([...box.messages.values()].filter((message) => message.folder === folder));

/** A conversation as it is read: without what was thrown away or is still a draft. @param {Mailbox} box @param {string} conversationId */
export const conversation = (box, conversationId) =>
  newestFirst(
    [...box.messages.values()].filter(
      (message) => message.conversationId === conversationId && (message.folder === 'inbox' || message.folder === 'sentitems'),
    ),
  );

/** @param {Message[]} messages */
const newestFirst = (messages) => messages.sort((a, b) => b.at - a.at);
