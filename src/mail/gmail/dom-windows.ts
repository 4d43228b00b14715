import type { SendTrack } from '../send-track';
import { layOutLine } from '../status-line';
import { GmailCompose, type GmailPage } from './gmail-compose';
import { SELECTORS } from './selectors';
import { composeRootOf } from './windows-in-page';

/** How long Gmail takes at most to say that it will not send a message as it is. */
const REFUSAL_MS = 1_000;

/**
 * Compose windows without InboxSDK, which refuses to run in pop-out windows: the few things that it would tell, from
 * the page itself.
 */
export function watchDomWindows(document: Document, page: GmailPage, onCompose: (compose: GmailCompose) => void): void {
  const known = new WeakSet<HTMLElement>();
  const look = () => {
    for (const form of document.querySelectorAll(SELECTORS.form)) {
      const root = composeRootOf(form);
      if (!root || known.has(root) || !root.querySelector(SELECTORS.body)) continue;
      known.add(root);
      const compose = new GmailCompose(root, statusLine(root), page);
      follow(root, compose);
      onCompose(compose);
    }
  };
  const observer = new MutationObserver((records) => {
    // Typing adds nodes too; only what may hold a window is looked into.
    if (records.some(({ target }) => !(target instanceof Element && target.closest(SELECTORS.body)))) look();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  page.signal.addEventListener('abort', () => observer.disconnect());
  look();
}

function statusLine(root: HTMLElement): HTMLElement | null {
  const area = root.querySelector(SELECTORS.statusArea);
  if (!area) return null;
  const line = layOutLine(root.ownerDocument.createElement('div'));
  area.append(line);
  return line;
}

function follow(root: HTMLElement, { track, signal }: GmailCompose): void {
  const isOn = ({ target }: Event, selector: string) => target instanceof Element && target.closest(selector) !== null;
  const options = { capture: true, signal } as const;
  const press = () => {
    track.press();
    watchRefusal(root.ownerDocument, track);
  };
  root.addEventListener(
    'click',
    (event) => {
      if (isOn(event, SELECTORS.send)) press();
      else if (isOn(event, SELECTORS.discard)) track.discard();
    },
    options,
  );
  root.addEventListener(
    'keydown',
    (event) => {
      const { key, ctrlKey, metaKey } = event;
      const pressed = key === 'Enter' || key === ' ';
      if ((key === 'Enter' && (ctrlKey || metaKey)) || (pressed && isOn(event, SELECTORS.send))) press();
      else if (pressed && isOn(event, SELECTORS.discard)) track.discard();
    },
    options,
  );
}

/** An alert right after Send: no recipient, or an address that is none. */
function watchRefusal(document: Document, track: SendTrack): void {
  const observer = new MutationObserver((records) => {
    const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
    if (added.some((node) => node instanceof Element && node.matches(SELECTORS.refusal))) track.refuse();
  });
  observer.observe(document.body, { childList: true });
  setTimeout(() => observer.disconnect(), REFUSAL_MS);
}
