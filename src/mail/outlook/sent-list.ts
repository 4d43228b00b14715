import type { SentSighting } from '../mail-reader';
import type { SentList } from '../sent-rows';
import { shownName } from './address-book';
import { READING } from './reading-selectors';

/** The folder's name in the address is not in the rep's language. */
const SENT = /^(\/mail(?:\/\d+)?\/)sentitems(?:\/|$)/;

type WithNavigation = Window & { navigation?: EventTarget };

export const isSentShown = (page: Document): boolean => SENT.test(page.location.pathname);

/** `timeOf`: when something was last sent in a thread. */
export const sentListOf = (page: Document, timeOf: (hostThreadId: string) => number | null): SentList => ({
  isShown: () => isSentShown(page),
  read: () => [...page.querySelectorAll<HTMLElement>(READING.row)].flatMap((row) => readRow(row, timeOf) ?? []),
  onMoved: (listener, signal) => {
    // Outlook changes its address by itself, without a new page.
    const { navigation } = (page.defaultView ?? {}) as WithNavigation;
    if (navigation) navigation.addEventListener('currententrychange', listener, { signal });
    else page.addEventListener('click', () => setTimeout(listener), { capture: true, passive: true, signal });
  },
});

function readRow(row: HTMLElement, timeOf: (hostThreadId: string) => number | null): SentSighting | null {
  const hostThreadId = row.getAttribute('data-convid') ?? '';
  if (hostThreadId === '' || row.closest(READING.mailContent)) return null;
  const base = SENT.exec(row.ownerDocument.location.pathname)?.[1] ?? '/mail/';
  // Rows have no names for their parts; names come first and the subject after them, whatever the layout.
  const [names = '', subject = ''] = leavesOf(row);
  return {
    hostThreadId,
    hostMessageId: null,
    subject,
    names: names.split(/[;,；、]/u).flatMap((name) => shownName(name) || []),
    at: timeOf(hostThreadId),
    path: `${base}sentitems/id/${encodeURIComponent(hostThreadId)}`,
  };
}

/** Texts that say something, in their order: no count, no icon. */
function leavesOf(row: HTMLElement): string[] {
  const walker = row.ownerDocument.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  for (let node = walker.nextNode(); node && texts.length < 2; node = walker.nextNode()) {
    const text = shownName(node.nodeValue ?? '');
    if (/\p{L}/u.test(text)) texts.push(text);
  }
  return texts;
}
