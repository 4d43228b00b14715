import { UNDO_UNLOG_MS } from '../../core/limits';
import type { Choices, Plan } from '../../core/plan';
import type { FoundRecord } from '../../core/records';
import type { MessageHeader, MessageOrigin, OpenedMessage } from '../../mail/mail-reader';
import type { CallFailure } from '../messaging';
import type { MessageState, WireMessage } from '../protocol';
import type { TrackedInThread } from '../tracking-protocol';
import type { Worker } from './worker';

const NOTHING: MessageOrigin = { messageId: null, at: null };
const NO_CHOICES: Choices = { off: [], added: [] };

/** All that the chip at a message's head and its panel show. */
export interface MessageView {
  /** Null: not known yet. */
  state: MessageState | null;
  /** That takes long enough to say so. */
  isAsking: boolean;
  /** A click, or C9, is being done. */
  isBusy: boolean;
  canUndo: boolean;
  choices: Choices;
  /** Made when the panel is opened. */
  plan: Plan | null;
  failure: CallFailure | null;
  /** The extension was updated under this page. */
  isOrphan: boolean;
  /** T6: its opens and clicks; null: it is not tracked. */
  tracked: TrackedInThread | null;
}

export interface MessageOptions {
  message: OpenedMessage;
  account: string;
  worker: Worker;
  isOrphan(): boolean;
  failureOf(error: unknown): CallFailure;
  onView(view: MessageView): void;
  /** What the CRM holds of the thread is, or will soon be, other than it was. */
  onActed(): void;
}

/** One message that is open for reading: whether it is logged, and what the rep does about it. */
export class MessageSession {
  readonly #options: MessageOptions;
  #header: MessageHeader;
  #origin: Promise<MessageOrigin> | null = null;
  /** What logs itself does so once, however often its state is asked for. */
  #hasLoggedItself = false;
  #planTurn = 0;
  #undoTimer: ReturnType<typeof setTimeout> | undefined;
  #view: MessageView;

  constructor(options: MessageOptions) {
    this.#options = options;
    this.#header = options.message.readHeader();
    this.#view = {
      state: null,
      isAsking: false,
      isBusy: false,
      canUndo: false,
      choices: NO_CHOICES,
      plan: null,
      failure: null,
      isOrphan: options.isOrphan(),
      tracked: null,
    };
    options.message.signal.addEventListener('abort', () => clearTimeout(this.#undoTimer));
  }

  get view(): MessageView {
    return this.#view;
  }

  get header(): MessageHeader {
    return this.#header;
  }

  get isOpen(): boolean {
    return !this.#options.message.signal.aborted;
  }

  /** The page shows more of it than before. */
  readAgain(): void {
    this.#header = this.#options.message.readHeader();
  }

  /** What the worker is asked with; `withOrigin`: the mail page may be asked for what it does not show. */
  async toWire(withOrigin: boolean): Promise<WireMessage> {
    if (withOrigin) this.#origin ??= this.#options.message.findOrigin();
    const origin = (await this.#origin) ?? NOTHING;
    // The header that was looked up knows everybody on it; the page's own head, often only some.
    this.readAgain();
    return { ...this.#header, messageId: origin.messageId, at: origin.at };
  }

  asking(): void {
    if (!this.#view.state) this.#show({ isAsking: true });
  }

  adopt(state: MessageState): void {
    // What a click is changing right now was asked for before the click.
    if (this.#view.isBusy) return;
    this.#show({ state, isAsking: false, failure: null, isOrphan: false, canUndo: this.#view.canUndo && state.state === 'removing' });
    if (!state.logsItself || this.#hasLoggedItself) return;
    this.#hasLoggedItself = true;
    void this.log();
  }

  /** Of the tracked mails of its thread, the one that it is. */
  async adoptTracked(mails: readonly TrackedInThread[]): Promise<void> {
    const messageId = (await this.#origin)?.messageId ?? null;
    const { hostMessageId } = this.#header;
    const isIt = (mail: TrackedInThread) =>
      (hostMessageId !== '' && mail.hostMessageId === hostMessageId) ||
      (messageId !== null && mail.messageId === messageId) ||
      mail.id === this.#view.state?.id;
    const tracked = mails.find(isIt) ?? null;
    if (JSON.stringify(tracked) !== JSON.stringify(this.#view.tracked)) this.#show({ tracked });
  }

  /** T7. False: nobody could be told. */
  async eraseTracked(): Promise<boolean> {
    const { worker, account } = this.#options;
    const { tracked } = this.#view;
    if (!tracked) return false;
    const { erased } = await worker.eraseTracked(account, this.#header.hostThreadId, tracked.id);
    if (erased) this.#show({ tracked: null });
    return erased;
  }

  fail(error: unknown): void {
    const isOrphan = this.#options.isOrphan();
    this.#show({ isAsking: false, isBusy: false, isOrphan, failure: isOrphan ? null : this.#options.failureOf(error) });
  }

  log(): Promise<void> {
    return this.#act(async (worker, account) => {
      const { files, ...whole } = await this.#options.message.read();
      // Whatever was found out about it before is not asked again.
      const { messageId, at } = await this.toWire(true);
      const named = files.map(({ name, type, size }) => ({ name, type, size, sha256: null }));
      return worker.logMessage(account, { ...whole, messageId, at, files: named }, this.#view.choices);
    });
  }

  async unlog(): Promise<void> {
    await this.#act(async (worker, account) => worker.unlogMessage(account, await this.toWire(true)));
    if (this.#view.state?.state !== 'removing') return;
    this.#show({ canUndo: true });
    this.#undoTimer = setTimeout(() => {
      this.#show({ canUndo: false });
      this.#options.onActed();
    }, UNDO_UNLOG_MS);
  }

  async undo(): Promise<void> {
    clearTimeout(this.#undoTimer);
    await this.#act(async (worker, account) => worker.relogMessage(account, await this.toWire(true)));
    this.#show({ canUndo: false });
  }

  /** Makes the plan that the panel shows. */
  async plan(): Promise<void> {
    this.#planTurn += 1;
    const turn = this.#planTurn;
    const { worker, account } = this.#options;
    try {
      const plan = await worker.planMessage(account, await this.toWire(true), this.#view.choices);
      if (turn === this.#planTurn) this.#show({ plan });
    } catch (error) {
      if (turn === this.#planTurn) this.fail(error);
    }
  }

  choose(choices: Choices): Promise<void> {
    this.#show({ choices });
    return this.plan();
  }

  search(query: string): Promise<FoundRecord[]> {
    return this.#options.worker.searchRecords(this.#options.account, query);
  }

  async #act(ask: (worker: Worker, account: string) => Promise<MessageState>): Promise<void> {
    if (this.#view.isBusy) return;
    this.#show({ isBusy: true, failure: null });
    try {
      const state = await ask(this.#options.worker, this.#options.account);
      this.#show({ state, isBusy: false, isAsking: false });
      this.#options.onActed();
    } catch (error) {
      this.fail(error);
    }
  }

  #show(change: Partial<MessageView>): void {
    this.#view = { ...this.#view, ...change };
    if (this.isOpen) this.#options.onView(this.#view);
  }
}
