import { parseAddress } from '../../core/address';
import type { Field } from '../../core/engagement';
import { recipient } from '../carried-mail';
import type { DraftRecipient } from '../mail-client';
import { type AddressBook, shownName } from './address-book';
import { ENOUGH, HEAD_SIGNALS, READING } from './reading-selectors';
import { SELECTORS } from './selectors';

/** One open message in the page: its text, and the element that holds its head too. */
export interface FoundMessage {
  body: HTMLElement;
  card: HTMLElement;
}

const within = (element: Element, selector: string) => element.parentElement?.closest(selector) ?? null;

/** Every open message in `scope`. Nothing inside of a message's text counts, whatever it looks like. */
export function findMessages(scope: ParentNode): FoundMessage[] {
  const bodies: HTMLElement[] = [];
  for (const selector of READING.bodies)
    for (const body of scope.querySelectorAll<HTMLElement>(selector)) {
      // One message shows its text once: the surest element stands for those around it and inside of it.
      if (bodies.some((known) => known.contains(body) || body.contains(known))) continue;
      if (body.closest(SELECTORS.editable) || body.querySelector(`:scope > ${SELECTORS.editorParent}`)) continue;
      if (selector === READING.bodies[0] && within(body, READING.bodies[0])) continue;
      bodies.push(body);
    }
  return bodies.flatMap((body) => {
    const card = cardOf(body, bodies);
    return card ? [{ body, card }] : [];
  });
}

/** The nearest element around a text that holds a head for it, and no other text. */
function cardOf(body: HTMLElement, bodies: readonly HTMLElement[]): HTMLElement | null {
  for (let node = body.parentElement; node && node !== body.ownerDocument.body; node = node.parentElement) {
    const card = node;
    if (bodies.some((other) => other !== body && card.contains(other))) return null;
    const weight = HEAD_SIGNALS.reduce((sum, { selector, weight }) => sum + (inHead({ body, card }, selector).length > 0 ? weight : 0), 0);
    if (weight >= ENOUGH) return card;
  }
  return null;
}

/** Elements of a message's head. */
export function inHead({ body, card }: FoundMessage, selector: string): HTMLElement[] {
  return [...card.querySelectorAll<HTMLElement>(selector)].filter(
    (node) => !body.contains(node) && !node.closest(`${READING.mailContent}, ${SELECTORS.editable}`),
  );
}

/** What the head is drawn in: everything of the card that is not the text. */
export const headOf = (found: FoundMessage): HTMLElement | null =>
  inHead(found, `${READING.from}, ${READING.time}, ${READING.well}`)[0] ?? inHead(found, READING.labelled)[0] ?? null;

const ADDRESS = /[^\s<>()[\]"',;:]+@[^\s<>()[\]"',;:]+/;

/** "Ada Lovelace<ada@acme.example>", "Von: Ada Lovelace", "ada@acme.example". */
function personIn(text: string, field: Field, book: AddressBook): DraftRecipient | null {
  const shown = shownName(text);
  const address = parseAddress(ADDRESS.exec(shown)?.[0] ?? '') ?? '';
  const name = shownName((address ? shown.slice(0, shown.search(ADDRESS)) : shown).replace(/[<(]\s*$/, '')).replace(/[-–—\s]+$/u, '');
  if (!address && !name) return null;
  return recipient(field, address || book.find(name), name);
}

/** Without the word before the colon, which is in the rep's language. */
const withoutLabel = (text: string) => text.replace(/^[^:@<：]{1,30}[:：]\s*/u, '');

const textsOf = (element: Element): string[] =>
  [element.textContent ?? '', element.getAttribute('aria-label') ?? '', element.getAttribute('title') ?? '']
    .map(withoutLabel)
    .filter((text) => text.trim() !== '');

export function senderOf(found: FoundMessage, book: AddressBook): Omit<DraftRecipient, 'field'> {
  const wells = inHead(found, READING.well);
  const labelled = inHead(found, READING.labelled).filter((node) => !wells.some((well) => well.contains(node)));
  const element = inHead(found, READING.from)[0] ?? labelled[0];
  const texts = element ? [element, ...element.querySelectorAll(READING.labelled)].flatMap(textsOf) : [];
  const people = texts.flatMap((text) => personIn(text, 'to', book) ?? []);
  const best = people.find(({ known }) => known) ?? people[0] ?? recipient('to', '', '');
  const name = best.name || (people.find((one) => one.name !== '')?.name ?? '');
  return { address: best.address, known: best.known, name };
}

export function receiversOf(found: FoundMessage, book: AddressBook): DraftRecipient[] {
  const wells = inHead(found, READING.well);
  return wells
    .filter((well) => !wells.some((other) => other !== well && other.contains(well)))
    .flatMap((well) => {
      const field = /_(CC|BCC)$/.exec(well.id)?.[1]?.toLowerCase() as Field | undefined;
      const parts = withoutLabel(well.textContent ?? '').split(/[;；]/u);
      return parts.flatMap((part) => personIn(part, field ?? 'to', book) ?? []);
    });
}

export function subjectOf({ card }: FoundMessage): string {
  const page = card.ownerDocument;
  const pane = card.closest(READING.pane) ?? page;
  const outside = (selector: string) => [...pane.querySelectorAll(selector)].find((node) => !node.closest(READING.mailContent));
  const element = outside(READING.subject) ?? outside(READING.heading);
  return shownName(element?.getAttribute('title') || element?.textContent || '');
}

/** The thread that is selected in the list, or that the address names; '' if neither says. */
export function threadShown(page: Document): string {
  const selected = new Set([...page.querySelectorAll(READING.selectedRow)].map((row) => row.getAttribute('data-convid') ?? ''));
  const [one] = selected;
  if (selected.size === 1 && one) return one;
  const id = /\/id\/([^/?#]+)/.exec(page.location.pathname)?.[1];
  try {
    return id ? decodeURIComponent(id) : '';
  } catch {
    return '';
  }
}

/** The text without anything that could be set otherwise: to know a message by how it begins. */
export const squeezed = (text: string): string => text.normalize('NFKC').replace(/[\s\p{C}]+/gu, '');
