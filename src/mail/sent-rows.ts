import type { SentSighting } from './mail-reader';

/** A list is drawn some time after the address has changed; it is looked at a few times, then not again. */
const LOOKS_MS = [0, 300, 1_000, 3_000] as const;

export interface SentList {
  isShown(): boolean;
  read(): SentSighting[];
  /** The page shows something else, perhaps. */
  onMoved(listener: () => void, signal: AbortSignal): void;
}

/**
 * Rows of a host's Sent list, each once. Nothing is observed: the list is looked at when the address says that it is
 * shown, so that changes of any other list cost nothing.
 */
export function watchSentRows(list: SentList, onSeen: (rows: SentSighting[]) => void, signal: AbortSignal): void {
  const seen = new Set<string>();
  let timers: ReturnType<typeof setTimeout>[] = [];
  const stop = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
  };
  const look = () => {
    if (!list.isShown()) return stop();
    const rows = list.read().filter(({ hostThreadId }) => !seen.has(hostThreadId));
    for (const { hostThreadId } of rows) seen.add(hostThreadId);
    if (rows.length > 0) onSeen(rows);
  };
  const start = () => {
    stop();
    if (list.isShown()) timers = LOOKS_MS.map((delay) => setTimeout(look, delay));
  };
  list.onMoved(start, signal);
  signal.addEventListener('abort', stop);
  start();
}
