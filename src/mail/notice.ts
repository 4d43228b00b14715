import type { Notice } from './mail-client';
import { LINE_HEIGHT } from './status-line';

const SHOWN_MS = 10_000;
const STYLE = `
  :host { all: initial; position: fixed; left: var(--left); bottom: var(--bottom); transform: var(--shift, none); z-index: 2147483000; }
  :host(.above) { top: 16px; bottom: auto; }
  [role=status] { display: flex; align-items: center; gap: 16px; box-sizing: border-box; min-width: 280px; max-width: min(560px, calc(100vw - 48px));
    min-height: 48px; padding: 8px 16px 8px 24px; border: var(--border, 0 none); border-radius: 4px; background: var(--background); color: var(--text);
    box-shadow: 0 3px 8px rgb(0 0 0 / 30%); font: var(--font); }
  [role=status]:empty { display: none; }
  span { flex: 1; overflow-wrap: anywhere; }
  button { all: unset; flex: none; min-height: 24px; padding: 4px 8px; border-radius: 4px; color: var(--action); font-weight: 600; cursor: pointer; }
  button:hover { background: rgb(128 128 128 / 20%); }
  button:focus-visible { outline: 2px solid var(--action); }
`;

/** How a host's own notices look, and where they are. */
export interface NoticeLook {
  /** Asked before each notice: a host may change its theme. CSS values; `shift` is a transform. */
  style(): Record<'left' | 'bottom' | 'background' | 'text' | 'action' | 'font', string> & { shift?: string; border?: string };
  /** Every Send button: they and our line below them are kept free. */
  sends(): Iterable<Element>;
}

/** One short notice at a time; it waits while somebody points at it or has focus in it. */
export class NoticeBar {
  readonly #look: NoticeLook;
  readonly #host: HTMLElement;
  readonly #bar: HTMLElement;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Document, look: NoticeLook, signal: AbortSignal) {
    this.#look = look;
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
    for (const [name, value] of Object.entries(this.#look.style())) this.#host.style.setProperty(`--${name}`, value);
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
    const sends = [...this.#look.sends()].map((button) => button.getBoundingClientRect());
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
