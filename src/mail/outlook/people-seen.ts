import { parsePeople } from '../../core/address';
import { type AddressBook, shownName } from './address-book';
import { SELECTORS } from './selectors';

/** Whoever is suggested while an address is typed is shown with it; once chosen, only with a name. */
export function learnFromSuggestions(page: Document, book: AddressBook): void {
  for (const option of page.querySelectorAll(SELECTORS.suggestion))
    learnFrom(option.getAttribute('aria-label') || option.textContent || '', book);
}

/** Whoever stands at the head of the messages that a window answers. */
export function learnFromPage(root: Element, book: AddressBook): void {
  const thread = root.closest(SELECTORS.thread);
  for (const element of thread?.querySelectorAll(SELECTORS.messagePeople) ?? []) {
    if (element.closest(SELECTORS.mailContent)) continue;
    for (const text of [element.textContent ?? '', ...[...element.querySelectorAll('[aria-label*="@"], [title*="@"]')].map(labelOf)])
      for (const part of text.split(/[;；]/)) learnFrom(part, book);
  }
}

const labelOf = (element: Element) => element.getAttribute('aria-label') ?? element.getAttribute('title') ?? '';

/** "Jane Doe - jane@acme.example", "Jane Doe<jane@acme.example>". */
function learnFrom(text: string, book: AddressBook): void {
  const [address] = /[^\s<>()[\]",;:]+@[^\s<>()[\]",;:]+/.exec(text) ?? [];
  if (!address) return;
  const [person] = parsePeople(address);
  const name = shownName(text.slice(0, text.indexOf(address))).replace(/[\s\-–—<(]+$/u, '');
  if (person) book.learn(name, person.address);
}
