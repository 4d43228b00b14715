/** Spends requests at the rate a CRM allows one account; shared by all that call it. */
export interface TokenBucket {
  /** Spends one token and answers 0, or answers how many ms to wait and spends none. */
  take(now: number): number;
  /** How many ms until there is a token; spends none. */
  wait(now: number): number;
}

export function makeTokenBucket({ burst, perSecond }: { burst: number; perSecond: number }): TokenBucket {
  let tokens = burst;
  let filledAt = Number.NEGATIVE_INFINITY;

  function wait(now: number): number {
    // A clock that jumped back must neither drain the bucket nor stop it from filling.
    const elapsed = filledAt === Number.NEGATIVE_INFINITY ? 0 : Math.max(0, now - filledAt);
    tokens = Math.min(burst, tokens + (elapsed / 1000) * perSecond);
    filledAt = now;
    return tokens < 1 ? Math.ceil(((1 - tokens) / perSecond) * 1000) : 0;
  }

  return {
    wait,
    take(now) {
      const ms = wait(now);
      if (ms === 0) tokens -= 1;
      return ms;
    },
  };
}
