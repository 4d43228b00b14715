import type { OpenedMessage } from '../../mail/mail-reader';
import type { CallFailure } from '../messaging';
import type { AccountState } from '../protocol';
import { MessageSession, type MessageView } from './message-session';
import type { Worker } from './worker';

/** Messages of a thread are handed out one by one, and asked about together. */
const GATHER_MS = 30;
/** An answer slower than this says that it is asked for. */
const PATIENCE_MS = 150;
/** What is on its way is looked at again: soon, then less and less often. */
const POLL_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000] as const;

export interface ReadingParts {
  account: string;
  worker: Worker;
  isOrphan(): boolean;
  failureOf(error: unknown): CallFailure;
  signal: AbortSignal;
}

interface Thread {
  sessions: Set<MessageSession>;
  turn: number;
  polls: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** T3: that it is open was told, once. */
  isTold: boolean;
  hitsTurn: number;
}

/** All messages that are open in one mail page. */
export class ReadingSession {
  readonly #parts: ReadingParts;
  readonly #threads = new Map<string, Thread>();
  #account: Promise<AccountState | null> | null = null;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
    // Nobody looks at a page that is hidden; what changed meanwhile is asked for when somebody does.
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.refresh(), { signal: parts.signal });
    parts.signal.addEventListener('abort', () => {
      for (const { timer } of this.#threads.values()) clearTimeout(timer);
    });
  }

  open(message: OpenedMessage, onView: (view: MessageView) => void): MessageSession {
    const { account, worker, isOrphan, failureOf } = this.#parts;
    const thread = this.#threadOf(message.readHeader().hostThreadId);
    const session = new MessageSession({
      message,
      account,
      worker,
      isOrphan,
      failureOf,
      onView,
      onActed: () => this.#askSoon(thread, POLL_MS[0], true),
    });
    thread.sessions.add(session);
    message.onChange(() => {
      session.readAgain();
      this.#askSoon(thread, GATHER_MS);
    });
    message.signal.addEventListener('abort', () => thread.sessions.delete(session));
    this.#askSoon(thread, GATHER_MS);
    return session;
  }

  /** What the CRM or the connection is called; '' while it is not known. */
  async connectionLabel(): Promise<string> {
    return (await this.#readAccount())?.connectionLabel ?? '';
  }

  /** Something that the states depend on may be other than it was. */
  refresh(): void {
    this.#account = null;
    for (const thread of this.#threads.values()) this.#askSoon(thread, GATHER_MS, true);
  }

  /** T6: there may be opens and clicks that were not there before. */
  refreshHits(): void {
    for (const [id, thread] of this.#threads) void this.#askHits(id, thread).catch(() => undefined);
  }

  #threadOf(id: string): Thread {
    for (const [key, { sessions }] of this.#threads) if (sessions.size === 0 && key !== id) this.#threads.delete(key);
    const thread = this.#threads.get(id) ?? { sessions: new Set(), turn: 0, polls: 0, timer: undefined, isTold: false, hitsTurn: 0 };
    this.#threads.set(id, thread);
    return thread;
  }

  #askSoon(thread: Thread, delayMs: number, isNews = false): void {
    if (isNews) thread.polls = 0;
    clearTimeout(thread.timer);
    thread.timer = setTimeout(() => void this.#ask(thread), delayMs);
  }

  async #ask(thread: Thread): Promise<void> {
    const sessions = [...thread.sessions].filter(({ isOpen }) => isOpen);
    if (sessions.length === 0 || this.#parts.signal.aborted) return;
    thread.turn += 1;
    const { turn } = thread;
    const patience = setTimeout(() => {
      for (const session of sessions) session.asking();
    }, PATIENCE_MS);
    try {
      const isConnected = await this.#isConnected();
      const messages = await Promise.all(sessions.map((session) => session.toWire(isConnected)));
      const states = await this.#parts.worker.messageStates(this.#parts.account, messages);
      // What becomes of a mail is no reason to say nothing of the others.
      void this.#askHits(messages[0]?.hostThreadId ?? '', thread).catch(() => undefined);
      if (turn !== thread.turn) return;
      for (const [index, session] of sessions.entries()) if (states[index]) session.adopt(states[index]);
      this.#pollIfUnsettled(thread);
    } catch (error) {
      this.#account = null;
      if (turn === thread.turn) for (const session of sessions) session.fail(error);
    } finally {
      clearTimeout(patience);
    }
  }

  /** What is tracked in a thread. That it is open now is told of those alone: what their pixels tell then is her own doing. */
  async #askHits(hostThreadId: string, thread: Thread): Promise<void> {
    const { account, worker } = this.#parts;
    const bases = (await this.#readAccount())?.trackBases ?? [];
    if (hostThreadId === '' || bases.length === 0) return;
    thread.hitsTurn += 1;
    const turn = thread.hitsTurn;
    const mails = await worker.threadHits(account, hostThreadId);
    if (mails.length > 0 && !thread.isTold) {
      thread.isTold = true;
      worker.noteThreadOpen(account, hostThreadId).catch(() => undefined);
    }
    if (turn === thread.hitsTurn) await Promise.all([...thread.sessions].map((session) => session.adoptTracked(mails)));
  }

  #pollIfUnsettled(thread: Thread): void {
    const isUnsettled = [...thread.sessions].some(({ view }) => ['waiting', 'removing'].includes(view.state?.state ?? ''));
    if (!isUnsettled || document.visibilityState !== 'visible') return;
    const delay = POLL_MS[Math.min(thread.polls, POLL_MS.length - 1)] ?? 0;
    thread.polls += 1;
    this.#askSoon(thread, delay);
  }

  /** Without a CRM the mail page is asked for nothing. */
  async #isConnected(): Promise<boolean> {
    const connection = (await this.#readAccount())?.connection;
    return connection !== undefined && connection !== 'none' && connection !== 'account-unknown';
  }

  #readAccount(): Promise<AccountState | null> {
    this.#account ??= this.#parts.worker.accountState(this.#parts.account);
    return this.#account;
  }
}
