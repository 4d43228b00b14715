import type { Compose, Draft, SendSign } from '../../mail/mail-client';
import type { DeliveryNews, WireDraft } from '../protocol';
import { CallQueue } from './call-queue';
import type { FileKeeper } from './file-keeper';
import { toWireDraft } from './wire';
import type { Worker } from './worker';

export interface ReporterOptions {
  compose: Compose;
  worker: Pick<Worker, 'intend' | 'sign' | 'noteSentUnlogged' | 'forgetSentUnlogged'>;
  files: FileKeeper;
  /** The draft's id; rejects while the worker cannot be reached. */
  draftId(): Promise<string>;
  wantsLog(): boolean;
  onNews(news: DeliveryNews): void;
  /** The message has left, or will leave, and the worker could not be told. `kept` can be told to it later. */
  onUntold(error: unknown, kept: KeptSend): void;
}

/** What an orphaned page keeps of a send, for a content script that comes after it. */
export interface KeptSend {
  draft: WireDraft | null;
  signs: SendSign[];
}

/**
 * Tells the worker of a send: the intent before anything else, every sign after it and in order. It outlives the
 * window: Gmail closes that at once and sends when the time for Undo is over.
 */
export class SendReporter {
  readonly #options: ReporterOptions;
  readonly #queue = new CallQueue(globalThis);
  /** Kept from Send to its end, so that the recipients are the ones it was sent with. */
  #sent: Draft | null = null;
  #signs: SendSign[] = [];
  #intendedFiles = 0;
  /** R3: what left, or is about to, with Log off. */
  #unlogged: Draft | null = null;

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  report(sign: SendSign): void {
    if (!this.#sent && !this.#options.wantsLog()) {
      this.#reportUnlogged(sign);
      if (sign.kind !== 'discarded') return;
    }
    this.#signs.push(sign);
    if (sign.kind !== 'discarded') this.#intendOnce();
    if (sign.kind === 'confirmed') this.#intendWithLateFiles();
    this.#call(async (id) => {
      const news = await this.#options.worker.sign(id, sign);
      if (news) this.#options.onNews(news);
    });
    if (isBackToDraft(sign)) this.#forget();
  }

  /** Nothing is told of it before it has left; then it is kept for some days, so that it can be logged after all. */
  #reportUnlogged(sign: SendSign): void {
    const { worker, files, draftId } = this.#options;
    const quietly = (tell: (id: string) => Promise<void>) =>
      this.#queue.add(async () =>
        draftId()
          .then(tell)
          .catch(() => undefined),
      );
    if (sign.kind === 'pressed' || sign.kind === 'leaving') this.#unlogged = readDraft(this.#options.compose) ?? this.#unlogged;
    if (sign.kind === 'leaving' && this.#unlogged) this.#unlogged = asItLeaves(this.#unlogged, sign);
    const draft = this.#unlogged;
    if (sign.kind === 'confirmed' && draft) {
      const { messageId, hostThreadId, hostMessageId } = sign;
      quietly((id) => worker.noteSentUnlogged(id, toWireDraft(draft, files.hashes), { messageId, hostThreadId, hostMessageId }));
    }
    if (sign.kind === 'undone' && draft) quietly((id) => worker.forgetSentUnlogged(id));
    if (isBackToDraft(sign)) this.#unlogged = null;
  }

  #forget(): void {
    this.#sent = null;
    this.#signs = [];
    this.#intendedFiles = 0;
  }

  /** At the first sign of a send, usually `pressed`: while the window is there to be read. */
  #intendOnce(): void {
    if (this.#sent) return;
    const draft = readDraft(this.#options.compose);
    if (draft) this.#intend(draft);
  }

  #intend(draft: Draft): void {
    this.#sent = draft;
    const wire = toWireDraft(draft, this.#options.files.hashes);
    this.#intendedFiles = this.#options.files.hashes.size;
    this.#call(async (id) => void (await this.#options.worker.intend(id, wire)));
  }

  /** A file may still have been on its way to the worker when Send was pressed. */
  #intendWithLateFiles(): void {
    const draft = this.#sent;
    if (!draft?.files.some(({ file }) => file)) return;
    this.#call(async (id) => {
      await this.#options.files.settled();
      if (this.#options.files.hashes.size > this.#intendedFiles)
        await this.#options.worker.intend(id, toWireDraft(draft, this.#options.files.hashes));
    });
  }

  #call(tell: (id: string) => Promise<void>): void {
    this.#queue.add(async () => {
      try {
        await tell(await this.#options.draftId());
      } catch (error) {
        this.#options.onUntold(error, { draft: this.#sent && toWireDraft(this.#sent, this.#options.files.hashes), signs: this.#signs });
      }
    });
  }
}

/** Recipients that were typed and never became a chip are in what leaves. */
function asItLeaves(draft: Draft, { recipients, subject, html }: Extract<SendSign, { kind: 'leaving' }>): Draft {
  const body = html === '' || html === draft.html ? {} : { html, text: '' };
  return { ...draft, ...body, recipients: recipients.length > 0 ? recipients : draft.recipients, subject: subject || draft.subject };
}

const isBackToDraft = ({ kind }: SendSign) => kind === 'failed' || kind === 'undone' || kind === 'discarded';

/** Null: the window is gone. Then the signs alone, which carry the final message, must do. */
function readDraft(compose: Compose): Draft | null {
  try {
    return compose.read();
  } catch {
    return null;
  }
}
