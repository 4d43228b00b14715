import { makeTokenBucket } from '../core/outbox/token-bucket';

/** Time as a pace is kept by it; tests hand in their own. */
export interface Time {
  /** Epoch ms. */
  clock(): number;
  wait(ms: number): Promise<void>;
}

const realTime: Time = { clock: () => Date.now(), wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };

/**
 * A `fetch` that lets requests out one after the other, in the order asked, at the rate a CRM allows one account. All
 * connectors of an account are given the same one, so that look-ups and deliveries spend from one purse.
 */
export function makePacedFetch(fetchIt: typeof fetch, rate: { burst: number; perSecond: number }, time: Time = realTime): typeof fetch {
  const bucket = makeTokenBucket(rate);
  let last: Promise<void> = Promise.resolve();

  async function passBucket(): Promise<void> {
    for (let wait = bucket.take(time.clock()); wait > 0; wait = bucket.take(time.clock())) await time.wait(wait);
  }

  return async (input, init) => {
    last = last.then(passBucket);
    await last;
    return fetchIt(input, init);
  };
}
