import type { Claim } from '../claim';
import { HeldFiles } from '../held-files';
import { answerChanges } from '../leaving-change';
import type { Compose, MailClient, Notice, Probe, SendSign } from '../mail-client';
import { MailPageUnreadable } from '../mail-page-unreadable';
import type { MailReader } from '../mail-reader';
import { NoticeBar } from '../notice';
import { SendLedger } from '../send-ledger';
import { accountOfOpener, accountShown } from './account';
import { AddressBook } from './address-book';
import { CHANGE_EVENTS, isDraftId } from './bridge';
import { inspectPage } from './inspect';
import { watchIntent } from './intent';
import { draftOpenedIn } from './known-drafts';
import { outlookNotices } from './notice-look';
import type { OutlookCompose, OutlookPage } from './outlook-compose';
import { OutlookReader } from './outlook-reader';
import { learnFromPage, learnFromSuggestions } from './people-seen';
import { filesShown } from './read-window';
import { SELECTORS } from './selectors';
import { SentTimes } from './sent-times';
import { WindowWatch } from './watch-windows';
import { listenToWitness, WitnessedMessages } from './witness-link';

/** A cold Outlook draws its header at once and its mail seconds later. */
const LOAD_MS = 20_000;
const LOOK_MS = 250;
/** Pages that may become mail, or none. */
const WAIT_MS = 1_000;
/** So long after a window opened, what the page reads may be the draft in it. */
const OPENING_MS = 2_000;

export interface OutlookOptions {
  signal: AbortSignal;
  /** Milliseconds until a page that shows nothing we know counts as unreadable. */
  patience?: number;
  /** The account that another page of Outlook showed: pop-outs show none. */
  accountHint(): Promise<string | null>;
}

/**
 * Resolves as soon as the page can be read; in pages that are no mail (calendar, people, somebody's blank window), when
 * they become mail.
 * @throws {MailPageUnreadable} when a mail page shows no account in time, and nobody else knows it
 */
export async function createOutlookClient({ signal, patience = LOAD_MS, accountHint }: OutlookOptions): Promise<OutlookClient> {
  const heard: Claim[] = [];
  const before = new AbortController();
  // Drafts may be saved and sent before this page is up.
  listenToWitness(document, (claim) => heard.push(claim), AbortSignal.any([signal, before.signal]));
  const messages = new WitnessedMessages(document, signal);
  const sentTimes = new SentTimes(document, messages, signal);
  while (!isMailPage()) await after(WAIT_MS);
  const account = await findAccount(Date.now() + patience, heard, accountHint);
  before.abort();
  if (!account)
    throw new MailPageUnreadable('outlook', inspectPage(document, [], { written: heard.length > 0, read: messages.all.length > 0 }));
  return new OutlookClient(account, { messages, sentTimes }, heard, signal);
}

const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Outlook draws pop-outs into blank windows of its own; other blank windows are none of ours. */
function isMailPage(): boolean {
  if (location.protocol === 'about:') return document.querySelector(SELECTORS.outlookHead) !== null;
  return /^\/(mail|owa)?(\/|$)/.test(location.pathname);
}

const isPopOut = () => location.protocol === 'about:' || location.pathname.includes('/deeplink/');

async function findAccount(end: number, heard: readonly Claim[], hint: OutlookOptions['accountHint']): Promise<string | null> {
  const hinted = () => hint().catch(() => null);
  if (isPopOut()) {
    const address = accountShown(document) ?? accountOfOpener(window) ?? (await hinted());
    if (address) return address;
  }
  for (;;) {
    const address = accountShown(document) ?? senderOf(heard);
    if (address) return address;
    if (Date.now() >= end) return hinted();
    await after(LOOK_MS);
  }
}

function senderOf(heard: readonly Claim[]): string | null {
  const [mail] = heard.flatMap((claim) => (claim.kind === 'leaving' ? [claim] : claim.kind === 'saved' && claim.mail ? [claim.mail] : []));
  return mail?.from?.address || null;
}

interface WitnessedReads {
  messages: WitnessedMessages;
  sentTimes: SentTimes;
}

export class OutlookClient implements MailClient {
  readonly id = 'outlook';
  readonly account: string;
  readonly reader: MailReader;
  readonly #page: OutlookPage;
  readonly #notices: NoticeBar;
  #heard: Claim[];
  #hasHeard = false;
  #watch: WindowWatch | null = null;
  readonly #messages: WitnessedMessages;

  constructor(account: string, { messages, sentTimes }: WitnessedReads, heard: Claim[], signal: AbortSignal) {
    this.account = account;
    this.#messages = messages;
    this.#heard = heard;
    const book = new AddressBook();
    this.reader = new OutlookReader(document, { account, messages, book, sentTimes, signal });
    const files = new HeldFiles(document, { rootOf: (node) => this.#watch?.windowOf(node)?.place.root ?? null, shown: filesShown }, signal);
    this.#page = { account: { address: account, name: '' }, files, ledger: new SendLedger({ isFinal: true }), book, signal };
    this.#notices = new NoticeBar(
      document,
      outlookNotices(() => this.#sends()),
      signal,
    );
    listenToWitness(document, (claim) => this.#hear(claim), signal);
    answerChanges(document, CHANGE_EVENTS, isDraftId, (leaving) => this.#page.ledger.change(leaving), signal);
    messages.watch((list) => {
      for (const { from, to, cc, bcc } of list) for (const one of [from, ...to, ...cc, ...bcc]) if (one) book.learn(one.name, one.address);
    }, signal);
  }

  *#sends(): Iterable<Element> {
    for (const { place } of this.#watch?.composes ?? []) if (place.send) yield place.send;
  }

  #hear(claim: Claim): void {
    this.#hasHeard = true;
    this.#page.ledger.hear(claim);
    this.#learn(claim);
  }

  /** Seen from outside of the page, which does not see what its workers and its opener send for it. */
  overhear(claim: Claim): void {
    this.#page.ledger.overhear(claim);
    this.#learn(claim);
  }

  #learn(claim: Claim): void {
    const mail = claim.kind === 'leaving' ? claim : claim.kind === 'saved' ? claim.mail : null;
    if (!mail) return;
    for (const { name, address } of [...mail.to, ...mail.cc, ...mail.bcc]) this.#page.book.learn(name, address);
    for (const compose of this.#watch?.remembered ?? []) if (claim.draft !== '' && compose.draftId === claim.draft) compose.learn(mail);
  }

  watchComposes(onCompose: (compose: Compose) => void, signal: AbortSignal): void {
    const page = { ...this.#page, signal: AbortSignal.any([signal, this.#page.signal]) };
    const watch = new WindowWatch(document, page, (compose) => {
      learnFromPage(compose.place.root, page.book);
      this.#findDraft(compose);
      onCompose(compose);
    });
    this.#watch = watch;
    const onTake = () => learnFromSuggestions(document, page.book);
    watchIntent(document, { windowOf: (element) => watch.windowOf(element), onTake }, page.signal);
    for (const claim of this.#heard.splice(0)) this.#hear(claim);
  }

  /** What the page reads may be told a moment after its window is drawn. */
  #findDraft(compose: OutlookCompose): void {
    const find = () => {
      if (compose.draftId !== '') return;
      const taken = new Set(this.#watch?.composes.map(({ draftId }) => draftId));
      const free = this.#messages.all.filter(({ itemId, isDraft }) => isDraft && !taken.has(itemId));
      if (free.length === 0) return;
      const { subject, recipients } = compose.readHeader();
      compose.adopt(draftOpenedIn({ subject, recipients, text: compose.place.body.textContent ?? '' }, free));
    };
    find();
    if (compose.draftId === '') this.#messages.watch(find, AbortSignal.any([compose.signal, AbortSignal.timeout(OPENING_MS)]));
  }

  watchStraySends(onSend: (hostDraftId: string, sign: SendSign) => void, signal: AbortSignal): void {
    this.#page.ledger.watchStrays(onSend, signal);
  }

  watchStrayLeaving(change: Parameters<MailClient['watchStrayLeaving']>[0], signal: AbortSignal): void {
    this.#page.ledger.watchStrayLeaving(change, signal);
  }

  notify(notice: Notice): void {
    this.#notices.show(notice);
  }

  inspect(): Probe[] {
    return inspectPage(document, this.#watch?.composes ?? [], { written: this.#hasHeard, read: this.#messages.all.length > 0 });
  }
}
