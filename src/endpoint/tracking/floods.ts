/** Counts are of so many ms. An address is in memory no longer. */
const WINDOW_MS = 10_000;
/** The same token from the same address: more than any reader, or any proxy for its readers, asks for. */
const MOST_REPEATS = 100;
/** Numbers of keys that nobody has, from the same address; each costs a question to the store. */
const MOST_MISSES = 50;
const MOST_COUNTED = 100_000;

/** Tells a flood from readers, by who asks for what: it costs the store nothing, and what others ask for is not touched by it. */
export function makeFloods(clock: () => number) {
  let [began, repeats, misses] = [0, new Map<string, number>(), new Map<string, number>()];

  function count(counts: Map<string, number>, key: string): number {
    const number = (counts.get(key) ?? 0) + 1;
    if (number > 1 || counts.size < MOST_COUNTED) counts.set(key, number);
    return number;
  }

  function forget(): void {
    [repeats, misses] = [new Map(), new Map()];
  }

  function turn(): void {
    if (clock() - began < WINDOW_MS) return;
    began = clock();
    forget();
    // Also if nobody asks for anything more.
    setTimeout(forget, WINDOW_MS).unref();
  }

  return {
    /** Is this one more than is worth keeping. It is answered all the same. */
    isRepeat(address: string, token: string): boolean {
      turn();
      return count(repeats, `${address} ${token}`) > MOST_REPEATS;
    },
    missed(address: string): void {
      turn();
      count(misses, address);
    },
    /** Has this address named too many keys that nobody has: what is not at hand is not looked up for it. */
    isGuessing: (address: string): boolean => {
      turn();
      return (misses.get(address) ?? 0) >= MOST_MISSES;
    },
  };
}
