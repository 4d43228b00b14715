import type { SentSighting } from '../mail-reader';
import type { SentList } from '../sent-rows';
import { READING, SELECTORS } from './selectors';

const SENT = /^#sent(?:\/p\d+)?$/;

export const sentListOf = (page: Document): SentList => ({
  isShown: () => SENT.test(page.location.hash),
  read: () => [...page.querySelectorAll<HTMLElement>(`${READING.main} ${READING.row}`)].flatMap((row) => readRow(row) ?? []),
  onMoved: (listener, signal) => page.defaultView?.addEventListener('hashchange', listener, { signal }),
});

function readRow(row: HTMLElement): SentSighting | null {
  const hostThreadId = row.querySelector(SELECTORS.thread)?.getAttribute('data-legacy-thread-id') ?? '';
  if (!/^[0-9a-f]{1,32}$/.test(hostThreadId)) return null;
  const base = /^\/mail\/(?:b\/[^/]+\/)?u\/\d+\//.exec(row.ownerDocument.location.pathname)?.[0] ?? '/mail/u/0/';
  const people = [...row.querySelectorAll(READING.rowPeople)];
  return {
    hostThreadId,
    // The newest message of a thread need not be the one that was sent; and dates are written in the rep's language.
    hostMessageId: null,
    at: null,
    subject: row.querySelector(READING.rowSubject)?.textContent?.trim() ?? '',
    names: people.map((person) => person.getAttribute('name') || person.getAttribute('email') || '').filter(Boolean),
    path: `${base}#sent/${hostThreadId}`,
  };
}
