import { useCallback, useEffect, useState } from 'preact/hooks';
import { Problem, type ProblemKind } from './api';
import { type Listed, refreshed, same } from './refreshed';

type State<T> = { key: string; value?: T; problem?: ProblemKind };
export interface Remote<T> {
  /** Undefined while it comes; kept while it is fetched anew. */
  value: T | undefined;
  problem: ProblemKind | undefined;
  retry(): void;
}

/** Fetches what `key` names; no key, no fetch. `revision` counts up when it may have changed. */
export function useRemote<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>, revision = 0): Remote<T> {
  const [state, setState] = useState<State<T>>({ key: '' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (key === null) return;
    return running(
      load,
      (value) => setState((before) => (before.key === key && !before.problem && same(before.value, value) ? before : { key, value })),
      (problem) => setState((before) => ({ ...(before.key === key && problem !== 'gone' ? before : {}), key, problem })),
    );
  }, [key, turn, revision]);
  const retry = useCallback(() => {
    setState((before) => ({ ...before, problem: undefined }));
    setTurn((count) => count + 1);
  }, []);
  const current = state.key === key ? state : undefined;
  useRetryWhenBack(current?.problem, retry);
  return { value: current?.value, problem: current?.problem, retry };
}

export interface RemoteList<T> extends Remote<T[]> {
  /** There is another page. */
  more: boolean;
  loadingMore: boolean;
  loadMore(): void;
}

/** The same for a list that comes page by page. */
export function useRemoteList<T extends { id: string }>(
  key: string | null,
  load: (cursor: string | null, signal: AbortSignal) => Promise<Listed<T>>,
  revision = 0,
): RemoteList<T> {
  const [state, setState] = useState<State<Listed<T>>>({ key: '' });
  const [turn, setTurn] = useState(0);
  const [asked, setAsked] = useState<{ key: string; cursor: string } | null>(null);
  /** The cursor of the page that is wanted next. */
  const wanted = asked?.key === key ? asked.cursor : null;
  const fail = (problem: ProblemKind) =>
    setState((before) => ({ ...(before.key === key && problem !== 'gone' ? before : {}), key: key ?? '', problem }));

  useEffect(() => {
    if (key === null) return;
    setAsked(null);
    return running(
      (signal) => load(null, signal),
      (fresh) =>
        setState((before) => {
          const value = before.key === key && before.value ? refreshed(before.value, fresh) : fresh;
          return before.value === value && !before.problem ? before : { key, value };
        }),
      fail,
    );
  }, [key, turn, revision]);

  useEffect(() => {
    if (key === null || wanted === null) return;
    return running(
      (signal) => load(wanted, signal),
      (page) => {
        setAsked(null);
        setState((before) =>
          before.key === key && before.value?.cursor === wanted ? { key, value: appended(before.value, page) } : before,
        );
      },
      (problem) => {
        setAsked(null);
        fail(problem);
      },
    );
  }, [key, wanted]);

  const current = state.key === key ? state : undefined;
  const cursor = current?.value?.cursor ?? null;
  const retry = useCallback(() => {
    setState((before) => ({ ...before, problem: undefined }));
    setTurn((count) => count + 1);
  }, []);
  const loadMore = useCallback(() => setAsked(key !== null && cursor !== null ? { key, cursor } : null), [key, cursor]);
  useRetryWhenBack(current?.problem, retry);
  return { value: current?.value?.items, problem: current?.problem, retry, more: cursor !== null, loadingMore: wanted !== null, loadMore };
}

/** A record that changed place between two pages is in both; it is listed once. */
function appended<T extends { id: string }>(before: Listed<T>, page: Listed<T>): Listed<T> {
  const known = new Set(before.items.map((item) => item.id));
  return { items: [...before.items, ...page.items.filter((item) => !known.has(item.id))], cursor: page.cursor };
}

function running<T>(load: (signal: AbortSignal) => Promise<T>, done: (value: T) => void, fail: (problem: ProblemKind) => void): () => void {
  const ending = new AbortController();
  load(ending.signal).then(
    (value) => ending.signal.aborted || done(value),
    (error: unknown) => {
      if (ending.signal.aborted) return;
      fail(error instanceof Problem ? error.kind : 'trouble');
      if (!(error instanceof Problem)) throw error;
    },
  );
  return () => ending.abort();
}

function useRetryWhenBack(problem: ProblemKind | undefined, retry: () => void) {
  useEffect(() => {
    if (problem !== 'offline' && problem !== 'unreachable') return;
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, [problem, retry]);
}
