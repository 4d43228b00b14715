import { makeTokenBucket } from '../core/outbox/token-bucket';

export interface Rate {
  burst: number;
  perSecond: number;
}

/** Waits until the account may be asked once more. `lane`: a rate of its own that this request counts against as well. */
export type Pace = (lane?: string) => Promise<void>;

export interface PaceSetting {
  /** Epoch ms. */
  clock(): number;
  sleep(ms: number): Promise<void>;
}

/**
 * One for each CRM account, shared by everything that asks it: look-ups, deliveries, the other mail account of the same
 * connection. First come, first served. `lanes` are further rates for some requests, such as a CRM's search.
 */
export function makePace(rate: Rate, lanes: Record<string, Rate>, { clock, sleep }: PaceSetting): Pace {
  const all = makeTokenBucket(rate);
  const narrow = new Map(Object.entries(lanes).map(([name, one]) => [name, makeTokenBucket(one)]));
  const turns = new Map<string, Promise<void>>();

  /** One after the other in each queue, so that nobody is overtaken. */
  function queue(name: string, bucket: ReturnType<typeof makeTokenBucket>): Promise<void> {
    const turn = (turns.get(name) ?? Promise.resolve()).then(async () => {
      for (let wait = bucket.take(clock()); wait > 0; wait = bucket.take(clock())) await sleep(wait);
    });
    turns.set(name, turn);
    return turn;
  }

  return async (lane) => {
    const bucket = lane === undefined ? undefined : narrow.get(lane);
    // Who waits for a narrow lane does not stand in the way of the others.
    if (lane !== undefined && bucket) await queue(lane, bucket);
    await queue('', all);
  };
}
