import type { Draft, DraftRecipient } from './draft';

/** The reading side of a host page: messages that are open, and the list of what was sent. */
export interface MailReader {
  /** Hands out every message that is open for reading: those that are already, then each new one. */
  watchMessages(onMessage: (message: OpenedMessage) => void, signal: AbortSignal): void;
  /** The host's Sent list as it is shown, newest first; again when it shows more. Nothing is opened or asked for. */
  watchSentList(onSeen: (rows: SentSighting[]) => void, signal: AbortSignal): void;
}

/** A message as its head tells it. Everything is what the page shows: a claim, and never from inside of a message's body. */
export interface MessageHeader {
  /** The host's own id of this message; stable over reloads and other computers. */
  hostMessageId: string;
  hostThreadId: string;
  /** `known` false: the page shows a name and no address. */
  from: Omit<DraftRecipient, 'field'>;
  recipients: DraftRecipient[];
  subject: string;
}

/** What stands in the message's own header and the page does not show. Null: not to be had. */
export interface MessageOrigin {
  /** RFC 5322, with its angle brackets. */
  messageId: string | null;
  /** Epoch ms. */
  at: number | null;
}

/** The whole message, to be logged. */
export type WholeMessage = MessageHeader & MessageOrigin & Pick<Draft, 'html' | 'text' | 'files'>;

/** One message that is open for reading. Its lifetime is `signal`: folded away, another thread, gone. */
export interface OpenedMessage {
  readonly signal: AbortSignal;
  /** A line of its own at the message's head, empty, its height there from the start. Null: no place that we know. */
  readonly slot: HTMLElement | null;
  readHeader(): MessageHeader;
  /** Recipients or addresses became known that were not. */
  onChange(listener: () => void): void;
  /** May ask the host, once. Never rejects. */
  findOrigin(): Promise<MessageOrigin>;
  /** Called when the message is to be logged, never before. */
  read(): Promise<WholeMessage>;
  isDark(): boolean;
}

/** A mail in the host's Sent list. */
export interface SentSighting {
  hostThreadId: string;
  /** Where the list tells it. */
  hostMessageId: string | null;
  subject: string;
  /** Whom the list shows it went to. */
  names: string[];
  /** Epoch ms, where the list says it in a way that no language changes. */
  at: number | null;
  /** Opens it in the host; a path of the page's own origin, beginning with `/`. */
  path: string;
}
