import { parseAddress } from '../../core/address';
import { SELECTORS } from './selectors';

/** The address that the page shows it is signed in with. */
export function accountShown(page: Document): string | null {
  for (const selector of [SELECTORS.account, SELECTORS.accountButton])
    for (const element of page.querySelectorAll(selector)) {
      for (const name of ['title', 'data-folder-name', 'aria-label']) {
        const address = addressIn(element.getAttribute(name) ?? '');
        if (address) return address;
      }
      // Last, for it may be long: all that is below the mailbox.
      const address = addressIn(element.textContent ?? '');
      if (address) return address;
    }
  return null;
}

const addressIn = (text: string): string | null =>
  text.includes('@') ? parseAddress(/[^\s<>()"]+@[^\s<>()"]+/.exec(text)?.[0] ?? '') : null;

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
