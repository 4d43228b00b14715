import { type Claim, parseClaim } from '../claim';
import { CLAIM_EVENT, isDraftId, MESSAGES_EVENT } from './bridge';
import { type MessageClaim, parseMessageClaims } from './message-claim';

export const detailOf = (event: Event): unknown => (event instanceof CustomEvent ? event.detail : null);

/** Hears what the witness claims. */
export function listenToWitness(document: Document, hear: (claim: Claim) => void, signal: AbortSignal): void {
  const listen = (event: Event) => {
    const claim = parseClaim(detailOf(event), isDraftId);
    if (claim) hear(claim);
  };
  document.addEventListener(CLAIM_EVENT, listen, { signal });
}

const MAX_KEPT = 2_000;

/** The messages that the page was given to read, newest knowledge last. */
export class WitnessedMessages {
  readonly #byItem = new Map<string, MessageClaim>();
  readonly #listeners = new Set<(messages: readonly MessageClaim[]) => void>();

  constructor(document: Document, signal: AbortSignal) {
    document.addEventListener(MESSAGES_EVENT, (event) => this.#keep(parseMessageClaims(detailOf(event))), { signal });
  }

  #keep(messages: readonly MessageClaim[]): void {
    if (messages.length === 0) return;
    for (const message of messages) {
      const known = this.#byItem.get(message.itemId);
      this.#byItem.delete(message.itemId);
      this.#byItem.set(message.itemId, known ? together(known, message) : message);
    }
    for (const oldest of this.#byItem.keys()) {
      if (this.#byItem.size <= MAX_KEPT) break;
      this.#byItem.delete(oldest);
    }
    for (const listener of this.#listeners) listener(messages);
  }

  get all(): MessageClaim[] {
    return [...this.#byItem.values()];
  }

  ofConversation(conversationId: string): MessageClaim[] {
    return [...this.#byItem.values()].filter((message) => message.conversationId === conversationId);
  }

  /** Calls back with what is known already, if anything is, and then with whatever is new. */
  watch(listener: (messages: readonly MessageClaim[]) => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener));
    if (this.#byItem.size > 0) listener([...this.#byItem.values()]);
  }
}

/** Lists tell less of a message than the message itself. */
function together(known: MessageClaim, heard: MessageClaim): MessageClaim {
  const isShorter = heard.to.length + heard.cc.length + heard.bcc.length === 0;
  return {
    ...heard,
    conversationId: heard.conversationId || known.conversationId,
    messageId: heard.messageId ?? known.messageId,
    sentAt: heard.sentAt ?? known.sentAt,
    receivedAt: heard.receivedAt ?? known.receivedAt,
    from: heard.from ?? known.from,
    ...(isShorter && { to: known.to, cc: known.cc, bcc: known.bcc }),
    subject: heard.subject || known.subject,
    preview: heard.preview || known.preview,
  };
}
