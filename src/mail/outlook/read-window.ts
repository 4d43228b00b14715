import { parsePeople } from '../../core/address';
import type { Person } from '../../core/engagement';
import type { CarriedMail } from '../claim';
import { type FilePlaces, type HeldFiles, sizeShown } from '../held-files';
import type { Compose, Draft } from '../mail-client';
import type { AddressBook } from './address-book';
import { fieldsOf } from './fields';
import { recipientsOf } from './recipients';
import { SELECTORS } from './selectors';

/** A compose window in the page as it is now; Outlook may put others in its place. */
export interface Place {
  root: HTMLElement;
  body: HTMLElement;
  send: HTMLElement | null;
}

type Header = Omit<Draft, 'html' | 'text' | 'hostDraftId'>;

/** Cheap: everything but the body. `told`: what Outlook's own request said of it last. */
export function readHeader(place: Place, account: Person, files: HeldFiles, book: AddressBook, told: CarriedMail | null): Header {
  const { root, body } = place;
  const fields = fieldsOf(root, body);
  return {
    hostThreadId: threadIdAt(root),
    from: senderIn(root) ?? account,
    recipients: recipientsOf(root, body, fields, book),
    subject: fields.subject?.value ?? (told?.subject || threadSubjectAt(root)),
    files: files.of(root),
  };
}

/** '' of plain text. */
export const readHtml = ({ body }: Place): string => (body instanceof HTMLTextAreaElement ? '' : body.innerHTML);

export function readBody({ body }: Place): Pick<Draft, 'html' | 'text'> {
  if (body instanceof HTMLTextAreaElement) return { html: '', text: body.value };
  return { html: body.innerHTML, text: body.innerText ?? body.textContent ?? '' };
}

/** The address it goes from, where the window shows a button for it. */
function senderIn(root: Element): Person | null {
  const shown = [...root.querySelectorAll(SELECTORS.from)].find((element) => !element.closest(SELECTORS.mailContent));
  const [text] = /[^\s<>()]+@[^\s<>()]+/.exec(shown?.textContent ?? '') ?? [];
  return text ? (parsePeople(text)[0] ?? null) : null;
}

/** Answers are written in the thread that is selected; '' for a new message. */
function threadIdAt(root: Element): string {
  if (!root.closest(SELECTORS.thread)) return '';
  const selected = root.ownerDocument.querySelectorAll('[data-convid][aria-selected="true"], [aria-selected="true"] [data-convid]');
  return selected.length === 1 ? (selected[0]?.getAttribute('data-convid') ?? '') : '';
}

/** An inline answer has no line for its subject: it is the thread's. */
function threadSubjectAt(root: Element): string {
  const heading = root.closest(SELECTORS.thread) && root.ownerDocument.querySelector(SELECTORS.threadSubject);
  return heading ? heading.getAttribute('title') || heading.textContent?.trim() || '' : '';
}

const FORWARD_PREFIX = /^\s*(fwd?|wg|tr|rv|i|enc|vs|vb|pd|转发|轉寄|転送|إعادة توجيه)\s*[:：]/iu;

/** Before anybody has told: by what the body quotes, and whether it is addressed yet. */
export function guessKind({ root, body }: Place): Compose['kind'] {
  const { subject, wells } = fieldsOf(root, body);
  if (!body.querySelector(SELECTORS.quote) && !root.closest(SELECTORS.thread)) return 'new';
  const isAddressed = wells.length === 0 || wells.some(({ element }) => element.querySelector(SELECTORS.chip));
  return FORWARD_PREFIX.test(subject?.value ?? '') || !isAddressed ? 'forward' : 'reply';
}

/** Files that a window shows. Their markup differs by year: a name in a title, a size in digits. */
export const filesShown: FilePlaces['shown'] = (root) =>
  [...root.querySelectorAll(SELECTORS.file)].flatMap((card) => {
    if (card.closest(`${SELECTORS.editable}, ${SELECTORS.mailContent}`)) return [];
    const label = card.getAttribute('aria-label') ?? '';
    const name = (card.getAttribute('title') || /^.*\.\w{1,8}\b/u.exec(label || (card.textContent ?? ''))?.[0] || '').trim();
    const rest = (label || (card.textContent ?? '')).replace(name, '');
    return name ? [{ name, size: sizeShown(rest) }] : [];
  });

/**
 * Calls `changed` when anything but the body changes: what lies beside the way from the body up to its window is watched,
 * so that nothing runs while the body is typed.
 */
export function watchHeader(place: () => Place, changed: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(() => {
    watch();
    changed();
  });
  const watch = () => {
    observer.disconnect();
    const { root, body } = place();
    for (let node: HTMLElement | null = body; node && node !== root; node = node.parentElement) {
      const parent: HTMLElement | null = node.parentElement;
      if (!parent) break;
      observer.observe(parent, { childList: true });
      for (const beside of parent.children) {
        if (beside === node || beside.hasAttribute(OWN)) continue;
        observer.observe(beside, { childList: true, subtree: true, characterData: true, attributeFilter: ['aria-label', 'title'] });
        beside.addEventListener('input', changed, { signal });
      }
    }
  };
  watch();
  signal.addEventListener('abort', () => observer.disconnect());
}

/** On what is ours in Outlook's page. */
export const OWN = 'data-threadline';
