import type { ComposeView, InboxSDK } from '@inboxsdk/core';
import type { HeldFiles } from '../held-files';
import type { ComposeHands, DraftRecipient, MailCopy } from '../mail-client';
import { LINE_HEIGHT, layOutLine } from '../status-line';
import { GmailCompose, type GmailPage } from './gmail-compose';
import { SELECTORS } from './selectors';

const WITNESS_LAG_MS = 500;
/** InboxSDK looks after 100 ms whether its recipients are still there. */
const RESET_MS = 150;
const FILLING_MS = 5_000;
/** Large files over a slow line. */
const UPLOAD_MS = 180_000;

/** Every compose window that InboxSDK finds: those open already, then each new one. Answers the window of an element. */
export function watchSdkWindows(
  sdk: InboxSDK,
  page: GmailPage,
  onCompose: (compose: GmailCompose) => void,
): (root: HTMLElement) => GmailCompose | undefined {
  const known = new WeakMap<HTMLElement, GmailCompose>();
  sdk.Compose.registerComposeViewHandler((view: ComposeView) => {
    if (page.signal.aborted) return;
    const root = view.getElement();
    const open = known.get(root);
    // To full screen and back Gmail moves the window; InboxSDK takes its line away and hands it out as another one.
    if (open && !open.signal.aborted) {
      open.moveTo(statusLine(view));
      follow(view, open);
      return;
    }
    const compose = new GmailCompose(root, statusLine(view), page);
    known.set(root, compose);
    follow(view, compose);
    onCompose(compose);
  });
  return (root) => known.get(root);
}

/** Throws what InboxSDK throws; nothing of the copy is left then. */
export async function openCopyBySdk(sdk: InboxSDK, { from, to, subject, html, files }: MailCopy, held: HeldFiles): Promise<ComposeView> {
  const view = await sdk.Compose.openNewComposeView();
  try {
    view.setFromEmail(from.address);
    view.setToRecipients([asTyped(to)]);
    view.setSubject(subject);
    view.setBodyHTML(html);
    held.give(view.getElement(), files);
    await view.attachFiles(files);
    await isFilledIn(view, to.address, files.length);
    return view;
  } catch (error) {
    view.discard();
    throw error;
  }
}

/** InboxSDK says nothing of files that Gmail did not take; and Gmail empties the recipients of a new window once, a moment late. */
async function isFilledIn(view: ComposeView, address: string, files: number): Promise<void> {
  const latest = Date.now() + UPLOAD_MS;
  let end = Date.now() + FILLING_MS;
  const isSo = () => {
    const people = view.getToRecipients();
    const shown = view.getElement().querySelectorAll(`${SELECTORS.files} ${SELECTORS.file}`).length;
    return people.length === 1 && people[0]?.emailAddress.toLowerCase() === address && shown === files;
  };
  do {
    await new Promise((done) => setTimeout(done, RESET_MS));
    const isUploading = view.getElement().querySelector(SELECTORS.uploading) !== null;
    if (!isUploading && isSo()) return;
    if (isUploading) end = Math.min(Date.now() + FILLING_MS, latest);
  } while (Date.now() < end);
  throw new Error('Gmail did not take the copy as it is');
}

const handsOn = (view: ComposeView): ComposeHands => ({
  setRecipients(recipients) {
    const inField = (field: DraftRecipient['field']) => recipients.filter((one) => one.field === field).map(asTyped);
    view.setToRecipients(inField('to'));
    if (view.getCcRecipients().length > 0) view.setCcRecipients(inField('cc'));
    if (view.getBccRecipients().length > 0) view.setBccRecipients(inField('bcc'));
  },
  addBcc: (address) => view.setBccRecipients([...view.getBccRecipients().map(({ emailAddress }) => emailAddress), address]),
  send: () => view.send(),
  discard: () => view.discard(),
});

/** As somebody would paste it; a name with signs in it that mean something is put into quotes. */
function asTyped({ address, name }: Pick<DraftRecipient, 'address' | 'name'>): string {
  if (name === '' || name === address) return address;
  return `"${name.replace(/["\\]/g, '')}" <${address}>`;
}

function statusLine(view: ComposeView): HTMLElement | null {
  try {
    return inItsWidth(layOutLine(view.addStatusBar({ height: LINE_HEIGHT }).el));
  } catch {
    // No status area: the caller draws at a place of its own, and the self-check names what is missing.
    return null;
  }
}

/** In inline windows InboxSDK puts the line into Gmail's table of buttons, where a layout may give it one column only. */
function inItsWidth(line: HTMLElement): HTMLElement {
  const area = line.parentElement?.closest<HTMLElement>(SELECTORS.statusArea);
  // Where it stands in the area itself nothing is measured: that would make the browser lay out the whole new window now.
  if (area && area !== line.parentElement && line.offsetWidth < area.offsetWidth / 2) area.append(line);
  return line;
}

function follow(view: ComposeView, compose: GmailCompose): void {
  const { track } = compose;
  compose.hands = handsOn(view);
  view.on('presending', () => track.press());
  view.on('sendCanceled', () => track.refuse());
  view.on('discard', () => track.discard());
  view.on('sent', async (sent) => {
    // InboxSDK looks at the answer a moment before the witness, which knows the Message-ID too.
    await new Promise((done) => setTimeout(done, WITNESS_LAG_MS));
    const [thread, message] = await Promise.allSettled([sent.getThreadID(), sent.getMessageID()]);
    track.confirm(thread.status === 'fulfilled' ? thread.value : '', message.status === 'fulfilled' ? message.value : null);
  });
}
