import { type InboxSDK, load } from '@inboxsdk/core';
import { parseAddress } from '../../core/address';
import type { Person } from '../../core/engagement';
import { HeldFiles } from '../held-files';
import { answerChanges } from '../leaving-change';
import type { Compose, MailClient, MailCopy, Notice, Probe, SendSign } from '../mail-client';
import { MailPageUnreadable } from '../mail-page-unreadable';
import type { MailReader } from '../mail-reader';
import { NO_READER } from '../no-reader';
import { NoticeBar } from '../notice';
import { SendLedger } from '../send-ledger';
import { CHANGE_EVENTS, isDraftId } from './bridge';
import { watchDomWindows } from './dom-windows';
import type { GmailCompose, GmailPage } from './gmail-compose';
import { GmailReader } from './gmail-reader';
import { inspectPage } from './inspect';
import { GMAIL_NOTICES } from './notice-look';
import { openCopyBySdk, watchSdkWindows } from './sdk-windows';
import { SELECTORS } from './selectors';
import { FILE_PLACES } from './windows-in-page';
import { askWitness, listenToWitness } from './witness-link';

/**
 * The app id is a build setting. InboxSDK checks it here in the browser and does nothing else with it; an unregistered
 * one works and is named in the console.
 */
const APP_ID = import.meta.env.VITE_INBOXSDK_APP_ID || 'threadline-unregistered';
/** InboxSDK itself takes one to three seconds, a cold Gmail some more. */
const LOAD_MS = 20_000;

export interface GmailOptions {
  signal: AbortSignal;
  /** Milliseconds until a page that shows nothing we know counts as unreadable. */
  patience?: number;
}

/**
 * Resolves as soon as the page can be read.
 * @throws {MailPageUnreadable} when neither InboxSDK nor our own search recognises the page in time.
 */
export async function createGmailClient({ signal, patience = LOAD_MS }: GmailOptions): Promise<GmailClient> {
  // Before InboxSDK is up, mail may already be written, given files and sent.
  const page = { files: new HeldFiles(document, FILE_PLACES, signal), ledger: new SendLedger(), signal };
  listenToWitness(document, (claim) => page.ledger.hear(claim), signal);
  answerChanges(document, CHANGE_EVENTS, isDraftId, (leaving) => page.ledger.change(leaving), signal);
  const end = Date.now() + patience;
  const sdk = isPopOut() ? null : await loadSdk(patience);
  const account = sdk ? accountOf(sdk) : await accountOfPage(end);
  if (!account || (!sdk && !isPopOut() && !document.querySelector(`${SELECTORS.composeArea}, ${SELECTORS.form}`)))
    throw new MailPageUnreadable('gmail', inspectPage(document, false));
  return new GmailClient({ ...page, account }, sdk);
}

const isPopOut = () => location.pathname.endsWith('/popout');

async function loadSdk(patience: number): Promise<InboxSDK | null> {
  try {
    return await Promise.race([load(2, APP_ID, { eventTracking: false, globalErrorLogging: false }), after(patience)]);
  } catch {
    // Why it gave up is of no use to anybody; what is missing in the page is told by `inspect`.
    return null;
  }
}

const after = (ms: number) => new Promise<null>((done) => setTimeout(() => done(null), ms));

function accountOf(sdk: InboxSDK): Person {
  const address = sdk.User.getEmailAddress();
  // InboxSDK no longer tells the name.
  return { address: parseAddress(address) ?? address.toLowerCase(), name: '' };
}

/** Asks at least once, and until `end` (epoch ms). */
async function accountOfPage(end: number): Promise<Person | null> {
  for (;;) {
    const address = askWitness(document)?.address;
    if (address) return { address, name: '' };
    if (Date.now() >= end) return null;
    await after(250);
  }
}

export class GmailClient implements MailClient {
  readonly id = 'gmail';
  readonly account: string;
  readonly reader: MailReader;
  readonly #sdk: InboxSDK | null;
  readonly #page: GmailPage;
  readonly #notices: NoticeBar;
  #windowOf: (root: HTMLElement) => GmailCompose | undefined = () => undefined;
  /** InboxSDK alone can open a window. */
  readonly openCopy: MailClient['openCopy'];

  constructor(page: GmailPage, sdk: InboxSDK | null) {
    this.account = page.account.address;
    this.reader = sdk ? new GmailReader(sdk) : NO_READER;
    this.#sdk = sdk;
    this.#page = page;
    this.#notices = new NoticeBar(document, GMAIL_NOTICES, page.signal);
    if (sdk) this.openCopy = (copy) => this.#openCopy(sdk, copy);
  }

  watchComposes(onCompose: (compose: Compose) => void, signal: AbortSignal): void {
    const page = { ...this.#page, signal: AbortSignal.any([signal, this.#page.signal]) };
    if (this.#sdk) this.#windowOf = watchSdkWindows(this.#sdk, page, onCompose);
    else watchDomWindows(document, page, onCompose);
  }

  async #openCopy(sdk: InboxSDK, copy: MailCopy): Promise<Compose> {
    const view = await openCopyBySdk(sdk, copy, this.#page.files);
    const compose = this.#windowOf(view.getElement());
    if (compose) return compose;
    view.discard();
    throw new Error('A window that was opened is not known');
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
    return inspectPage(document, this.#sdk !== null || isPopOut());
  }
}
