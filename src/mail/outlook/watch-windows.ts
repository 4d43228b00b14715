import { bodyCandidates, type FoundCompose, findComposes } from './find-composes';
import { OutlookCompose, type OutlookPage } from './outlook-compose';
import { SELECTORS } from './selectors';

/** At least and at most, in ms; as long as nothing was done in the page: one that only fills its list is looked at ever less. */
const SOON_MS = 16;
const SELDOM_MS = 800;
/** A window that is still being drawn may look like something else; so long what is only plausible waits. */
const PLAUSIBLE_MS = 2_000;
/** So often an editable that is no mail's body is looked at before it is left alone. */
const MAX_LOOKS = 12;
/** So long a mail that was sent may be given back, in ms; so long a window takes to be filled. */
const UNDO_MS = 180_000;
const FILLED_MS = 1_500;

/**
 * Hands out the page's compose windows: those open already, then each new one. What changes in the page is not read,
 * only noticed; then the page is looked at once, for editables, and further only if there is one that is not known.
 */
export class WindowWatch {
  readonly #page: OutlookPage;
  readonly #document: Document;
  readonly #onCompose: (compose: OutlookCompose) => void;
  readonly #observer: MutationObserver;
  #open: OutlookCompose[] = [];
  /** Sent and closed, and may come back. */
  #sent: OutlookCompose[] = [];
  readonly #looks = new WeakMap<Element, number>();
  readonly #plausibleSince = new WeakMap<Element, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Number.POSITIVE_INFINITY;
  /** When something was done in the page. */
  #doneAt = Date.now();

  constructor(document: Document, page: OutlookPage, onCompose: (compose: OutlookCompose) => void) {
    this.#document = document;
    this.#page = page;
    this.#onCompose = onCompose;
    this.#observer = new MutationObserver(() => {
      // Deaf until it has looked: a list that fills costs one call.
      this.#observer.disconnect();
      this.#lookIn(Math.max(SOON_MS, Math.min(Date.now() - this.#doneAt, SELDOM_MS)));
    });
    const options = { capture: true, passive: true, signal: page.signal } as const;
    document.addEventListener('click', ({ target }) => this.#isInBody(target) || this.#expect(), options);
    // By keys too, a window opens with the focus in it.
    document.addEventListener('focusin', ({ target }) => this.#focused(target), options);
    page.signal.addEventListener('abort', () => {
      this.#observer.disconnect();
      clearTimeout(this.#timer);
    });
    this.#look();
  }

  get composes(): readonly OutlookCompose[] {
    return this.#open;
  }

  /** Those that closed lately after Send, too. */
  get remembered(): readonly OutlookCompose[] {
    return [...this.#open, ...this.#sent];
  }

  windowOf(element: Element): OutlookCompose | null {
    return this.#open.find(({ place: { root, send } }) => root.contains(element) || send?.contains(element)) ?? null;
  }

  /** Who clicks where she writes opens nothing. */
  #isInBody(target: EventTarget | null): boolean {
    return target instanceof Node && this.#open.some(({ place }) => place.body.contains(target));
  }

  /** Somebody did something: what follows may be a window. */
  #expect(): void {
    this.#doneAt = Date.now();
    this.#lookIn(SOON_MS);
  }

  #focused(target: EventTarget | null): void {
    if (!(target instanceof Element) || !target.matches(SELECTORS.editable) || this.windowOf(target)) return;
    this.#looks.delete(target);
    this.#expect();
  }

  #lookIn(ms: number): void {
    const due = Date.now() + ms;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => this.#look(), ms);
  }

  #look(): void {
    this.#due = Number.POSITIVE_INFINITY;
    if (this.#page.signal.aborted) return;
    // All of it, for a pop-out may be written anew; attributes, for an editable may become one after it is there.
    this.#observer.observe(this.#document, { childList: true, subtree: true, attributeFilter: ['contenteditable'] });
    for (const compose of this.#open) compose.refresh();
    const strange = bodyCandidates(this.#document, (one) => this.#isStrange(one));
    if (strange.length === 0) return;
    for (const found of findComposes(this.#document)) this.#meet(found);
    for (const body of strange) this.#looks.set(body, (this.#looks.get(body) ?? 0) + 1);
  }

  #isStrange(body: Element): boolean {
    if ((this.#looks.get(body) ?? 0) >= MAX_LOOKS) return false;
    return !this.#open.some(({ place }) => place.body === body || (place.body.isConnected && place.root.contains(body)));
  }

  #meet(found: FoundCompose): void {
    const known = this.#open.find(({ place }) => place.body === found.body || place.root === found.root);
    if (known) {
      if (known.slot || found.verdict === 'plausible') known.moveTo(found);
      return;
    }
    if (found.verdict === 'plausible' && this.#isEarly(found.body)) return;
    this.#handOut(new OutlookCompose(found, this.#page));
  }

  #isEarly(body: Element): boolean {
    const since = this.#plausibleSince.get(body) ?? Date.now();
    this.#plausibleSince.set(body, since);
    const left = since + PLAUSIBLE_MS - Date.now();
    if (left > 0) this.#lookIn(left);
    return left > 0;
  }

  #handOut(compose: OutlookCompose): void {
    this.#open = [...this.#open, compose];
    compose.signal.addEventListener('abort', () => this.#closed(compose));
    this.#onCompose(compose);
    this.#recognize(compose);
    setTimeout(() => this.#recognize(compose), FILLED_MS);
  }

  #closed(compose: OutlookCompose): void {
    this.#open = this.#open.filter((one) => one !== compose);
    if (!compose.track.isOnItsWay) return;
    this.#sent = [...this.#sent, compose];
    setTimeout(() => {
      this.#sent = this.#sent.filter((one) => one !== compose);
    }, UNDO_MS);
  }

  /** A window with the text of one that was just sent: Undo. */
  #recognize(compose: OutlookCompose): void {
    const earlier = this.#sent.find((one) => one.track.isOnItsWay && compose.isSameAs(one));
    if (!earlier || compose.signal.aborted || compose.track.isOnItsWay) return;
    earlier.track.reopen();
    compose.continue(earlier);
  }
}
