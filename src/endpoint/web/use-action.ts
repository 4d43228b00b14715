import { useState } from 'preact/hooks';
import { Problem } from './api';

/** Something that is done at a click: one at a time, and what went wrong is told once to `fail`. */
export function useAction(fail: (problem: Problem) => void) {
  const [busy, setBusy] = useState(false);
  async function run<T>(act: (signal: AbortSignal) => Promise<T>, done: (value: T) => void): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      done(await act(new AbortController().signal));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      fail(error);
    } finally {
      setBusy(false);
    }
  }
  return { busy, run };
}
