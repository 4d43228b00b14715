import { recipient } from '../carried-mail';
import type { DraftRecipient } from '../mail-client';
import type { MessageHeader, MessageOrigin, OpenedMessage, WholeMessage } from '../mail-reader';
import { isDarkAt } from '../theme';
import { goneFromPage } from '../window-life';
import type { AddressBook } from './address-book';
import { matchMessage } from './match-message';
import type { MessageClaim } from './message-claim';
import { MountedLine } from './mount';
import { type FoundMessage, headOf, receiversOf, senderOf, squeezed, subjectOf, threadShown } from './read-message';
import { filesShown } from './read-window';
import type { SentTimes } from './sent-times';
import type { WitnessedMessages } from './witness-link';

/** So long after a message is drawn its answer may still be on the way to us, in ms. */
const LATE_MS = 1_500;

export interface ReadPage {
  /** The address this window is signed in with. */
  account: string;
  messages: WitnessedMessages;
  book: AddressBook;
  sentTimes: SentTimes;
  signal: AbortSignal;
}

/** One message that is open: what its head shows, and what the page was told of it when it asked for it. */
export class OutlookMessage implements OpenedMessage {
  readonly signal: AbortSignal;
  readonly #found: FoundMessage;
  readonly #page: ReadPage;
  readonly #line: MountedLine | null;
  readonly #listeners = new Set<() => void>();
  #claim: MessageClaim | null = null;
  /** The thread when it was opened: the list may have another one selected by the time it is asked for. */
  readonly #thread: string;

  constructor(found: FoundMessage, page: ReadPage) {
    this.#found = found;
    this.#page = page;
    this.#thread = threadShown(found.body.ownerDocument);
    this.signal = AbortSignal.any([goneFromPage(found.body, page.signal, { inner: () => [], isEmpty: () => false }), page.signal]);
    const head = headOf(found);
    this.#line = head ? new MountedLine(() => ({ root: found.card, body: found.body, send: head }), this.signal) : null;
    if (this.#line) this.#line.line.style.padding = '0';
    page.messages.watch(() => this.#recognize(), this.signal);
  }

  get slot(): HTMLElement | null {
    return this.#line?.line ?? null;
  }

  /** React may have drawn the head anew. */
  refresh(): void {
    this.#line?.restore();
  }

  readHeader(): MessageHeader {
    const { book } = this.#page;
    const claim = this.#claim;
    const shown = senderOf(this.#found, book);
    const { field: _, ...told } = recipient('to', claim?.from?.address ?? '', claim?.from?.name || shown.name);
    return {
      hostMessageId: claim?.itemId ?? this.#ownId(shown.address || shown.name),
      hostThreadId: this.#thread || claim?.conversationId || '',
      from: told.known ? told : shown,
      recipients: claim ? peopleOf(claim, () => receiversOf(this.#found, book)) : receiversOf(this.#found, book),
      subject: claim?.subject || subjectOf(this.#found),
    };
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async findOrigin(): Promise<MessageOrigin> {
    await this.#settled();
    const claim = this.#claim;
    return { messageId: claim?.messageId ?? null, at: claim?.sentAt ?? claim?.receivedAt ?? null };
  }

  async read(): Promise<WholeMessage> {
    const origin = await this.findOrigin();
    const { body, card } = this.#found;
    const files = filesShown(card).map(({ name, size }) => ({ name, type: '', size, file: null }));
    return { ...this.readHeader(), ...origin, html: body.innerHTML, text: body.innerText ?? '', files };
  }

  isDark(): boolean {
    return isDarkAt(this.#found.card);
  }

  #settled(): Promise<void> {
    if (this.#claim || this.signal.aborted) return Promise.resolve();
    return new Promise((done) => {
      setTimeout(done, LATE_MS);
      this.#listeners.add(done);
      this.signal.addEventListener('abort', () => done());
    });
  }

  #recognize(): void {
    if (this.#claim || this.signal.aborted) return;
    const { messages, book } = this.#page;
    const from = senderOf(this.#found, book);
    const shown = { from, thread: this.#thread, subject: subjectOf(this.#found), text: this.#found.body.textContent ?? '' };
    this.#claim = matchMessage(shown, messages.all);
    if (this.#claim) for (const listener of this.#listeners) listener();
  }

  /** Where nobody told Outlook's own: the same for the same message on any computer, in any language. */
  #ownId(from: string): string {
    return `${this.#thread}/${hash(`${from}\n${squeezed(this.#found.body.textContent ?? '').slice(0, 2_000)}`)}`;
  }
}

/** Lists tell of a message without its people. */
function peopleOf({ to, cc, bcc }: MessageClaim, shown: () => DraftRecipient[]): DraftRecipient[] {
  const told = Object.entries({ to, cc, bcc }).flatMap(([field, people]) =>
    people.map(({ address, name }) => recipient(field as DraftRecipient['field'], address, name)),
  );
  return told.length > 0 ? told : shown();
}

/** FNV-1a, twice from different starts: short, and not secret. */
function hash(text: string): string {
  return [0x811c9dc5, 0x01000193]
    .map((start) => {
      let value = start;
      for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
      return (value >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
