const FIRST_MS = 2_000;
const LONGEST_MS = 3_600_000;

/**
 * How long to wait before try number `tries` + 1: full jitter, doubling from seconds to an hour. `floorMs` is what the
 * CRM asked for; jitter is added to it, never subtracted. `random` gives [0, 1).
 */
export function backoffMs(tries: number, random: () => number, floorMs = 0): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 30));
  // Under a second would be no pause at all.
  return Math.round(Math.max(0, floorMs) + Math.max(1_000, ceiling * random()));
}
