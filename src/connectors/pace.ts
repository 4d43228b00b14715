import { makeTokenBucket } from '../core/outbox/token-bucket';

export interface Rate {
  burst: number;
  perSecond: number;
}

/** Waits until the account may be asked once more. `lane`: a rate of its own that this request counts against as well. */
export type Pace = (lane?: string) => Promise<void>;

/** Where requests are counted: in memory, or where others who ask for the same account count theirs. Times in epoch ms. */
export interface Bucket {
  /** How many ms until there is a token; spends none. */
  wait(now: number): number | Promise<number>;
  take(now: number): unknown;
}

export interface PaceSetting {
  /** Epoch ms. */
  clock(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * One for each CRM account, shared by everything that asks it: look-ups, deliveries, the other mail account of the same
 * connection. First come, first served. `lanes` are further rates for some requests, such as a CRM's search.
 */
export function makePace(
  rate: Rate,
  lanes: Record<string, Rate>,
  { clock, sleep }: PaceSetting,
  bucketOf: (rate: Rate, lane: string) => Bucket = makeTokenBucket,
): Pace {
  const all = bucketOf(rate, '');
  const narrow = new Map(Object.entries(lanes).map(([name, one]) => [name, bucketOf(one, name)]));
  const turns = new Map<string, Promise<void>>();

  /** One after the other in each queue, so that nobody is overtaken. */
  function queue(name: string, turn: () => Promise<void>): Promise<void> {
    const mine = (turns.get(name) ?? Promise.resolve()).then(turn);
    turns.set(name, mine);
    return mine;
  }

  async function untilFree(bucket: Bucket): Promise<void> {
    for (let wait = await bucket.wait(clock()); wait > 0; wait = await bucket.wait(clock())) await sleep(wait);
  }

  const inTurn = () =>
    queue('', async () => {
      await untilFree(all);
      await all.take(clock());
    });

  return async (lane = '') => {
    const bucket = narrow.get(lane);
    if (!bucket) return inTurn();
    // Who waits for a narrow lane stands in nobody else's way, and spends its token only when it goes: spent earlier,
    // several could pile up in the queue of all and then go at once.
    return queue(lane, async () => {
      await untilFree(bucket);
      await inTurn();
      await bucket.take(clock());
    });
  };
}
