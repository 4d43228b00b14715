import { parsePeople } from '../../core/address';
import type { Person } from '../../core/engagement';
import { recipient } from '../carried-mail';
import type { HeldFiles } from '../held-files';
import type { Compose, Draft, DraftRecipient } from '../mail-client';
import { isDraftId } from './bridge';
import { inField, SELECTORS } from './selectors';

const FIELDS = ['to', 'cc', 'bcc'] as const;

const inputValue = (root: ParentNode, selector: string) => root.querySelector<HTMLInputElement>(selector)?.value ?? '';

/** `msg-a:r…`, or '' while Gmail has not given one. */
export function draftIdOf(root: ParentNode): string {
  const id = inputValue(root, SELECTORS.draftId).replace(/^#/, '');
  return isDraftId(id) ? id : '';
}

const answeredBy = (root: ParentNode) => isDraftId(inputValue(root, SELECTORS.answered).replace(/^#/, ''));

export function kindOf(root: Element): Compose['kind'] {
  if (root.querySelector(SELECTORS.forward)) return 'forward';
  return answeredBy(root) || root.querySelector(SELECTORS.reply) || root.closest(SELECTORS.inline) ? 'reply' : 'new';
}

/** The thread's hex id, as everything outside of Gmail's page calls it; '' for a new message. */
function threadIdOf(root: Element): string {
  const hex = inputValue(root, SELECTORS.threadHexId);
  if (/^[0-9a-f]+$/.test(hex)) return hex;
  if (kindOf(root) === 'new') return '';
  const shown = root.closest('[role="main"]')?.querySelector(SELECTORS.thread)?.getAttribute('data-legacy-thread-id');
  return shown ?? inputValue(root, SELECTORS.syncThreadId).replace(/^#/, '');
}

/** Chips of either age, and what is typed and will be sent although it is no chip yet. */
function recipientsOf(root: ParentNode): DraftRecipient[] {
  const people: DraftRecipient[] = [];
  for (const field of FIELDS) {
    for (const chip of root.querySelectorAll<HTMLElement>(inField(SELECTORS.chips, field))) {
      const { hovercardId, name } = chip.dataset;
      people.push(recipient(field, hovercardId ?? '', name ?? ''));
    }
    for (const input of root.querySelectorAll<HTMLInputElement>(inField(SELECTORS.oldChips, field)))
      people.push(...typedPeople(field, input.value));
    const typed = `${inField(SELECTORS.typed, field)}, ${inField(SELECTORS.oldTyped, field)}`;
    for (const input of root.querySelectorAll<HTMLInputElement>(typed)) people.push(...typedPeople(field, input.value));
  }
  return people;
}

function typedPeople(field: 'to' | 'cc' | 'bcc', text: string): DraftRecipient[] {
  if (!text.trim()) return [];
  const people = parsePeople(text);
  return people.length ? people.map(({ address, name }) => recipient(field, address, name)) : [recipient(field, '', text.trim())];
}

/** Cheap: everything but the body. */
export function readHeader(root: HTMLElement, account: Person, files: HeldFiles): Omit<Draft, 'html' | 'text'> {
  const from = inputValue(root, SELECTORS.from);
  return {
    hostDraftId: draftIdOf(root),
    hostThreadId: threadIdOf(root),
    from: from ? { address: from, name: from === account.address ? account.name : '' } : account,
    recipients: recipientsOf(root),
    subject: inputValue(root, SELECTORS.subject),
    files: files.of(root),
  };
}

export function readDraft(root: HTMLElement, account: Person, files: HeldFiles): Draft {
  const body = root.querySelector<HTMLElement>(SELECTORS.body);
  return { ...readHeader(root, account, files), html: body?.innerHTML ?? '', text: body?.innerText ?? '' };
}

/**
 * Calls `changed` when recipients, sender, subject or files change: two small observers and a listener on the form,
 * so nothing runs while the body is typed.
 */
export function watchHeader(root: HTMLElement, changed: () => void, signal: AbortSignal): void {
  const form = root.querySelector(SELECTORS.form) ?? root;
  const observer = new MutationObserver(changed);
  observer.observe(form, { childList: true, subtree: true, attributes: true, attributeFilter: ['value', 'data-hovercard-id'] });
  const files = root.querySelector(SELECTORS.files);
  if (files) observer.observe(files, { childList: true, subtree: true });
  form.addEventListener('input', changed, { signal });
  signal.addEventListener('abort', () => observer.disconnect());
}
