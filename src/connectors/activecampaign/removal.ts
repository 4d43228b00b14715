import type { RemovalOutcome } from '../../core/outcome';
import type { ConnectorContext, Traces } from '../crm-connector';
import { type Answer, settle } from './api';
import { findContact } from './contacts';
import { readLedger } from './ledger';
import { findNotes, isId, removeNote, type Target } from './notes';

/**
 * Takes the notes out that the delivery made. Notes cannot be searched, so they are known by what was kept of it:
 * without traces nothing was ever written. Contacts that were created stay, as others may have written to them since.
 */
export async function remove(context: ConnectorContext, engagementId: string, traces: Traces | undefined): Promise<RemovalOutcome> {
  const { notes, uncertain } = readLedger(traces?.saga ?? {});
  const ids = new Set([...(traces?.ref?.id.split(',') ?? []), ...notes].filter(isId));
  for (const target of uncertain) {
    const places = await placesOf(context, target);
    if (!places.ok) return settle(context, places);
    for (const place of places.value) {
      const found = await findNotes(context, place, engagementId);
      if (!found.ok) return settle(context, found);
      for (const id of found.value) ids.add(id);
    }
  }
  for (const id of ids) {
    const answer = await removeNote(context, id);
    if (!answer.ok) return settle(context, answer);
  }
  return { kind: 'removed' };
}

type Place = Pick<Target, 'kind' | 'id'>;

/** A contact's note may also be on whoever has taken its place. */
async function placesOf(context: ConnectorContext, target: Target): Promise<Answer<Place[]>> {
  const heir = target.address ? await findContact(context, target.address) : null;
  if (heir && !heir.ok) return heir;
  return { ok: true, value: heir?.value ? [target, { kind: 'contact', id: heir.value.id }] : [target] };
}
