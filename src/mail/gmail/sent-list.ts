import type { SentSighting } from '../mail-reader';
import { READING, SELECTORS } from './selectors';

/** Gmail draws a list some time after it has changed its address; looked at a few times, then not again. */
const LOOKS_MS = [0, 300, 1_000, 3_000] as const;
const SENT = /^#sent(?:\/p\d+)?$/;

/**
 * Rows of the Sent list, each once. Nothing is observed: the list is looked at when the address says that it is shown,
 * so that changes of any other list cost nothing.
 */
export function watchSentRows(document: Document, onSeen: (rows: SentSighting[]) => void, signal: AbortSignal): void {
  const seen = new Set<string>();
  let timers: ReturnType<typeof setTimeout>[] = [];
  const stop = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
  };
  const look = () => {
    if (!SENT.test(document.location.hash)) return stop();
    const rows = readRows(document).filter(({ hostThreadId }) => !seen.has(hostThreadId));
    for (const { hostThreadId } of rows) seen.add(hostThreadId);
    if (rows.length > 0) onSeen(rows);
  };
  const start = () => {
    stop();
    if (SENT.test(document.location.hash)) timers = LOOKS_MS.map((delay) => setTimeout(look, delay));
  };
  document.defaultView?.addEventListener('hashchange', start, { signal });
  signal.addEventListener('abort', stop);
  start();
}

function readRows(document: Document): SentSighting[] {
  const base = /^\/mail\/(?:b\/[^/]+\/)?u\/\d+\//.exec(document.location.pathname)?.[0] ?? '/mail/u/0/';
  return [...document.querySelectorAll<HTMLElement>(`${READING.main} ${READING.row}`)].flatMap((row) => {
    const hostThreadId = row.querySelector(SELECTORS.thread)?.getAttribute('data-legacy-thread-id') ?? '';
    if (!/^[0-9a-f]{1,32}$/.test(hostThreadId)) return [];
    const subject = row.querySelector(READING.rowSubject)?.textContent?.trim() ?? '';
    const people = [...row.querySelectorAll(READING.rowPeople)];
    const names = people.map((person) => person.getAttribute('name') || person.getAttribute('email') || '').filter(Boolean);
    // The newest message of a thread need not be the one that was sent; and dates are written in the rep's language.
    return [{ hostThreadId, hostMessageId: null, subject, names, at: null, path: `${base}#sent/${hostThreadId}` }];
  });
}
