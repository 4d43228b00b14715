import { onceLaidOut } from '../laid-out';
import { layOutLine } from '../status-line';
import { OWN, type Place } from './read-window';

/** A page that takes our line away more often than this in a second means it. */
const MOST_TIMES = 10;
/** CSS px. */
const MOST_INSET = 48;

/**
 * Our line in a compose window: below the row with Send, wherever that row is this year. React takes away what it did
 * not make; the same line, with all that is drawn in it, is put back before anybody sees it.
 */
export class MountedLine {
  readonly line: HTMLElement;
  readonly #place: () => Place;
  readonly #observer: MutationObserver;
  #times: number[] = [];

  constructor(place: () => Place, signal: AbortSignal) {
    this.#place = place;
    this.line = layOutLine(place().root.ownerDocument.createElement('div'));
    Object.assign(this.line.style, { flex: 'none', textAlign: 'start' });
    this.line.setAttribute(OWN, '');
    this.#observer = new MutationObserver(() => this.restore());
    signal.addEventListener('abort', () => {
      this.#observer.disconnect();
      this.line.remove();
    });
    this.#put();
  }

  /** Puts the line back if it is gone. */
  restore(): void {
    const { root } = this.#place();
    if (root.contains(this.line) || !root.isConnected) return;
    const now = Date.now();
    this.#times = [...this.#times.filter((time) => now - time < 1_000), now];
    if (this.#times.length <= MOST_TIMES) this.#put();
    else setTimeout(() => this.restore(), 1_000);
  }

  #put(): void {
    const { parent, before } = spotIn(this.#place());
    parent.insertBefore(this.line, before);
    this.#observer.disconnect();
    this.#observer.observe(parent, { childList: true });
    onceLaidOut(this.line, () => this.#align());
  }

  /** Its text begins where Send does: rows have their margins in them, or around them. */
  #align(): void {
    const { send } = this.#place();
    const view = this.line.ownerDocument.defaultView;
    if (!send?.isConnected || !view) return;
    const [own, theirs] = [this.line.getBoundingClientRect(), send.getBoundingClientRect()];
    const inset = view.getComputedStyle(this.line).direction === 'rtl' ? own.right - theirs.right : theirs.left - own.left;
    this.line.style.paddingInline = `${Math.max(0, Math.min(inset, MOST_INSET))}px 0`;
  }
}

/** In what holds both Send and the body: behind Send's part, or else before the body's. */
function spotIn({ root, body, send }: Place): { parent: Element; before: Element | null } {
  const shared = send && root.contains(send) ? sharedAncestor(send, body) : null;
  const sendPart = shared && send && childToward(shared, send);
  if (shared && sendPart) return { parent: shared, before: sendPart.nextElementSibling };
  const part = childToward(root, body);
  return { parent: root, before: part };
}

function sharedAncestor(one: Element, other: Element): Element | null {
  let shared: Element | null = one.parentElement;
  while (shared && !shared.contains(other)) shared = shared.parentElement;
  return shared;
}

function childToward(parent: Element, inside: Element): Element | null {
  let child: Element | null = inside;
  while (child && child.parentElement !== parent) child = child.parentElement;
  return child;
}
