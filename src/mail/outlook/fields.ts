import type { Field } from '../../core/engagement';
import { SELECTORS } from './selectors';

/** A place for recipients. `field` null: only its place tells whose. */
export interface Well {
  element: HTMLElement;
  field: Field;
}

export interface Fields {
  wells: Well[];
  subject: HTMLInputElement | null;
  /** Lines of text to type into, in order. */
  inputs: HTMLInputElement[];
}

const FIELDS = ['to', 'cc', 'bcc'] as const;

/** `MSG_<hash>_CC` is Cc's and `…_BCC` is not. */
function fieldOfId(id: string): Field | null {
  const suffix = /_(TO|CC|BCC)$/.exec(id)?.[1]?.toLowerCase();
  return FIELDS.find((field) => field === suffix) ?? null;
}

const isBefore = (one: Node, other: Node) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;

/** What stands around a body to be filled in. All of it comes before the body, whatever the year. */
export function fieldsOf(root: Element, body: Element): Fields {
  const isHead = (element: Element) => isBefore(element, body) && !body.contains(element) && !element.closest(SELECTORS.mailContent);
  const wells = wellsOf(root, isHead);
  const inputs = [...root.querySelectorAll('input')].filter(
    (input) => isHead(input) && isLine(input) && !wells.some(({ element }) => element.contains(input)),
  );
  const subject = inputs.find(({ id }) => /_SUBJECT$/.test(id)) ?? inputs.find(({ maxLength }) => maxLength === 255) ?? inputs.at(-1);
  return { wells, inputs, subject: subject ?? null };
}

const isLine = (input: HTMLInputElement) =>
  /^(|text)$/.test(input.getAttribute('type') ?? '') && !input.matches(`${SELECTORS.picker}, [role="search"] *`);

function wellsOf(root: Element, isHead: (element: Element) => boolean): Well[] {
  const groups = [...root.querySelectorAll<HTMLElement>(SELECTORS.fieldGroup)].filter(isHead);
  const named = groups.flatMap((element) => {
    const field = fieldOfId(element.id);
    return field ? [{ element, field }] : [];
  });
  if (named.length) return named;
  const places = [...root.querySelectorAll<HTMLElement>(`${SELECTORS.editable}, ${SELECTORS.picker}`)].filter(isHead);
  const outermost = places.filter((place) => !places.some((other) => other !== place && other.contains(place)));
  return outermost.flatMap((element, place) => {
    const field = FIELDS[place];
    return field ? [{ element, field }] : [];
  });
}
