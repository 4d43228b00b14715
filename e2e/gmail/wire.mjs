import { keepMessage } from './mailbox.mjs';

/** @typedef {import('./mailbox.mjs').Mailbox} Mailbox @typedef {import('./mailbox.mjs').Message} Message */

const blank = (/** @type {number} */ length) => new Array(length).fill(null);

/**
 * Answers `POST /sync/u/N/i/s` in the shape Gmail was recorded with in September and October 2022.
 * @param {Mailbox} box @param {any} request @returns {any[]}
 */
export function answerSync(box, request) {
  /** @type {any[]} */
  const updates = request?.[1]?.[0] ?? [];
  const accepted = updates.map(([number]) => [number, 0, null, Date.now() % 1e7]);
  const threads = new Map();
  for (const [, [threadId, update]] of updates) {
    // First save of a new message, first save or send of a reply, every later one: three places.
    const wire = update?.[2]?.[0]?.[4]?.[0] ?? update?.[1]?.[0] ?? update?.[13]?.[0];
    if (!wire) continue;
    threads.set(threadId, [...(threads.get(threadId) ?? []), keepMessage(box, threadId, wire)]);
  }
  const changed = [...threads].map(([threadId, messages]) => [[threadId, null, [...blank(6), [threadState(box, threadId, messages), 1]]]]);
  return [[accepted], [0, null, null, null, null, changed], [], [Date.now() % 1e7]];
}

/** Gmail answers with the whole thread, so also with messages that nobody just sent. @param {Mailbox} box @param {string} threadId @param {Message[]} messages */
function threadState(box, threadId, messages) {
  const others = [...box.messages.values()].filter((one) => one.threadId === threadId && !messages.includes(one));
  const all = [...others, ...messages].sort((a, b) => a.at - b.at);
  const state = blank(20);
  state[0] = all[0]?.subject ?? '';
  state[2] = all.at(-1)?.at ?? null;
  state[3] = threadId;
  state[4] = all.map(messageState);
  state[8] = `msg-a:bump-${threadId.split(':')[1]}`;
  state[19] = all[0]?.threadHex ?? null;
  return state;
}

/** @param {Message} message */
function messageState(message) {
  const state = blank(56);
  state[0] = message.id;
  state[1] = message.from;
  state[2] = orNull(message.to);
  state[3] = orNull(message.cc);
  state[4] = orNull(message.bcc);
  state[6] = message.at;
  state[7] = message.subject;
  state[9] = message.html.replace(/<[^>]*>/g, ' ').trim();
  state[10] = message.labels.includes('^pfg') ? ['^all', '^f', '^f_bt', '^f_cl', '^i', '^pfg', '^sq_ig_i_personal', '^u'] : message.labels;
  state[13] = message.messageId;
  if (message.inReplyTo) state[15] = message.inReplyTo;
  state[17] = message.at;
  state[55] = message.hex;
  return state;
}

/** @param {any[]} list */
const orNull = (list) => (list.length ? list : null);

/**
 * Answers `POST /sync/u/N/i/fd`, which InboxSDK asks for the full recipients of a thread.
 * @param {Mailbox} box @param {any} request
 */
export function answerThread(box, request) {
  const threadId = request?.[0]?.[0]?.[0];
  const messages = [...box.messages.values()].filter((one) => one.threadId === threadId);
  if (!messages.length) return [null, []];
  const meta = blank(16);
  meta[0] = threadId;
  meta[15] = messages[0]?.threadHex;
  const details = messages.map((message) => {
    const fields = blank(17);
    fields[0] = message.to;
    fields[1] = message.cc;
    fields[16] = message.at;
    return [message.id, fields];
  });
  return [null, [[threadId, [meta], details]]];
}
