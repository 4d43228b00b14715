import type { Checked } from '../crm-connector';

/** So many questions are under way at once: a long list of recipients must not stand in front of everybody else's. */
const AT_ONCE = 4;

/** Asks for each, a few at a time; the answers in order, or the first refusal, after which nothing more is asked. */
export async function inTurns<A, B>(all: readonly A[], ask: (one: A) => Promise<Checked<B>>): Promise<Checked<B[]>> {
  const answers: B[] = [];
  let refusal: Checked<B[]> | undefined;
  let next = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < all.length && !refusal; index = next++) {
      const answer = await ask(all[index] as A);
      if (answer.ok) answers[index] = answer.value;
      else refusal ??= answer;
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, work));
  return refusal ?? { ok: true, value: answers };
}
