import type { Translate } from '../../core/messages';
import type { Compose, MailClient, Notice, Probe } from '../../mail/mail-client';
import type { CallFailure } from '../messaging';
import type { AccountState, DeliveryNews, FromWorker } from '../protocol';
import { noticeOf, SentNotices } from './after-send';
import type { LineParts, Shortcuts } from './compose-line';
import { ComposeSession, type SessionView } from './compose-session';
import { showByHand } from './degraded';
import type { FormFields } from './form-compose';
import { sayIndividually } from './individual-words';
import { drawLine } from './line-drawing';
import { KeptSends, takeOver } from './orphan';
import type { Destination } from './plan-words';
import { Reading } from './reading';
import type { OpenCopy } from './send-individually';
import { StraySends } from './stray-sends';
import type { Worker } from './worker';

export interface PageParts {
  worker: Worker;
  listen(handlers: Partial<FromWorker>, signal: AbortSignal): void;
  t: Translate;
  /** The extension was updated under this page. */
  isOrphan(): boolean;
  failureOf(error: unknown): CallFailure;
  signal: AbortSignal;
}

const NO_FIELDS: FormFields = { to: '', cc: '', subject: '', text: '' };

/** One mail page: its compose windows, the sends without a window, and what comes of them. */
export class MailPage {
  readonly #parts: PageParts;
  readonly #client: MailClient | null;
  readonly #sessions = new Map<Compose, ComposeSession>();
  /** Of closed windows too: a draft may be given back by Undo. */
  readonly #everOpened = new WeakMap<Compose, ComposeSession>();
  readonly #notices = new SentNotices((news) => this.#say(news));
  readonly #kept: KeptSends;
  #account: AccountState | null = null;
  #shortcuts: Shortcuts = { log: '', track: '' };
  #latest: ComposeSession | null = null;
  #reading: Reading | null = null;
  /** Lets the chip for logging by hand say something; null: there is none. */
  #chip: ((notice: Notice) => void) | null = null;
  /** What was found, or missed, when it was last looked for: a window that is closed again says nothing new. */
  readonly #probed = new Map<string, Probe>();
  #readByHand = (): FormFields => NO_FIELDS;

  /** `client` null: the page cannot be read. */
  constructor(parts: PageParts, client: MailClient | null) {
    this.#parts = parts;
    this.#client = client;
    const { worker, signal } = parts;
    takeOver(document, worker);
    this.#kept = new KeptSends(document, signal);
    parts.listen(
      {
        news: (news) => this.#hearNews(news),
        changed: (what) => this.#changed(what),
        inspect: () => this.#reportSelfCheck(),
        toggle: (which) => this.#toggle(which),
      },
      signal,
    );
    document.addEventListener('visibilitychange', () => void this.#catchUp(), { signal });
    if (client) this.#watch(client);
    else this.#offerByHand();
  }

  #watch(client: MailClient): void {
    const { worker, signal } = this.#parts;
    this.#quietly(async () => {
      const { state, shortcuts } = await worker.openPage(client.account);
      this.#account = state;
      this.#shortcuts = shortcuts;
    });
    client.watchComposes((compose) => this.#open(compose, client), signal);
    const strays = new StraySends(client.account, worker, () => this.#account);
    client.watchStraySends((hostDraftId, sign) => this.#quietly(async () => this.#hear(await strays.sign(hostDraftId, sign))), signal);
    client.watchStrayLeaving((hostDraftId, parts) => strays.change(hostDraftId, parts), signal);
    this.#reading = new Reading(client, {
      ...this.#parts,
      onGo: (destination) => this.#go(destination),
    });
  }

  #open(compose: Compose, client: MailClient): void {
    const { slot } = compose;
    if (!slot) {
      this.#readByHand = keptFields(compose);
      this.#offerByHand();
      this.#reportSelfCheck();
      return;
    }
    let draw: (view: SessionView) => void = () => {};
    const session = this.#openSession(compose, client.account, (view) => draw(view));
    const parts: LineParts = { session, account: client.account, t: this.#parts.t, onGo: (destination) => this.#go(destination) };
    draw = drawLine(compose, slot, parts, () => this.#shortcuts);
    draw(session.view);
    this.#sessions.set(compose, session);
    compose.onChange(() => {
      this.#latest = session;
    });
    this.#latest = session;
    compose.signal.addEventListener('abort', () => this.#sessions.delete(compose));
  }

  #openSession(compose: Compose, account: string, onView: (view: SessionView) => void): ComposeSession {
    const session = new ComposeSession({
      ...this.#parts,
      compose,
      account,
      idOf: (one) => this.#everOpened.get(one)?.id ?? null,
      known: this.#account,
      openCopy: this.#openCopyOf(this.#client),
      onView,
      onIndividually: (end) => this.#notify({ text: sayIndividually(this.#parts.t, end), actions: [] }),
      onNews: (news) => this.#notices.hear(news),
      onUntold: (_, { id, ...kept }) => {
        if (id) this.#kept.keep({ ...kept, id, account });
        this.#notify({ text: this.#parts.t(this.#parts.isOrphan() ? 'sent_untold_updated' : 'sent_untold'), actions: [] });
      },
    });
    this.#everOpened.set(compose, session);
    return session;
  }

  #openCopyOf(client: MailClient | null): OpenCopy | null {
    if (!client?.openCopy) return null;
    return async (copy) => {
      const compose = await client.openCopy?.(copy);
      const session = compose && this.#everOpened.get(compose);
      if (!session) throw new Error('A window that was opened is not known');
      return { compose, session };
    };
  }

  #offerByHand(): void {
    if (this.#chip) return;
    const { worker, t, signal } = this.#parts;
    this.#chip = showByHand({
      accounts: () => worker.accounts(),
      prefill: () => this.#readByHand(),
      openSession: (compose, account, onView) => this.#openSession(compose, account, onView),
      t,
      onGo: (destination) => this.#go(destination),
      onClosed: () => {
        this.#chip = null;
      },
      signal,
    });
  }

  #notify(notice: Notice): void {
    if (this.#client) this.#client.notify(notice);
    else this.#chip?.(notice);
  }

  #hear(news: DeliveryNews | null): void {
    if (news) this.#notices.hear(news);
  }

  /** The mail may be open for reading too. */
  #hearNews(news: DeliveryNews): void {
    this.#notices.hear(news);
    this.#reading?.refresh();
  }

  #say(news: DeliveryNews): void {
    const { worker, t } = this.#parts;
    const notice = noticeOf(news, t, {
      view: (url) => open(url, '_blank', 'noopener,noreferrer'),
      unlog: (id) => this.#orSay(async () => this.#hear(await worker.unlog(id))),
      openOptions: (section) => this.#go({ to: 'options', section }),
      openPopup: () => this.#go({ to: 'popup' }),
    });
    if (notice) this.#notify(notice);
  }

  #go(destination: Exclude<Destination, { to: 'panel' } | null>): void {
    const { worker } = this.#parts;
    this.#orSay(() => (destination.to === 'popup' ? worker.openPopup() : worker.openOptions(destination.section)));
  }

  #changed(what: Parameters<FromWorker['changed']>[0]): void {
    if (what === 'opens') this.#reading?.refreshHits();
    else this.#refresh();
  }

  #refresh(): void {
    const account = this.#client?.account;
    if (account)
      this.#quietly(async () => {
        this.#account = await this.#parts.worker.accountState(account);
      });
    for (const session of this.#sessions.values()) session.refresh();
    this.#reading?.refresh();
  }

  /** The worker may have been stopped when there was news for this page. */
  async #catchUp(): Promise<void> {
    const ids = this.#notices.open;
    if (document.visibilityState !== 'visible') {
      // She may be on her way to the self-check.
      this.#reportSelfCheck();
      return;
    }
    // Updates come while nobody looks: the windows say so before anything is written in them.
    if (this.#parts.isOrphan()) this.#refresh();
    if (ids.length === 0) return;
    this.#quietly(async () => {
      for (const news of await this.#parts.worker.news(ids)) this.#notices.hear(news);
    });
  }

  /** A shortcut acts on the window with the focus; without one, on the one that was worked in last. */
  #toggle(which: 'log' | 'track'): void {
    const focused = nearestCompose([...this.#sessions.keys()], document.activeElement);
    void ((focused && this.#sessions.get(focused)) ?? this.#latest)?.toggle(which);
  }

  #reportSelfCheck(): void {
    const client = this.#client;
    if (!client || this.#parts.signal.aborted) return;
    const probes = client.inspect().map((probe) => (probe.state === 'not-needed-yet' ? (this.#probed.get(probe.id) ?? probe) : probe));
    for (const probe of probes) this.#probed.set(probe.id, probe);
    this.#quietly(() => this.#parts.worker.reportSelfCheck({ host: client.id, at: Date.now(), probes }));
  }

  /** For what the rep asked for by a click. */
  #orSay(ask: () => Promise<unknown>): void {
    const { t, isOrphan } = this.#parts;
    ask().catch(() => this.#notify({ text: t(isOrphan() ? 'compose_updated' : 'sent_no_answer'), actions: [] }));
  }

  /** For what the rep can do without: an orphaned page or a sleeping worker must not throw at the mail page. */
  #quietly(ask: () => Promise<unknown>): void {
    ask().catch(() => undefined);
  }
}

/** What the window holds, and once it has been sent and closed, what it held. */
function keptFields(compose: Compose): () => FormFields {
  let kept: FormFields | null = null;
  compose.onSend(({ kind }) => {
    if (kind === 'pressed') kept = fieldsOf(compose);
  });
  return () => kept ?? (compose.signal.aborted ? NO_FIELDS : fieldsOf(compose));
}

function fieldsOf(compose: Compose): FormFields {
  const { recipients, subject, text } = compose.read();
  const list = (...fields: string[]) =>
    recipients
      .filter(({ field }) => fields.includes(field))
      .map(({ address, name }) => address || name)
      .join(', ');
  return { to: list('to', 'bcc'), cc: list('cc'), subject, text };
}

/** The window whose slot shares the deepest ancestor with the element; null if they all share only the same one. */
export function nearestCompose(composes: readonly Compose[], element: Element | null): Compose | null {
  const depths = composes.map((compose) => ({ compose, depth: element ? sharedDepth(compose.slot, element) : 0 }));
  depths.sort((a, b) => b.depth - a.depth);
  const [first, second] = depths;
  if (!first) return null;
  return !second || first.depth > second.depth ? first.compose : null;
}

function sharedDepth(slot: Element | null, element: Element): number {
  let shared: Element | null = slot;
  while (shared && !shared.contains(element)) shared = shared.parentElement;
  let depth = 0;
  for (; shared; shared = shared.parentElement) depth += 1;
  return depth;
}
