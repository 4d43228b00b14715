import { CONVERSATIONS_EVENT } from './bridge';
import { parseConversations } from './conversation-claim';
import { isSentShown } from './sent-list';
import { detailOf, type WitnessedMessages } from './witness-link';

const MAX_KEPT = 5_000;

/** When something was last sent in a thread, by what the page was given to show: its own dates are in the rep's language. */
export class SentTimes {
  readonly #byThread = new Map<string, number>();
  readonly #messages: WitnessedMessages;

  constructor(page: Document, messages: WitnessedMessages, signal: AbortSignal) {
    this.#messages = messages;
    const hear = (event: Event) => {
      const { folder, threads } = parseConversations(detailOf(event));
      // A folder that is named by its id is the one in sight [?].
      if (folder !== '' ? folder !== 'sentitems' : !isSentShown(page)) return;
      for (const { id, at } of threads) if (this.#byThread.size < MAX_KEPT || this.#byThread.has(id)) this.#byThread.set(id, at);
    };
    page.addEventListener(CONVERSATIONS_EVENT, hear, { signal });
  }

  /** Epoch ms; null: nobody said. `account`: who sent it. */
  of(thread: string, account: string): number | null {
    const own = this.#messages.ofConversation(thread).filter(({ from, isDraft }) => !isDraft && from?.address === account);
    const times = [this.#byThread.get(thread) ?? 0, ...own.map(({ sentAt }) => sentAt ?? 0)];
    return Math.max(...times) || null;
  }
}
