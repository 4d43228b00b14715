import { mayHoldOurs } from '../core/tracking/our-hosts';

/**
 * T4. What is ours in a body is taken out of it where there is anything. What takes it out is large, and most bodies are
 * empty: it is evaluated at the first that is not clean.
 */
export function cleanLater(body: HTMLElement, bases: readonly string[]): void {
  if (mayHoldOurs(body.innerHTML, bases)) void import('./clean-leftovers').then(({ cleanLeftovers }) => cleanLeftovers(body, bases));
}
