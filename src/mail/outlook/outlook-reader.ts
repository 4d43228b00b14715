import type { MailReader, OpenedMessage, SentSighting } from '../mail-reader';
import { watchSentRows } from '../sent-rows';
import { OutlookMessage, type ReadPage } from './outlook-message';
import { findMessages } from './read-message';
import { READING } from './reading-selectors';
import { SELECTORS } from './selectors';
import { sentListOf } from './sent-list';

/** React draws in many steps; a message is looked for once they are done, in ms. */
const SOON_MS = 50;
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
    watchSentRows(sentListOf(this.#document), onSeen, signal);
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

  constructor(document: Document, page: ReadPage, onMessage: (message: OpenedMessage) => void) {
    this.#document = document;
    this.#page = page;
    this.#onMessage = onMessage;
    this.#observer = new MutationObserver((records) => {
      const isWritten = records.every(({ target }) => target instanceof Element && target.closest(SELECTORS.editable));
      if (!isWritten) this.#lookIn(this.#pane ? SOON_MS : NO_PANE_MS);
    });
    page.signal.addEventListener('abort', () => {
      this.#observer.disconnect();
      clearTimeout(this.#timer);
    });
    this.#look();
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    if (!this.#pane?.isConnected) this.#watchPane();
    if (!this.#pane) return;
    for (const message of this.#open.values()) message.refresh();
    for (const found of findMessages(this.#pane)) {
      if (this.#open.has(found.body)) continue;
      const message = new OutlookMessage(found, this.#page);
      this.#open.set(found.body, message);
      message.signal.addEventListener('abort', () => this.#open.delete(found.body));
      this.#onMessage(message);
    }
  }

  /** The pane, and the children of all that it is in, which says when it goes; the whole page while there is none. */
  #watchPane(): void {
    this.#observer.disconnect();
    this.#pane = this.#document.querySelector(READING.pane);
    const { body } = this.#document;
    this.#observer.observe(this.#pane ?? body, { childList: true, subtree: true });
    for (let node = this.#pane?.parentNode; node; node = node.parentNode) this.#observer.observe(node, { childList: true });
  }
}
