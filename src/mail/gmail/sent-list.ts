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
  const thread = row.querySelector(SELECTORS.thread);
  const hostThreadId = thread?.getAttribute('data-legacy-thread-id') ?? '';
  if (!/^[0-9a-f]{1,32}$/.test(hostThreadId)) return null;
  // The newest message of a thread need not be the one that was sent; a single one is.
  const last = row.querySelector(READING.rowCount) ? '' : (thread?.getAttribute('data-legacy-last-message-id') ?? '');
  const at = timeOf(last);
  const base = /^\/mail\/(?:b\/[^/]+\/)?u\/\d+\//.exec(row.ownerDocument.location.pathname)?.[0] ?? '/mail/u/0/';
  const people = [...row.querySelectorAll(READING.rowPeople)];
  return {
    hostThreadId,
    hostMessageId: at === null ? null : last,
    at,
    subject: row.querySelector(READING.rowSubject)?.textContent?.trim() ?? '',
    names: people.map((person) => person.getAttribute('name') || person.getAttribute('email') || '').filter(Boolean),
    path: `${base}#sent/${hostThreadId}`,
  };
}

/** Gmail was opened to the first people in April 2004. */
const FIRST = Date.UTC(2004, 3, 1);

/** Of a message's hex id, all but the last five digits are epoch ms: dates are written in the rep's language, ids are not. */
function timeOf(id: string): number | null {
  const at = /^[0-9a-f]{16}$/.test(id) ? Number.parseInt(id.slice(0, -5), 16) : 0;
  return at > FIRST ? at : null;
}
