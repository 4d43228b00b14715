import type { MessageHeader, MessageOrigin, OpenedMessage, WholeMessage } from '../../mail/mail-reader';

export const emptyHeader: MessageHeader = {
  hostMessageId: 'm1',
  hostThreadId: 't1',
  from: { address: 'ada@acme.example', name: 'Ada Lovelace', known: true },
  recipients: [{ address: 'anna@northwind.example', name: 'Anna', field: 'to', known: true }],
  subject: 'Quote',
};

/** A message that a test has opened. */
export class FakeMessage implements OpenedMessage {
  readonly #ended = new AbortController();
  readonly signal = this.#ended.signal;
  slot: HTMLElement | null = null;
  header: MessageHeader;
  origin: MessageOrigin = { messageId: '<1@acme.example>', at: 1_000 };
  #changed: (() => void)[] = [];

  constructor(header: Partial<MessageHeader> = {}) {
    this.header = { ...emptyHeader, ...header };
  }

  fold(): void {
    this.#ended.abort();
  }
  change(header: Partial<MessageHeader>): void {
    this.header = { ...this.header, ...header };
    for (const listener of this.#changed) listener();
  }
  readHeader(): MessageHeader {
    return this.header;
  }
  onChange(listener: () => void): void {
    this.#changed.push(listener);
  }
  async findOrigin(): Promise<MessageOrigin> {
    return this.origin;
  }
  async read(): Promise<WholeMessage> {
    return { ...this.header, ...this.origin, html: '<p>Hi</p>', text: 'Hi', files: [] };
  }
  isDark(): boolean {
    return false;
  }
}
