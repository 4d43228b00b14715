import type { DraftFile } from './mail-client';

const UNITS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** "(12K)" as bytes, in any language that writes digits: what the page rounds, this cannot know better. */
export function sizeShown(text: string): number {
  const [, digits, unit] = /(\d[\d.,\s\u00a0\u202f]*)\s*([kmg]?)/i.exec(text) ?? [];
  if (!digits) return 0;
  const compact = digits.replace(/[\s\u00a0\u202f]/g, '');
  // A sign before exactly three digits groups thousands.
  const number = Number(
    compact
      .replace(/[.,](?=\d{3}(\D|$))/g, '')
      .replace(',', '.')
      .replace(/[.,]$/, ''),
  );
  return Math.round(number * (UNITS[(unit ?? '').toLowerCase()] ?? 1)) || 0;
}

/** How a host's windows show what is attached. */
export interface FilePlaces {
  /** The window that something in the page belongs to. */
  rootOf(node: Element): HTMLElement | null;
  /** Name and size (bytes, rounded as the page rounds) of each file that the window shows. */
  shown(root: HTMLElement): { name: string; size: number }[];
}

/**
 * Hosts take a chosen or dropped file and keep it to themselves. This listens where it passes by and holds it for the
 * window it went to; what the window shows decides which of them count.
 */
export class HeldFiles {
  readonly #places: FilePlaces;
  readonly #held = new WeakMap<HTMLElement, File[]>();
  /** Files whose name was once shown: if it is gone again, they were removed. */
  readonly #seen = new WeakSet<File>();
  #lastActive: WeakRef<HTMLElement> | null = null;

  constructor(page: Document, places: FilePlaces, signal: AbortSignal) {
    this.#places = places;
    const options = { capture: true, passive: true, signal } as const;
    const remember = ({ target }: Event) => {
      const root = target instanceof Element ? places.rootOf(target) : null;
      if (root) this.#lastActive = new WeakRef(root);
    };
    page.addEventListener('pointerdown', remember, options);
    page.addEventListener('focusin', remember, options);
    page.addEventListener('change', ({ target }) => this.#hold(target, target instanceof HTMLInputElement ? target.files : null), options);
    page.addEventListener('drop', ({ target, dataTransfer }) => this.#hold(target, dataTransfer?.files ?? null), options);
    page.addEventListener('paste', ({ target, clipboardData }) => this.#hold(target, clipboardData?.files ?? null), options);
  }

  #hold(target: EventTarget | null, files: FileList | null): void {
    if (!files?.length) return;
    // A host may use one file input for all windows: then it is the one that was used last.
    const root = (target instanceof Element ? this.#places.rootOf(target) : null) ?? this.#lastActive?.deref();
    if (root) this.give(root, [...files]);
  }

  /** For a window that gets files from us, which nobody sees pass by. */
  give(root: HTMLElement, files: readonly File[]): void {
    this.#held.set(root, [...(this.#held.get(root) ?? []), ...files]);
  }

  /** What is attached to a window now. */
  of(root: HTMLElement): DraftFile[] {
    const held = [...(this.#held.get(root) ?? [])];
    const shown = this.#places.shown(root).map((one) => this.#known(one, held));
    const unseen = held.filter((file) => !this.#seen.has(file));
    return [...shown, ...unseen.map((file) => describe(file))];
  }

  #known({ name, size }: { name: string; size: number }, held: File[]): DraftFile {
    const place = held.findIndex((file) => file.name === name);
    const [file] = place < 0 ? [] : held.splice(place, 1);
    if (!file) return { name, type: '', size, file: null };
    this.#seen.add(file);
    return describe(file);
  }
}

const describe = (file: File): DraftFile => ({ name: file.name, type: file.type, size: file.size, file });
