import type { OutboxStore } from './outbox-store';

/** Runs each step once: its result is stored with the entry before the next begins. Two calls of one step at a time share it. */
export function makeSaga(store: OutboxStore, entryId: string, finished: Record<string, unknown>) {
  const results = new Map<string, Promise<unknown>>(Object.entries(finished).map(([name, result]) => [name, Promise.resolve(result)]));

  async function runAndKeep<T>(name: string, run: () => Promise<T>): Promise<T> {
    const result = await run();
    await store.update(entryId, (entry) => ({ ...entry, saga: { ...entry.saga, [name]: result ?? null } }));
    return result;
  }

  return {
    step<T>(name: string, run: () => Promise<T>): Promise<T> {
      const known = results.get(name) as Promise<T> | undefined;
      if (known) return known;
      const running = runAndKeep(name, run);
      results.set(name, running);
      // A step that failed is run again when it is asked for again.
      running.catch(() => results.delete(name));
      return running;
    },
  };
}
