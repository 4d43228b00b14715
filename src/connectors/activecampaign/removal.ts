import type { RemovalOutcome } from '../../core/outcome';
import type { ConnectorContext, Traces } from '../crm-connector';
import { settle } from './api';
import { readLedger } from './ledger';
import { findNotes, isId, removeNote } from './notes';
import { placesOf } from './places';

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
