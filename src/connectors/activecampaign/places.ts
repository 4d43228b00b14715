import type { ConnectorContext } from '../crm-connector';
import type { Answer } from './api';
import { findContact } from './contacts';
import type { Place, Target } from './notes';

/** Where a record's note may be: a contact's also on whoever has its address now, after it was merged or made anew. */
export async function placesOf(context: ConnectorContext, target: Target): Promise<Answer<Place[]>> {
  const owner = target.kind === 'contact' && target.address ? await findContact(context, target.address) : null;
  if (owner && !owner.ok) return owner;
  const heir = owner?.value;
  return { ok: true, value: heir && heir.id !== target.id ? [target, { kind: 'contact', id: heir.id }] : [target] };
}
