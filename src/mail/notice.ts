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
  readonly #page: Document;
  readonly #look: NoticeLook;
  readonly #signal: AbortSignal;
  /** Made for the first notice: many pages never show one. */
  #made: { host: HTMLElement; bar: HTMLElement } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Document, look: NoticeLook, signal: AbortSignal) {
    this.#page = page;
    this.#look = look;
    this.#signal = signal;
  }

  #make(): { host: HTMLElement; bar: HTMLElement } {
    const host = this.#page.createElement('div');
    const root = host.attachShadow({ mode: 'closed' });
    const sheet = this.#page.createElement('style');
    sheet.textContent = STYLE;
    const bar = this.#page.createElement('div');
    bar.setAttribute('role', 'status');
    root.append(sheet, bar);
    for (const pause of ['pointerenter', 'focusin']) bar.addEventListener(pause, () => clearTimeout(this.#timer));
    for (const resume of ['pointerleave', 'focusout']) bar.addEventListener(resume, () => this.#fade());
    this.#signal.addEventListener('abort', () => host.remove());
    return { host, bar };
  }

  show({ text, actions }: Notice): void {
    this.#made ??= this.#make();
    const { host, bar } = this.#made;
    // In place before it speaks, or screen readers miss the first one.
    if (!host.isConnected) this.#page.body.append(host);
    for (const [name, value] of Object.entries(this.#look.style())) host.style.setProperty(`--${name}`, value);
    const line = this.#page.createElement('span');
    line.textContent = text;
    const buttons = actions.map(({ label, run }) => {
      const button = this.#page.createElement('button');
      button.textContent = label;
      button.addEventListener('click', () => {
        this.#clear();
        run();
      });
      return button;
    });
    bar.replaceChildren(line, ...buttons);
    this.#keepOffSend(host, bar);
    this.#fade();
  }

  /** A window in full screen has its foot where the notices are. */
  #keepOffSend(host: HTMLElement, bar: HTMLElement): void {
    host.classList.remove('above');
    const own = bar.getBoundingClientRect();
    const sends = [...this.#look.sends()].map((button) => button.getBoundingClientRect());
    // Our line with its switches is right below Send.
    const covers = sends.some(({ left, top, bottom }) => left < own.right && top < own.bottom && bottom + LINE_HEIGHT > own.top);
    host.classList.toggle('above', covers);
  }

  #fade(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#clear(), SHOWN_MS);
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#made?.bar.replaceChildren();
  }
}
