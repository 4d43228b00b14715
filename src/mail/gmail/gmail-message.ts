import { recipient } from '../carried-mail';
import { sizeShown } from '../held-files';
import type { DraftFile, DraftRecipient } from '../mail-client';
import type { MessageHeader, MessageOrigin, OpenedMessage, WholeMessage } from '../mail-reader';
import { layOutLine } from '../status-line';
import { isDarkAt } from '../theme';
import type { Original } from './original';
import { READING, SELECTORS } from './selectors';

/** How the header that the page does not show is asked for; null: nobody to ask. */
export type AskOriginal = (id: string) => Promise<Original | null>;

/** One expanded message. Everything is read outside of bodies: what somebody wrote into a mail proves nothing. */
export class GmailMessage implements OpenedMessage {
  readonly signal: AbortSignal;
  readonly slot: HTMLElement | null;
  readonly #root: HTMLElement;
  readonly #ask: AskOriginal;
  readonly #listeners = new Set<() => void>();
  #original: Promise<Original | null> | null = null;
  #told: Original | null = null;

  constructor(root: HTMLElement, ask: AskOriginal, signal: AbortSignal) {
    this.#root = root;
    this.#ask = ask;
    this.signal = signal;
    this.slot = makeSlot(root);
    signal.addEventListener('abort', () => this.slot?.remove());
  }

  readHeader(): MessageHeader {
    const { hostMessageId, hostThreadId } = idsOf(this.#root);
    const sender = outside(this.#root, READING.sender)[0];
    const { field: _, ...from } = recipient(
      'to',
      sender?.getAttribute('email') ?? '',
      sender?.getAttribute('name') ?? sender?.textContent ?? '',
    );
    return { hostMessageId, hostThreadId, from, recipients: this.#recipients(), subject: this.#told?.subject || subjectOf(this.#root) };
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async findOrigin(): Promise<MessageOrigin> {
    this.#original ??= this.#askOnce();
    const original = await this.#original;
    return { messageId: original?.messageId ?? null, at: original?.at ?? null };
  }

  async read(): Promise<WholeMessage> {
    const origin = await this.findOrigin();
    return { ...this.readHeader(), ...origin, ...bodyOf(this.#root), files: filesOf(this.#root) };
  }

  isDark(): boolean {
    return isDarkAt(this.#root);
  }

  async #askOnce(): Promise<Original | null> {
    const { hostMessageId, syncId } = idsOf(this.#root);
    const original = await this.#ask(syncId || hostMessageId);
    if (!original || this.signal.aborted) return original;
    this.#told = original;
    return original;
  }

  /** The head shows everybody alike, and of many only some; the message's own header knows all of them and the field. */
  #recipients(): DraftRecipient[] {
    const shown = outside(this.#root, READING.recipients).map((chip) =>
      recipient('to', chip.getAttribute('email') ?? '', chip.getAttribute('name') ?? chip.textContent ?? ''),
    );
    const people = this.#told?.people ?? [];
    if (people.length === 0) return shown;
    const names = new Map(shown.map(({ address, name }) => [address, name]));
    const known = people.map(({ field, address, name }) => recipient(field, address, name || names.get(address) || ''));
    const isKnown = new Set(known.map(({ address }) => address));
    // One's own Bcc stands in the header of no mail that was received, but Gmail shows it where it was sent.
    return [...known, ...shown.filter(({ address }) => !isKnown.has(address)).map((one) => ({ ...one, field: 'bcc' as const }))];
  }
}

/** Elements of the message's frame, none from a body, whatever stands in it. */
function outside(root: ParentNode, selector: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(selector)].filter((node) => !node.closest(READING.notFrame));
}

export function idsOf(root: HTMLElement): { hostMessageId: string; hostThreadId: string; syncId: string } {
  const own = [root, ...outside(root, READING.message)].find((node) => node.matches(READING.message));
  const main = root.closest(READING.main) ?? root.ownerDocument;
  return {
    hostMessageId: hexOf(own?.getAttribute('data-legacy-message-id')),
    hostThreadId: hexOf(
      (outside(main, READING.threadHead)[0] ?? outside(main, SELECTORS.thread)[0])?.getAttribute('data-legacy-thread-id'),
    ),
    syncId: /^#?(msg-[af]:[\w-]{1,64})$/.exec(own?.getAttribute('data-message-id') ?? '')?.[1] ?? '',
  };
}

const hexOf = (id: string | null | undefined) => (id && /^[0-9a-f]{1,32}$/.test(id) ? id : '');

function subjectOf(root: HTMLElement): string {
  const main = root.closest(READING.main) ?? root.ownerDocument;
  return outside(main, READING.subject)[0]?.textContent?.trim() ?? '';
}

/** Right below the names and the date, above the text. */
function makeSlot(root: HTMLElement): HTMLElement | null {
  const head = outside(root, READING.head)[0];
  if (!head) return null;
  const line = layOutLine(root.ownerDocument.createElement('div'));
  line.style.padding = '0';
  head.after(line);
  return line;
}

function bodyOf(root: HTMLElement): { html: string; text: string } {
  const body = [...root.querySelectorAll<HTMLElement>(READING.body)].find((node) => !node.parentElement?.closest(READING.notFrame));
  if (!body) return { html: '', text: '' };
  const copy = body.cloneNode(true) as HTMLElement;
  for (const ours of copy.querySelectorAll(READING.quoteToggle)) ours.remove();
  return { html: copy.innerHTML, text: body.innerText ?? '' };
}

/** Names and types of what is attached; the size only as Gmail writes it, rounded. */
function filesOf(root: HTMLElement): DraftFile[] {
  return outside(root, READING.attachment).flatMap((card) => {
    // `type:name:url`, made by Gmail for dragging the file out of the page.
    const [type = '', name = ''] = (card.getAttribute('download_url') ?? '').split(':');
    return name
      ? [{ name: decoded(name), type, size: sizeShown(card.querySelector(READING.attachmentSize)?.textContent ?? ''), file: null }]
      : [];
  });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
