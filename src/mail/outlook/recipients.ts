import { parseAddress, parsePeople } from '../../core/address';
import type { Field } from '../../core/engagement';
import { recipient } from '../carried-mail';
import type { DraftRecipient } from '../mail-client';
import { type AddressBook, shownName } from './address-book';
import type { Fields, Well } from './fields';
import { SELECTORS } from './selectors';

/** A chip that shows nothing is still somebody. */
const NOBODY_SHOWN = '…';

/** Who stands in a window, known as far as its page tells. `body` tells where the head ends. */
export function recipientsOf(root: Element, body: Element, { wells }: Fields, book: AddressBook): DraftRecipient[] {
  return wells.length ? wells.flatMap((well) => recipientsIn(well, book)) : foldedRecipients(root, body, book);
}

function recipientsIn({ element, field }: Well, book: AddressBook): DraftRecipient[] {
  const chips = chipsIn(element).map((chip) => recipientOf(chip, field, book));
  return [...chips, ...typedIn(element).flatMap((text) => typedPeople(field, text, book))];
}

function chipsIn(element: Element): Element[] {
  const chips: Element[] = [];
  // In document order, so that what lies inside of a chip follows it.
  for (const chip of element.querySelectorAll(SELECTORS.chip)) if (!chips.at(-1)?.contains(chip)) chips.push(chip);
  return chips;
}

function recipientOf(chip: Element, field: Field, book: AddressBook): DraftRecipient {
  const shown = shownName(textOf(chip.querySelector(SELECTORS.chipText) ?? chip));
  const label = shownName(chip.getAttribute('aria-label') ?? '');
  const titles = [chip, ...chip.querySelectorAll('[title*="@"]')].map((element) => element.getAttribute('title') ?? '');
  const [person] = [shown, ...titles, label].flatMap(personIn);
  if (person) return recipient(field, person.address, person.name || nameIn(shown));
  const address = book.find(shown);
  if (address) return recipient(field, address, shown);
  const glued = shown ? null : book.findGlued(label);
  return glued ? recipient(field, glued.address, glued.name) : recipient(field, '', shown || label || NOBODY_SHOWN);
}

const nameIn = (shown: string) => (shown.includes('@') ? '' : shown);

/** Outlook writes "Doe, Jane <jane@…>" without quotes: a chip is one person, whatever signs the name has. */
function personIn(text: string): { address: string; name: string }[] {
  const [, name = '', inBrackets = ''] = /^(.*\S)\s*<([^<>\s]+@[^<>\s]+)>$/su.exec(text) ?? [];
  const address = parseAddress(inBrackets);
  return address ? [{ address, name: name.replace(/^"(.*)"$/s, '$1') }] : peopleIn(text);
}

/** Addresses with their names, also where no bracket sets them apart. */
function peopleIn(text: string): { address: string; name: string }[] {
  if (!text.includes('@')) return [];
  const people = parsePeople(text);
  return people.length ? people : parsePeople(/[^\s<>()[\]",;:]+@[^\s<>()[\]",;:]+/.exec(text)?.[0] ?? '');
}

/** What a chip shows, without presence sign and remove button. */
function textOf(element: Element): string {
  let text = '';
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) text += node.nodeValue ?? '';
    else if (node instanceof Element && !node.matches(SELECTORS.chipExtras)) text += textOf(node);
  }
  return text;
}

/** What is written in a field and no chip yet: it is sent all the same. */
function typedIn(element: HTMLElement): string[] {
  const places = element.matches(SELECTORS.editable) ? [element] : [...element.querySelectorAll<HTMLElement>(SELECTORS.editable)];
  const inputs = element.matches('input') ? [element] : [...element.querySelectorAll('input')];
  const texts = places.map((place) =>
    [...place.childNodes].map((node) => (node instanceof Element && isChipOrControl(node) ? ';' : (node.textContent ?? ''))).join(''),
  );
  return [...texts, ...inputs.map((input) => (input as HTMLInputElement).value)];
}

const isChipOrControl = (element: Element) =>
  element.matches(`${SELECTORS.chip}, button, [role="button"]`) || element.querySelector(SELECTORS.chip) !== null;

function typedPeople(field: Field, text: string, book: AddressBook): DraftRecipient[] {
  return text
    .split(/[;；]/)
    .map(shownName)
    .filter(Boolean)
    .flatMap((part) => {
      const people = peopleIn(part);
      return people.length ? people.map(({ address, name }) => recipient(field, address, name)) : [recipient(field, book.find(part), part)];
    });
}

/** "To: Jane Doe; carl@…": an inline reply shows one line of names until somebody goes there. */
function foldedRecipients(root: Element, body: Element, book: AddressBook): DraftRecipient[] {
  const isHead = (element: Element) =>
    (element.compareDocumentPosition(body) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 &&
    !element.contains(body) &&
    !element.closest(SELECTORS.mailContent);
  const chips = [...root.querySelectorAll('[class*="_EType_RECIPIENT_ENTITY"]')].filter(isHead);
  if (chips.length) return chips.map((chip) => recipientOf(chip, 'to', book));
  const lines = [...root.querySelectorAll('[tabindex], [role="presentation"]')].filter(
    (element) =>
      isHead(element) &&
      !element.matches('button, a, input, [role="button"], [role="toolbar"], [role="option"]') &&
      !element.querySelector('button, input'),
  );
  const line =
    lines.find((element) => /[:：;]|@/.test(element.textContent ?? '')) ?? lines.find((element) => shownName(element.textContent ?? ''));
  return typedPeople('to', (line?.textContent ?? '').replace(/^[^:：;<@]{1,14}[:：]/u, ''), book);
}
