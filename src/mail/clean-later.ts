/**
 * T4. What is ours in a body is taken out of it where there is anything. What takes it out is large, and most bodies are
 * empty: it is evaluated at the first that is not clean.
 */
export function cleanLater(body: HTMLElement, bases: readonly string[]): void {
  const html = body.innerHTML;
  if (bases.some((base) => html.includes(base))) void import('./clean-leftovers').then(({ cleanLeftovers }) => cleanLeftovers(body, bases));
}
