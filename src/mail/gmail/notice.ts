import type { Notice } from '../mail-client';
import { SELECTORS } from './selectors';
import { LINE_HEIGHT } from './status-line';

const SHOWN_MS = 10_000;
// As Gmail's own notices, bottom left and dark in both themes; above them, for "Undo" must stay in reach.
const STYLE = `
  :host { all: initial; position: fixed; left: 24px; bottom: 88px; z-index: 2147483000; }
  :host(.above) { top: 16px; bottom: auto; }
  [role=status] { display: flex; align-items: center; gap: 16px; box-sizing: border-box; min-width: 280px; max-width: min(560px, calc(100vw - 48px));
    min-height: 48px; padding: 8px 16px 8px 24px; border-radius: 4px; background: #202124; color: #fff; box-shadow: 0 3px 8px rgb(0 0 0 / 30%);
    font: 14px/20px Roboto, RobotoDraft, Helvetica, Arial, sans-serif; }
  [role=status]:empty { display: none; }
  span { flex: 1; overflow-wrap: anywhere; }
  button { all: unset; flex: none; min-height: 24px; padding: 4px 8px; border-radius: 4px; color: #8ab4f8; font-weight: 600; cursor: pointer; }
  button:hover { background: rgb(255 255 255 / 10%); }
  button:focus-visible { outline: 2px solid #8ab4f8; }
`;

/** One short notice at a time; it waits while somebody points at it or has focus in it. */
export class NoticeBar {
  readonly #host: HTMLElement;
  readonly #bar: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Document, signal: AbortSignal) {
    this.#host = page.createElement('div');
    const root = this.#host.attachShadow({ mode: 'closed' });
    const sheet = page.createElement('style');
    sheet.textContent = STYLE;
    this.#bar = page.createElement('div');
    this.#bar.setAttribute('role', 'status');
    root.append(sheet, this.#bar);
    for (const pause of ['pointerenter', 'focusin']) this.#bar.addEventListener(pause, () => clearTimeout(this.#timer));
    for (const resume of ['pointerleave', 'focusout']) this.#bar.addEventListener(resume, () => this.#fade());
    signal.addEventListener('abort', () => this.#host.remove());
  }

  show({ text, actions }: Notice): void {
    // In place before it speaks, or screen readers miss the first one.
    if (!this.#host.isConnected) this.#host.ownerDocument.body.append(this.#host);
    const line = this.#host.ownerDocument.createElement('span');
    line.textContent = text;
    const buttons = actions.map(({ label, run }) => {
      const button = this.#host.ownerDocument.createElement('button');
      button.textContent = label;
      button.addEventListener('click', () => {
        this.#clear();
        run();
      });
      return button;
    });
    this.#bar.replaceChildren(line, ...buttons);
    this.#keepOffSend();
    this.#fade();
  }

  /** A window in full screen has its foot where the notices are. */
  #keepOffSend(): void {
    this.#host.classList.remove('above');
    const own = this.#bar.getBoundingClientRect();
    const sends = [...this.#host.ownerDocument.querySelectorAll(SELECTORS.send)].map((button) => button.getBoundingClientRect());
    // Our line with its switches is right below Send.
    const covers = sends.some(({ left, top, bottom }) => left < own.right && top < own.bottom && bottom + LINE_HEIGHT > own.top);
    this.#host.classList.toggle('above', covers);
  }

  #fade(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#clear(), SHOWN_MS);
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#bar.replaceChildren();
  }
}
