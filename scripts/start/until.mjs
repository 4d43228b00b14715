/**
 * Asks again until there is an answer.
 * @template T
 * @param {() => Promise<T | null | undefined | false>} ask
 * @param {string} what for the error
 * @param {number} timeout ms
 * @returns {Promise<T>}
 */
export async function until(ask, what, timeout) {
  for (const end = Date.now() + timeout; ; await new Promise((done) => setTimeout(done, 200))) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`${what}: not within ${Math.round(timeout / 1000)} s`);
  }
}
