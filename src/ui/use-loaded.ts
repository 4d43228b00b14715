import { useCallback, useEffect, useRef, useState } from 'preact/hooks';

export interface Loaded<T> {
  /** Undefined while it comes for the first time. A reload keeps the older value until the new one is there. */
  value: T | undefined;
  failed: boolean;
  reload(): void;
  /** Shows this at once, as after a change whose answer is the new value. */
  set(value: T): void;
}

/** Loads something when the component appears, when `inputs` change and on `reload`. A late answer never replaces a newer one. */
export function useLoaded<T>(load: () => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value: T | undefined; failed: boolean }>({ value: undefined, failed: false });
  const turn = useRef(0);
  const latest = useRef(load);
  latest.current = load;

  const reload = useCallback(() => {
    const mine = ++turn.current;
    latest.current().then(
      (value) => mine === turn.current && setState({ value, failed: false }),
      () => mine === turn.current && setState((before) => ({ ...before, failed: true })),
    );
  }, []);
  const set = useCallback((value: T) => {
    turn.current++;
    setState({ value, failed: false });
  }, []);
  useEffect(() => {
    reload();
    return () => {
      turn.current++;
    };
  }, [...inputs, reload]);
  return { ...state, reload, set };
}
