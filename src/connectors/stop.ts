import type { Failure } from './http';

/** Ends what several requests do together, with what is then to be said of it. Never leaves a connector. */
class Stop extends Error {
  constructor(readonly outcome: Failure) {
    super(outcome.code);
  }
}

/** The value of an answer; ends the whole where there is none. */
export function must<T>(answer: { ok: true; value: T } | { ok: false; outcome: Failure }): T {
  if (answer.ok) return answer.value;
  throw new Stop(answer.outcome);
}

export const stop = (outcome: Failure): never => {
  throw new Stop(outcome);
};

/** Runs `work`, and answers what ended it if something did. */
export async function unlessStopped<T>(work: () => Promise<T>): Promise<{ ok: true; value: T } | { ok: false; outcome: Failure }> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof Stop) return { ok: false, outcome: error.outcome };
    throw error;
  }
}
