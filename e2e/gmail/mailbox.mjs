import { receivedBy } from '../practice/received.mjs';

/**
 * @typedef {[kind: 1, address: string, name: string | null]} WirePerson
 * @typedef {{ name: string, type: string, size: number }} StoredFile
 * @typedef {{
 *   id: string, threadId: string, hex: string, threadHex: string, messageId: string, inReplyTo: string | null,
 *   from: WirePerson, to: WirePerson[], cc: WirePerson[], bcc: WirePerson[],
 *   subject: string, html: string, labels: string[], at: number, files: StoredFile[]
 * }} Message
 * @typedef {{ address: string, name: string, messages: Map<string, Message>, files: Map<string, StoredFile[]> }} Mailbox
 */

let sequence = 0x10n;
/** As Gmail's: the time in epoch ms, and five digits. @param {number} at */
const nextHex = (at) => ((BigInt(at) << 20n) + sequence++).toString(16);

/** @param {{ address: string, name: string }} account @returns {Mailbox} */
export function makeMailbox(account) {
  /** @type {Mailbox} */
  const box = { ...account, messages: new Map(), files: new Map() };
  for (const mail of received(account)) box.messages.set(mail.id, mail);
  return box;
}

/**
 * Keeps one message of a sync request. Later requests for the same id replace it, as a take-back replaces a send.
 * @param {Mailbox} box @param {string} threadId @param {any[]} wire @returns {Message}
 */
export function keepMessage(box, threadId, wire) {
  const before = box.messages.get(wire[0]);
  const inThread = [...box.messages.values()].find((one) => one.threadId === threadId);
  // Gmail's hex id changes when a draft is sent; the Message-ID changes at each save.
  const hex = nextHex(wire[6]);
  /** @type {Message} */
  const message = {
    id: wire[0],
    threadId,
    hex,
    threadHex: before?.threadHex ?? inThread?.threadHex ?? hex,
    messageId: `<CA+${hex}@mail.gmail.com>`,
    inReplyTo: wire[15] ?? null,
    from: wire[1],
    to: wire[2] ?? [],
    cc: wire[3] ?? [],
    bcc: wire[4] ?? [],
    subject: wire[7] ?? '',
    html: (wire[8]?.[1] ?? []).map((/** @type {any[]} */ part) => part[1]).join(''),
    labels: wire[10],
    at: wire[6],
    files: box.files.get(wire[0]) ?? [],
  };
  box.messages.set(message.id, message);
  return message;
}

/** What the page draws. @param {Mailbox} box */
export function describe(box) {
  return { address: box.address, name: box.name, messages: [...box.messages.values()].sort((a, b) => b.at - a.at) };
}

/** @param {{ address: string, name: string }} me @returns {Message[]} */
function received(me) {
  return receivedBy(me).map(({ name, address, subject, html, at, messageId }, index) => {
    const number = 1780000000000000001n + BigInt(index);
    const hex = (0x18b0000000000001n + BigInt(index)).toString(16);
    const ids = { id: `msg-f:${number}`, threadId: `thread-f:${number}`, hex, threadHex: hex, messageId };
    return incoming(me, { name, address, subject, html, at }, ids);
  });
}

/**
 * A mail comes in, into a thread that is there or one of its own.
 * @param {Mailbox} box
 * @param {{ name: string, address: string, subject: string, html: string, to?: WirePerson[], cc?: WirePerson[], at?: number,
 *   messageId?: string, answers?: Message }} mail
 * @returns {Message}
 */
export function receive(box, { messageId, answers, ...mail }) {
  const hex = nextHex(mail.at ?? Date.now());
  const number = BigInt(`0x${hex}`);
  const ids = {
    id: `msg-f:${number}`,
    threadId: answers?.threadId ?? `thread-f:${number}`,
    hex,
    threadHex: answers?.threadHex ?? hex,
    messageId: messageId ?? `<${hex}@mail.example>`,
  };
  const message = { ...incoming(box, { at: Date.now(), ...mail }, ids), inReplyTo: answers?.messageId ?? null };
  box.messages.set(message.id, message);
  return message;
}

/**
 * @param {{ address: string, name: string }} me
 * @param {{ name: string, address: string, subject: string, html: string, at: number, to?: WirePerson[], cc?: WirePerson[] }} mail
 * @param {Pick<Message, 'id' | 'threadId' | 'hex' | 'threadHex' | 'messageId'>} ids
 * @returns {Message}
 */
function incoming(me, { name, address, subject, html, at, to = [[1, me.address, me.name]], cc = [] }, ids) {
  const labels = ['^all', '^i', '^u'];
  return {
    ...ids,
    inReplyTo: null,
    from: [1, address, name],
    to,
    cc,
    bcc: [],
    subject,
    html: `<div dir="ltr">${html}</div>`,
    labels,
    at,
    files: [],
  };
}
