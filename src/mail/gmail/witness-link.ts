import { parseAddress } from '../../core/address';
import { type Claim, parseClaim } from '../claim';
import { ASK_EVENT, CLAIM_EVENT, isDraftId, PRESENT_EVENT } from './bridge';

/** Hears what the witness claims. */
export function listenToWitness(document: Document, hear: (claim: Claim) => void, signal: AbortSignal): void {
  document.addEventListener(
    CLAIM_EVENT,
    (event) => {
      const claim = event instanceof CustomEvent ? parseClaim(event.detail, isDraftId) : null;
      if (claim) hear(claim);
    },
    { signal },
  );
}

/** Asks the witness for the page's address. DOM events cross worlds at once. Null: no witness in this page. */
export function askWitness(document: Document): { address: string | null } | null {
  let present: { address: string | null } | null = null;
  const listen = (event: Event) => {
    const detail: unknown = event instanceof CustomEvent ? event.detail : null;
    if (typeof detail === 'string') present = { address: parseAddress(detail.slice(0, 320)) };
  };
  document.addEventListener(PRESENT_EVENT, listen);
  document.dispatchEvent(new CustomEvent(ASK_EVENT));
  document.removeEventListener(PRESENT_EVENT, listen);
  return present;
}
