import type { InboxSDK, MessageView } from '@inboxsdk/core';
import type { MailReader, OpenedMessage, SentSighting } from '../mail-reader';
import { watchSentRows } from '../sent-rows';
import { type AskOriginal, GmailMessage, idsOf } from './gmail-message';
import { readOriginal } from './original';
import { sentListOf } from './sent-list';
import { askWitness } from './witness-link';

/** As many headers as are kept, so that a message that is opened again is not asked for again. */
const KEPT = 200;

/** Open messages as InboxSDK finds them; what they say is read from the page itself. */
export class GmailReader implements MailReader {
  readonly #sdk: InboxSDK;
  readonly #asked = new Map<string, ReturnType<AskOriginal>>();

  constructor(sdk: InboxSDK) {
    this.#sdk = sdk;
  }

  watchMessages(onMessage: (message: OpenedMessage) => void, signal: AbortSignal): void {
    this.#sdk.Conversations.registerMessageViewHandler((view: MessageView) => {
      if (signal.aborted) return;
      const root = view.getElement();
      let shown: AbortController | null = null;
      const close = () => shown?.abort();
      const open = () => {
        close();
        if (!idsOf(root).hostMessageId) return;
        shown = new AbortController();
        onMessage(new GmailMessage(root, (id) => this.#ask(id), AbortSignal.any([shown.signal, signal])));
      };
      view.on('destroy', close);
      view.on('viewStateChange', ({ newViewState }: { newViewState: string }) => (newViewState === 'EXPANDED' ? open() : close()));
      open();
    });
  }

  watchSentList(onSeen: (rows: SentSighting[]) => void, signal: AbortSignal): void {
    watchSentRows(sentListOf(document), onSeen, signal);
  }

  #ask(id: string): ReturnType<AskOriginal> {
    const asked = this.#asked.get(id) ?? this.#askAnew(id);
    this.#asked.set(id, asked);
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > KEPT && oldest !== undefined) this.#asked.delete(oldest);
    return asked;
  }

  async #askAnew(id: string): ReturnType<AskOriginal> {
    const key = askWitness(document)?.key;
    const original = key ? await readOriginal(location, key, id) : null;
    // Not to be had now may be had later.
    if (!original) this.#asked.delete(id);
    return original;
  }
}
