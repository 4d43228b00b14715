/** So many at most; whoever asks for more begins anew. */
const MOST = 5000;

/** Answers that are good for a short while. `clock` in epoch ms. */
export function makeShortCache<T>(forMs: number, clock: () => number) {
  const kept = new Map<string, { until: number; value: T }>();
  return {
    get(key: string): T | undefined {
      const one = kept.get(key);
      return one && one.until > clock() ? one.value : undefined;
    },
    put(key: string, value: T): void {
      if (kept.size >= MOST) kept.clear();
      kept.set(key, { until: clock() + forMs, value });
    },
    clear: () => kept.clear(),
  };
}
