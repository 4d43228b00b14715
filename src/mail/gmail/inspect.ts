import type { Probe } from '../mail-client';
import { inspectReading } from './inspect-reading';
import { inField, SELECTORS } from './selectors';
import { composeRootOf } from './windows-in-page';
import { askWitness } from './witness-link';

const found = (id: string, evidence: string, isThere: boolean): Probe => ({ id, evidence, state: isThere ? 'found' : 'missing' });

/** What is looked for in each open compose window. */
const IN_COMPOSE = {
  gmail_draft_id: SELECTORS.draftId,
  gmail_recipients: `${inField(SELECTORS.chips, 'to').split(' ')[0]}, ${inField(SELECTORS.oldTyped, 'to')}`,
  gmail_subject: SELECTORS.subject,
  gmail_body: SELECTORS.body,
  gmail_send_button: SELECTORS.send,
  gmail_status_line: SELECTORS.statusArea,
} as const;

/** Each thing that the adapter needs in this page. `hasSdk`: InboxSDK has come up, or is not needed here. */
export function inspectPage(document: Document, hasSdk: boolean): Probe[] {
  const witness = askWitness(document);
  const composes = [...document.querySelectorAll(SELECTORS.form)].flatMap((form) => composeRootOf(form) ?? []);
  return [
    found('gmail_witness', 'XMLHttpRequest, fetch', witness !== null),
    found('gmail_account', 'GLOBALS[10]', Boolean(witness?.address)),
    found('gmail_sdk', '@inboxsdk/core', hasSdk),
    ...Object.entries(IN_COMPOSE).map(
      ([id, selector]): Probe =>
        composes.length
          ? found(
              id,
              selector,
              composes.every((root) => root.querySelector(selector)),
            )
          : { id, evidence: selector, state: 'not-needed-yet' },
    ),
    ...inspectReading(document),
  ];
}
