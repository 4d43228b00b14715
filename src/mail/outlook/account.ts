import { parseAddress } from '../../core/address';
import { SELECTORS } from './selectors';

/** The address that the page shows it is signed in with. */
export function accountShown(page: Document): string | null {
  for (const selector of [SELECTORS.account, SELECTORS.accountButton])
    for (const element of page.querySelectorAll(selector)) {
      const texts = ['title', 'data-folder-name', 'aria-label'].map((name) => element.getAttribute(name) ?? '');
      for (const text of [...texts, element.textContent ?? '']) {
        const address = parseAddress(/[^\s<>()"]+@[^\s<>()"]+/.exec(text)?.[0] ?? '');
        if (address) return address;
      }
    }
  return null;
}

/** …or the page that opened this one. */
export function accountOfOpener(window: Window): string | null {
  try {
    const opener = window.opener as Window | null;
    return opener ? accountShown(opener.document) : null;
  } catch {
    // Of another origin.
    return null;
  }
}
