import type { Person } from '../../core/engagement';
import { cleanLater } from '../clean-later';
import type { HeldFiles } from '../held-files';
import type { ChangeBody, Compose, ComposeHands, Draft, SendSign } from '../mail-client';
import type { SendLedger } from '../send-ledger';
import type { SendTrack } from '../send-track';
import { isDarkAt } from '../theme';
import { watchBody } from '../watch-body';
import { goneFromPage } from '../window-life';
import { draftIdOf, kindOf, readDraft, readHeader, watchHeader } from './read-draft';
import { SELECTORS } from './selectors';
import { CLOSED_IN_FULL_SCREEN } from './windows-in-page';

/** What all windows of one page share. */
export interface GmailPage {
  account: Person;
  files: HeldFiles;
  ledger: SendLedger;
  signal: AbortSignal;
}

/** A compose window, whoever found it. Who found it also feeds `track` with what it sees. */
export class GmailCompose implements Compose {
  readonly signal: AbortSignal;
  readonly kind: Compose['kind'];
  readonly track: SendTrack;
  hands: ComposeHands | null = null;
  #slot: HTMLElement | null;
  readonly #root: HTMLElement;
  readonly #page: GmailPage;
  readonly #changeListeners = new Set<(what: 'header' | 'body') => void>();
  readonly #sendListeners = new Set<(sign: SendSign) => void>();
  #change: ChangeBody = () => null;
  /** Kept because a closing window loses its form before its mail has left. */
  #draftId = '';

  constructor(root: HTMLElement, slot: HTMLElement | null, page: GmailPage) {
    this.#root = root;
    this.#page = page;
    this.#slot = slot;
    this.kind = kindOf(root);
    this.signal = AbortSignal.any([goneFromPage(root, page.signal, CLOSED_IN_FULL_SCREEN), page.signal]);
    this.track = page.ledger.join(
      { draftId: () => this.#knownDraftId(), isOpen: () => !this.signal.aborted, change: (parts) => this.#change(parts) },
      (sign) => {
        for (const listener of this.#sendListeners) listener(sign);
      },
    );
  }

  get slot(): HTMLElement | null {
    return this.#slot;
  }

  /** The same window with another line at its foot: what was drawn in the old one goes there. */
  moveTo(slot: HTMLElement | null): void {
    if (!slot) return;
    slot.append(...(this.#slot?.childNodes ?? []));
    this.#slot = slot;
  }

  #knownDraftId(): string {
    this.#draftId = draftIdOf(this.#root) || this.#draftId;
    return this.#draftId;
  }

  readHeader(): Omit<Draft, 'html' | 'text'> {
    return { ...readHeader(this.#root, this.#page.account, this.#page.files), hostDraftId: this.#knownDraftId() };
  }

  readHtml(): string {
    return this.#root.querySelector(SELECTORS.body)?.innerHTML ?? '';
  }

  read(): Draft {
    return { ...readDraft(this.#root, this.#page.account, this.#page.files), hostDraftId: this.#knownDraftId() };
  }

  onChange(listener: (what: 'header' | 'body') => void): void {
    if (this.#changeListeners.size === 0) {
      const tell = (what: 'header' | 'body') => () => {
        for (const one of this.#changeListeners) one(what);
      };
      watchHeader(this.#root, tell('header'), this.signal);
      watchBody(this.#root.querySelector(SELECTORS.body), tell('body'), this.signal);
    }
    this.#changeListeners.add(listener);
  }

  onSend(listener: (sign: SendSign) => void): void {
    this.#sendListeners.add(listener);
  }

  onLeaving(change: ChangeBody): void {
    this.#change = change;
  }

  cleanBody(bases: readonly string[]): void {
    const body = this.#root.querySelector<HTMLElement>(SELECTORS.body);
    if (body) cleanLater(body, bases);
  }

  isDark(): boolean {
    return isDarkAt(this.#root);
  }

  focusBody(): void {
    this.#root.querySelector<HTMLElement>(SELECTORS.body)?.focus();
  }
}
