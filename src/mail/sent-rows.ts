import type { SentSighting } from './mail-reader';

/** A list is drawn some time after the address has changed; it is looked at a few times, then not again. */
const LOOKS_MS = [0, 300, 1_000, 3_000] as const;

export interface SentList {
  isShown(): boolean;
  /** Newest first. */
  read(): SentSighting[];
  /** The page shows something else, perhaps. */
  onMoved(listener: () => void, signal: AbortSignal): void;
}

/**
 * A host's Sent list, whenever it shows rows that it did not. Nothing is observed: the list is looked at when the address
 * says that it is shown, so that changes of any other list cost nothing.
 */
export function watchSentRows(list: SentList, onSeen: (rows: SentSighting[]) => void, signal: AbortSignal): void {
  const seen = new Set<string>();
  let timers: ReturnType<typeof setTimeout>[] = [];
  let wasShown = false;
  /** What still stands there of the list that was shown before: none of it was sent. */
  let former = '';
  const stop = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
  };
  const look = (isLast: boolean) => {
    if (!list.isShown()) return stop();
    const rows = list.read();
    if (former !== '' && former === keysOf(rows).join()) return;
    // Of a row without a time it may still be on its way.
    if (!isLast && rows.some(({ at }) => at === null)) return;
    const keys = keysOf(rows);
    if (keys.every((key) => seen.has(key))) return;
    for (const key of keys) seen.add(key);
    onSeen(rows);
  };
  const start = () => {
    stop();
    const isShown = list.isShown();
    if (isShown && !wasShown) former = keysOf(list.read()).join();
    wasShown = isShown;
    if (isShown) timers = LOOKS_MS.map((delay, index) => setTimeout(() => look(index === LOOKS_MS.length - 1), delay));
  };
  list.onMoved(start, signal);
  signal.addEventListener('abort', stop);
  start();
  // Nothing else was shown in this page before.
  former = '';
}

/** The same thread with another time is another mail. */
const keysOf = (rows: readonly SentSighting[]) => rows.map(({ hostThreadId, at }) => `${hostThreadId} ${at}`);
