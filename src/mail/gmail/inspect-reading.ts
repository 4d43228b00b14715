import type { Probe } from '../mail-client';
import { READING, SELECTORS } from './selectors';
import { sentListOf } from './sent-list';
import { askWitness } from './witness-link';

type Seen = { isNeeded: boolean; isThere: boolean };

const probe = (id: string, evidence: string, { isNeeded, isThere }: Seen): Probe => ({
  id,
  evidence,
  state: isThere ? 'found' : isNeeded ? 'missing' : 'not-needed-yet',
});

/** What is looked for in an open thread, and in the Sent list while that is shown. */
export function inspectReading(page: Document): Probe[] {
  const messages = openMessagesIn(page);
  const isOpen = messages.length > 0;
  const hasAll = (selector: string) =>
    isOpen && messages.every((message) => [...message.querySelectorAll(selector)].some((node) => !node.closest(READING.notFrame)));
  const sent = sentListOf(page);
  const rows = page.querySelectorAll(`${READING.main} ${READING.row}`).length;
  const isSentShown = sent.isShown() && rows > 0;
  const hasThread = page.querySelector(`${READING.main} ${READING.threadHead}, ${READING.main} ${SELECTORS.thread}`) !== null;
  return [
    probe('gmail_message_head', `${READING.head}, ${READING.sender}`, {
      isNeeded: isOpen,
      isThere: hasAll(READING.head) && hasAll(READING.sender),
    }),
    probe('gmail_thread', READING.threadHead, { isNeeded: isOpen, isThere: isOpen && hasThread }),
    probe('gmail_origin_key', 'GLOBALS[9]', { isNeeded: isOpen, isThere: Boolean(askWitness(page)?.key) }),
    probe('gmail_sent_list', `${READING.row} ${SELECTORS.thread}`, {
      isNeeded: isSentShown,
      isThere: isSentShown && sent.read().length > 0,
    }),
  ];
}

/** Those that show their text. */
const openMessagesIn = (page: Document): Element[] =>
  [...page.querySelectorAll(`${READING.main} ${READING.message}`)].filter(
    (message) => !message.closest(READING.notFrame) && message.querySelector(READING.body),
  );
