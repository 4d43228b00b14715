import type { Probe } from '../mail-client';
import { accountShown } from './account';
import { inspectReading } from './inspect-reading';
import type { OutlookCompose } from './outlook-compose';
import { SELECTORS } from './selectors';
import { SEND_SIGNALS } from './signals';

const found = (id: string, evidence: string, isThere: boolean): Probe => ({ id, evidence, state: isThere ? 'found' : 'missing' });

const any = (selector: string) => (compose: OutlookCompose) =>
  compose.place.root.matches(selector) || compose.place.root.querySelector(selector) !== null;

/** What is looked for in each open compose window. */
const IN_COMPOSE: readonly [id: string, evidence: string, test: (compose: OutlookCompose) => boolean][] = [
  ['outlook_window', SELECTORS.dockRoot, any(SELECTORS.dockRoot)],
  ['outlook_body', SELECTORS.editorParent, (compose) => compose.place.body.isConnected],
  ['outlook_recipients', SELECTORS.fieldGroup, (compose) => compose.hasRecipientFields],
  ['outlook_send_button', SEND_SIGNALS.map(({ selector }) => selector).join(', '), ({ place }) => place.send !== null],
  ['outlook_line', 'found', ({ slot }) => slot?.isConnected === true],
];

/** What the witness has told: of mail that was written, and of mail that the page was given to read. */
export interface Heard {
  written: boolean;
  read: boolean;
}

/** Each thing that the adapter needs in this page. */
export function inspectPage(page: Document, composes: readonly OutlookCompose[], heard: Heard): Probe[] {
  return [
    found('outlook_account', SELECTORS.account, accountShown(page) !== null),
    heard.written || heard.read
      ? found('outlook_witness', 'XMLHttpRequest, fetch', true)
      : { id: 'outlook_witness', evidence: 'XMLHttpRequest, fetch', state: 'not-needed-yet' },
    ...IN_COMPOSE.map(
      ([id, evidence, test]): Probe =>
        composes.length ? found(id, evidence, composes.every(test)) : { id, evidence, state: 'not-needed-yet' },
    ),
    ...inspectReading(page, heard.read),
  ];
}
