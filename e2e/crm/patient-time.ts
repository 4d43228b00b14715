/**
 * A fetch, and a sleep that moves a test's clock by `move` only when nothing is on its way by that fetch: else what was asked one
 * after the other would arrive together.
 */
export function makePatientTime(move: (ms: number) => void) {
  const underWay = new Set<Promise<unknown>>();
  const counted: typeof fetch = (input, init) => {
    const asked = fetch(input, init);
    underWay.add(asked);
    return asked.finally(() => underWay.delete(asked));
  };
  const sleep = async (ms: number) => {
    await new Promise((begun) => setImmediate(begun));
    await Promise.allSettled(underWay);
    move(ms);
  };
  return {
    fetch: counted,
    sleep,
    /** Whoever asked is dead: nobody waits for what was asked. */
    forget: () => underWay.clear(),
  };
}
