import type { ComposeView, InboxSDK } from '@inboxsdk/core';
import { LINE_HEIGHT, layOutLine } from '../status-line';
import { GmailCompose, type GmailPage } from './gmail-compose';
import { SELECTORS } from './selectors';

const WITNESS_LAG_MS = 500;

/** Every compose window that InboxSDK finds: those open already, then each new one. */
export function watchSdkWindows(sdk: InboxSDK, page: GmailPage, onCompose: (compose: GmailCompose) => void): void {
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
  compose.addBcc = (address) => view.setBccRecipients([...view.getBccRecipients().map(({ emailAddress }) => emailAddress), address]);
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
