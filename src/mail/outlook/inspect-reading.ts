import type { Probe } from '../mail-client';
import { findMessages, headOf } from './read-message';
import { READING } from './reading-selectors';
import { SELECTORS } from './selectors';
import { isSentShown } from './sent-list';

const probe = (id: string, evidence: string, isThere: boolean, isNeeded: boolean): Probe => ({
  id,
  evidence,
  state: isThere ? 'found' : isNeeded ? 'missing' : 'not-needed-yet',
});

/** What is looked for in an open message, and in the Sent list while that is shown. `hasHeard`: what the page was given to read. */
export function inspectReading(page: Document, hasHeard: boolean): Probe[] {
  const hasText = [...page.querySelectorAll(READING.mailContent)].some((body) => !body.closest(SELECTORS.editable));
  const messages = findMessages(page);
  const rows = page.querySelectorAll(READING.row).length;
  const options = page.querySelectorAll('[role="listbox"] [role="option"]').length;
  return [
    probe('outlook_pane', READING.pane, page.querySelector(READING.pane) !== null, rows > 0),
    probe('outlook_message_head', READING.from, messages.length > 0 && messages.every((found) => headOf(found) !== null), hasText),
    probe('outlook_origin', 'GetConversationItems, GetItem', hasHeard, messages.length > 0),
    probe('outlook_sent_list', READING.row, isSentShown(page) && rows > 0, isSentShown(page) && options > 0),
  ];
}
