import type { Outcome } from '../core/outcome';
import type { DeliveryItem } from './crm-connector';

/** One mail after the other. What holds back the connection holds back the rest, which is not asked for. */
export async function deliverInTurn(items: readonly DeliveryItem[], deliverOne: (item: DeliveryItem) => Promise<Outcome>) {
  const outcomes: Outcome[] = [];
  for (const item of items) {
    const last = outcomes.at(-1);
    const isHeld = last?.kind === 'retry' && last.scope === 'connection';
    outcomes.push(isHeld ? last : await deliverOne(item));
  }
  return outcomes;
}
