import { looksLikeSend } from './find-composes';
import type { OutlookCompose } from './outlook-compose';
import { BUTTON, SELECTORS } from './selectors';

/** So long after Send the window may still be there because Outlook is busy, and not because it refuses. */
const STILL_OPEN_MS = 3_000;
const DIALOG_MS = 500;

/** Keys that take what is suggested. */
const TAKES = new Set(['Enter', 'Tab', ';', ',']);

export interface IntentHooks {
  /** The window that something in the page belongs to. */
  windowOf(element: Element): OutlookCompose | null;
  /** Somebody may be taking one of the people that Outlook suggests. */
  onTake(): void;
}

/**
 * What the rep means to do with a window: send it, throw it away. Only that: whether a mail was sent, Outlook's own
 * request says.
 */
export function watchIntent(page: Document, { windowOf, onTake }: IntentHooks, signal: AbortSignal): void {
  const discarding = new WeakSet<OutlookCompose>();
  const press = (compose: OutlookCompose) => {
    discarding.delete(compose);
    compose.track.press();
    watchRefusal(page, compose);
  };
  const discard = (compose: OutlookCompose) => {
    discarding.add(compose);
    // It may ask first, and be told no.
    compose.signal.addEventListener('abort', () => discarding.has(compose) && !compose.track.isOnItsWay && compose.track.discard());
  };
  const listen = (event: MouseEvent | KeyboardEvent) => {
    const [target] = event.composedPath();
    if (!(target instanceof Element)) return;
    const compose = windowOf(target);
    if (!compose) return;
    if (event instanceof KeyboardEvent) {
      discarding.delete(compose);
      if (sends(event)) press(compose);
      return;
    }
    const button = target.closest(BUTTON);
    if (button && (button === compose.place.send || looksLikeSend(button))) press(compose);
    else if (button && (button.matches(SELECTORS.discard) || button.querySelector(SELECTORS.discardIcon))) discard(compose);
    else discarding.delete(compose);
  };
  const isInBody = (target: EventTarget | null) => target instanceof Element && windowOf(target)?.place.body.contains(target);
  const options = { capture: true, signal } as const;
  page.addEventListener('click', listen, options);
  page.addEventListener(
    'pointerdown',
    ({ target }) => target instanceof Element && target.closest(SELECTORS.suggestion) && onTake(),
    options,
  );
  // One for all keys, and nothing for most of them.
  page.addEventListener(
    'keydown',
    (event) => {
      if (TAKES.has(event.key) && !isInBody(event.target)) onTake();
      if (event.ctrlKey || event.metaKey || event.altKey) listen(event);
    },
    options,
  );
}

/** Ctrl or Cmd with Enter, and Alt with the key where S is on a Latin keyboard: Outlook's own shortcuts. */
function sends({ key, code, ctrlKey, metaKey, altKey, isComposing }: KeyboardEvent): boolean {
  if (isComposing) return false;
  const hasCommand = ctrlKey || metaKey;
  return altKey ? code === 'KeyS' && !hasCommand : key === 'Enter' && hasCommand;
}

/** Nobody to send to, or asked whether to send it without a subject, and told no: the window is still there, and no dialog. */
function watchRefusal(page: Document, compose: OutlookCompose): void {
  let hadDialog = false;
  const look = () => {
    if (compose.signal.aborted || !compose.track.isOnItsWay) return;
    const hasDialog = [...page.querySelectorAll(SELECTORS.dialog)].some((dialog) => !dialog.contains(compose.place.root));
    if (!hasDialog && !hadDialog) return compose.track.refuse();
    const wait = hasDialog ? DIALOG_MS : STILL_OPEN_MS;
    hadDialog = hasDialog;
    setTimeout(look, wait);
  };
  setTimeout(look, STILL_OPEN_MS);
}
