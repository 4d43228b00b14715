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

export interface WitnessPresent {
  address: string | null;
  /** Gmail wants it in the addresses of its own pages; '' if it has none. */
  key: string;
}

/** Asks the witness for the page's address. DOM events cross worlds at once. Null: no witness in this page. */
export function askWitness(document: Document): WitnessPresent | null {
  let present: WitnessPresent | null = null;
  const listen = (event: Event) => {
    const detail: unknown = event instanceof CustomEvent ? event.detail : null;
    if (typeof detail !== 'string') return;
    const [address = '', key = ''] = detail.slice(0, 400).split('\n');
    present = { address: parseAddress(address.slice(0, 320)), key: /^\w{1,40}$/.test(key) ? key : '' };
  };
  document.addEventListener(PRESENT_EVENT, listen);
  document.dispatchEvent(new CustomEvent(ASK_EVENT));
  document.removeEventListener(PRESENT_EVENT, listen);
  return present;
}
