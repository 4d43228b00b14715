import type { Person } from '../../core/engagement';
import { affinity } from '../carried-mail';
import type { CarriedMail } from '../claim';
import { cleanLater } from '../clean-later';
import type { HeldFiles } from '../held-files';
import type { ChangeBody, Compose, Draft, SendSign } from '../mail-client';
import type { SendLedger } from '../send-ledger';
import type { SendTrack } from '../send-track';
import { isDarkAt } from '../theme';
import { watchBody } from '../watch-body';
import { goneFromPage } from '../window-life';
import type { AddressBook } from './address-book';
import { fieldsOf } from './fields';
import { bodyCandidates, type FoundCompose } from './find-composes';
import { MountedLine } from './mount';
import { guessKind, type Place, readBody, readHeader, readHtml, watchHeader } from './read-window';
import { SELECTORS } from './selectors';

/** What all windows of one page share. */
export interface OutlookPage {
  account: Person;
  files: HeldFiles;
  ledger: SendLedger;
  book: AddressBook;
  signal: AbortSignal;
}

/** A compose window of Outlook. Who watches the page feeds `track` with what it sees, and `learn` with what was heard. */
export class OutlookCompose implements Compose {
  readonly signal: AbortSignal;
  readonly track: SendTrack;
  readonly #page: OutlookPage;
  #place: Place;
  readonly #line: MountedLine | null;
  readonly #changeListeners = new Set<(what: 'header' | 'body') => void>();
  readonly #sendListeners = new Set<(sign: SendSign) => void>();
  #change: ChangeBody = () => null;
  #draftId = '';
  #closedAt: number | null = null;
  #kind: Compose['kind'] | null = null;
  #earlier: OutlookCompose | null = null;
  /** What Outlook's request said of this draft last. */
  #told: CarriedMail | null = null;
  /** As it was read last: a mail that has left its window is still told by it. */
  #header: ReturnType<typeof readHeader> | null = null;
  /** As it was when Send was pressed, to know it again in its request, and after Undo in another window. */
  #sent: { header: ReturnType<typeof readHeader>; text: string } | null = null;

  constructor(found: FoundCompose, page: OutlookPage) {
    this.#place = found;
    this.#page = page;
    this.signal = AbortSignal.any([this.#watchLife(), page.signal]);
    this.#line = found.verdict === 'found' ? new MountedLine(() => this.#place, this.signal) : null;
    this.signal.addEventListener('abort', () => {
      this.#closedAt = Date.now();
    });
    this.track = page.ledger.join(
      {
        draftId: () => this.#draftId,
        isOpen: () => !this.signal.aborted,
        closedAt: () => this.#closedAt,
        matches: (mail) => affinity((this.track.isOnItsWay && this.#sent?.header) || this.readHeader(), mail),
        adopt: (draftId) => this.adopt(draftId),
        change: (parts) => this.#change(parts),
      },
      (sign) => {
        if (sign.kind === 'pressed') this.#sent = { header: this.#readHead(), text: textOf(this.#place.body) };
        for (const listener of this.#sendListeners) listener(sign);
      },
    );
  }

  /** The window may be emptied and stay, and its body be made anew in it. */
  #watchLife(): AbortSignal {
    return goneFromPage(this.#place.root, this.#page.signal, {
      inner: () => ancestorsWithin(this.#place),
      isEmpty: () => !this.#place.body.isConnected && !this.#findBodyAgain(),
    });
  }

  #findBodyAgain(): boolean {
    const body = bodyCandidates(this.#place.root).at(-1);
    if (body?.matches('[aria-multiline="true"]') || body?.closest(SELECTORS.editorParent)) this.moveTo({ ...this.#place, body });
    return this.#place.body.isConnected;
  }

  get kind(): Compose['kind'] {
    this.#kind ??= guessKind(this.#place);
    return this.#kind;
  }

  get slot(): HTMLElement | null {
    return this.#line?.line ?? null;
  }

  get place(): Readonly<Place> {
    return this.#place;
  }

  get hasRecipientFields(): boolean {
    return fieldsOf(this.#place.root, this.#place.body).wells.length > 0;
  }

  get draftId(): string {
    return this.#draftId;
  }

  /** Outlook made parts of the same window anew. */
  moveTo(place: Place): void {
    const isOtherBody = place.body !== this.#place.body;
    this.#place = place;
    if (isOtherBody && this.#changeListeners.size > 0) this.#watchBody();
    this.#line?.restore();
  }

  adopt(draftId: string): void {
    if (draftId === '' || draftId === this.#draftId) return;
    this.#draftId = draftId;
    this.#tell('header');
  }

  get earlier(): OutlookCompose | null {
    return this.#earlier;
  }

  /** Outlook gave this draft back, which may never have been saved and have no id. */
  continue(earlier: OutlookCompose): void {
    this.#earlier = earlier;
    this.adopt(earlier.draftId);
    this.#tell('header');
  }

  /** Outlook's own request for this draft names people whom the page shows by name only, and may be its only subject. */
  learn(mail: CarriedMail): void {
    const before = this.#header;
    this.#told = mail;
    if (mail.operation) this.#kind = mail.operation;
    const isAllKnown = before?.recipients.every(({ known }) => known) && before.subject === mail.subject;
    if (!isAllKnown) this.#tell('header');
  }

  /** The same draft as one whose window closed when it was sent: somebody pressed Undo. */
  isSameAs(earlier: OutlookCompose): boolean {
    const text = textOf(this.#place.body);
    const sent = earlier.#sent;
    return text !== '' && text === sent?.text && this.#readHead().subject.trim() === sent.header.subject.trim();
  }

  #readHead(): ReturnType<typeof readHeader> {
    const { account, files, book } = this.#page;
    // What is left of a window that is being taken down tells nothing: what it showed last does.
    if (this.#header && !this.#place.body.isConnected) return this.#header;
    this.#header = readHeader(this.#place, account, files, book, this.#told);
    return this.#header;
  }

  readHeader(): Omit<Draft, 'html' | 'text'> {
    return { ...this.#readHead(), hostDraftId: this.#draftId };
  }

  readHtml(): string {
    return readHtml(this.#place);
  }

  read(): Draft {
    return { ...this.readHeader(), ...readBody(this.#place) };
  }

  onChange(listener: (what: 'header' | 'body') => void): void {
    if (this.#changeListeners.size === 0) {
      watchHeader(
        () => this.#place,
        () => this.#tell('header'),
        this.signal,
      );
      this.#watchBody();
    }
    this.#changeListeners.add(listener);
  }

  #watchBody(): void {
    watchBody(this.#place.body, () => this.#tell('body'), this.signal);
  }

  #tell(what: 'header' | 'body'): void {
    if (!this.signal.aborted) for (const listener of this.#changeListeners) listener(what);
  }

  onSend(listener: (sign: SendSign) => void): void {
    this.#sendListeners.add(listener);
  }

  /** Puts back what Outlook took away. */
  refresh(): void {
    this.#line?.restore();
  }

  onLeaving(change: ChangeBody): void {
    this.#change = change;
  }

  cleanBody(bases: readonly string[]): void {
    cleanLater(this.#place.body, bases);
  }

  isDark(): boolean {
    return isDarkAt(this.#place.root);
  }

  focusBody(): void {
    this.#place.body.focus();
  }
}

const textOf = (body: Element) => (body.textContent ?? '').replace(/\s+/g, ' ').trim();

function* ancestorsWithin({ root, body }: Place): Iterable<Node> {
  for (let node = body.parentElement; node; node = node.parentElement) {
    yield node;
    if (node === root) return;
  }
}
