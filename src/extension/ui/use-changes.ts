import { useEffect, useRef } from 'preact/hooks';
import type { Changed, WorkerPort } from './worker-port';

/** Runs `react` after the worker says that something changed, for as long as the component is drawn. */
export function useChanges(worker: WorkerPort, react: (what: Changed) => void): void {
  const latest = useRef(react);
  latest.current = react;
  useEffect(() => {
    const ending = new AbortController();
    worker.onChanged((what) => latest.current(what), ending.signal);
    return () => ending.abort();
  }, [worker]);
}
