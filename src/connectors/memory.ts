/** What changes seldom in a CRM (its users, its stages), remembered for a while so that it is not asked for each mail. */
export interface Memory {
  /** What `make` gave under this key at most `forMs` ago; it is asked once for all who wait. Undefined is not remembered. */
  recall<T>(key: string, forMs: number, make: () => Promise<T | undefined>): Promise<T | undefined>;
}

/** One for each connection, kept by whoever keeps the connection: a connector has no state of its own. `clock` in epoch ms. */
export function makeMemory(clock: () => number): Memory {
  const kept = new Map<string, { until: number; value: Promise<unknown> }>();
  return {
    recall<T>(key: string, forMs: number, make: () => Promise<T | undefined>) {
      const known = kept.get(key);
      if (known && known.until > clock()) return known.value as Promise<T | undefined>;
      const value = make();
      const entry = { until: clock() + forMs, value };
      kept.set(key, entry);
      const forget = () => {
        if (kept.get(key) === entry) kept.delete(key);
      };
      value.then((made) => made === undefined && forget(), forget);
      return value;
    },
  };
}

/** Remembers nothing: for a connector that is used once. */
export const noMemory: Memory = { recall: (_key, _forMs, make) => make() };
