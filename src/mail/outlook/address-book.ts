import { parseAddress } from '../../core/address';

/** What shows nothing: icon glyphs, controls, zero-width spaces and signs that turn text round. Joiners are letters' business. */
const UNSEEN = /[\p{Co}\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/** A name as people see it. */
export const shownName = (text: string): string => text.replace(UNSEEN, '').replace(/\s+/g, ' ').trim();

const keyOf = (name: string) => shownName(name).normalize('NFKC').toLowerCase();

/** Presence is told in one or two words of any language. */
const MAX_PRESENCE = 30;
const MAX_NAMES = 5_000;

/**
 * Whose address a name stands for, as far as this page has told: a contact of the company's directory is shown by name
 * only. Two people of one name stay unknown until Outlook's own request says which.
 */
export class AddressBook {
  readonly #addresses = new Map<string, Set<string>>();

  learn(name: string, address: string): void {
    const key = keyOf(name);
    const canonical = parseAddress(address);
    if (!canonical || key === '' || key.includes('@')) return;
    const known = this.#addresses.get(key);
    if (known) known.add(canonical);
    else if (this.#addresses.size < MAX_NAMES) this.#addresses.set(key, new Set([canonical]));
  }

  /** '' if nobody of that name is known, or several are. */
  find(name: string): string {
    return only(this.#addresses.get(keyOf(name)));
  }

  /**
   * For a label that says how present somebody is, and then, without a space, the name: "availableJane Doe".
   * @returns the person; null if no known name stands at its end
   */
  findGlued(label: string): { name: string; address: string } | null {
    const shown = shownName(label);
    const key = keyOf(label);
    for (const [known, addresses] of this.#addresses) {
      const start = shown.length - known.length;
      if (start < 1 || start > MAX_PRESENCE || !key.endsWith(known)) continue;
      const name = shown.slice(start);
      // "Mary-Jane Doe" is no present Jane Doe.
      const isGlued = /[\p{L}\p{N}]$/u.test(shown.slice(0, start)) && !/^\p{Ll}/u.test(name);
      const address = only(addresses);
      if (isGlued && address) return { name, address };
    }
    return null;
  }
}

const only = (addresses: ReadonlySet<string> | undefined): string => {
  const [one, other] = addresses ?? [];
  return one && !other ? one : '';
};
