import type { MailReader, OpenedMessage, SentSighting } from '../mail-reader';
import { watchSentRows } from '../sent-rows';
import { OutlookMessage, type ReadPage } from './outlook-message';
import { findMessages } from './read-message';
import { READING } from './reading-selectors';
import { SELECTORS } from './selectors';
import { sentListOf } from './sent-list';

/** React draws in many steps: a message is looked for soon, and while none is found ever less, in ms. */
const SOON_MS = 50;
const SELDOM_MS = 800;
/** A page without a pane is looked at again when it has rested, in ms: it is still loading, or no mail. */
const NO_PANE_MS = 500;

/** Open messages, found in the reading pane alone: lists may change as they like. */
export class OutlookReader implements MailReader {
  readonly #document: Document;
  readonly #page: ReadPage;

  constructor(document: Document, page: ReadPage) {
    this.#document = document;
    this.#page = page;
  }

  watchMessages(onMessage: (message: OpenedMessage) => void, signal: AbortSignal): void {
    new PaneWatch(this.#document, { ...this.#page, signal: AbortSignal.any([signal, this.#page.signal]) }, onMessage);
  }

  watchSentList(onSeen: (rows: SentSighting[]) => void, signal: AbortSignal): void {
    const { sentTimes, account } = this.#page;
    watchSentRows(
      sentListOf(this.#document, (thread) => sentTimes.of(thread, account)),
      onSeen,
      signal,
    );
  }
}

class PaneWatch {
  readonly #document: Document;
  readonly #page: ReadPage;
  readonly #onMessage: (message: OpenedMessage) => void;
  readonly #open = new Map<HTMLElement, OutlookMessage>();
  readonly #observer: MutationObserver;
  #pane: Element | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = SOON_MS;
  #lookedAt = 0;

  constructor(document: Document, page: ReadPage, onMessage: (message: OpenedMessage) => void) {
    this.#document = document;
    this.#page = page;
    this.#onMessage = onMessage;
    this.#observer = new MutationObserver(() => {
      // Deaf until it has looked: what is drawn in many steps costs one call.
      this.#observer.disconnect();
      if (Date.now() - this.#lookedAt > SELDOM_MS) this.#wait = SOON_MS;
      this.#lookIn(this.#pane ? this.#wait : NO_PANE_MS);
    });
    const { signal } = page;
    document.addEventListener('click', () => this.#expect(), { capture: true, passive: true, signal });
    signal.addEventListener('abort', () => {
      this.#observer.disconnect();
      clearTimeout(this.#timer);
    });
    this.#look();
  }

  /** Somebody did something: what follows may be a message. */
  #expect(): void {
    this.#wait = SOON_MS;
    if (this.#pane && this.#timer !== undefined) this.#lookIn(SOON_MS);
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    this.#timer = undefined;
    this.#watchPane();
    this.#lookedAt = Date.now();
    this.#wait = Math.min(this.#wait * 2, SELDOM_MS);
    if (!this.#pane) return;
    for (const message of this.#open.values()) message.refresh();
    for (const found of findMessages(this.#pane)) {
      if (this.#open.has(found.body)) continue;
      const message = new OutlookMessage(found, this.#page);
      this.#wait = SOON_MS;
      this.#open.set(found.body, message);
      message.signal.addEventListener('abort', () => this.#open.delete(found.body));
      this.#onMessage(message);
    }
  }

  /** The pane, and the children of all that it is in, which says when it goes; the whole page while there is none. */
  #watchPane(): void {
    this.#observer.disconnect();
    if (!this.#pane?.isConnected) this.#pane = this.#document.querySelector(READING.pane);
    if (!this.#pane) {
      this.#observer.observe(this.#document.body, { childList: true, subtree: true });
      return;
    }
    const written = [...this.#pane.querySelectorAll('[contenteditable]')].filter((one) => one.matches(SELECTORS.editable));
    observeBeside(this.#observer, this.#pane, written);
    for (let node = this.#pane.parentNode; node; node = node.parentNode) this.#observer.observe(node, { childList: true });
  }
}

/** Observes all that is in `node` but what is `written`: keys cost nothing. */
function observeBeside(observer: MutationObserver, node: Element, written: readonly Element[]): void {
  if (written.includes(node)) return;
  const inside = written.filter((one) => node.contains(one));
  observer.observe(node, { childList: true, subtree: inside.length === 0 });
  if (inside.length > 0) for (const child of node.children) observeBeside(observer, child, inside);
}
