import type { RemovalOutcome } from '../../core/outcome';
import type { Traces } from '../crm-connector';
import { isFound } from '../found-mail';
import { unlessStopped } from '../stop';
import type { NoteDesk, Place, Target } from './desk';
import { readLedger } from './ledger';

/**
 * D6. Takes the notes out that were written for a mail: those that are known, `found` by some other way, and those where
 * one may be without our knowing. Contacts that were created stay, as others may have written to them since.
 */
export async function removeNotes(
  desk: NoteDesk,
  engagementId: string,
  traces: Traces | undefined,
  found: readonly string[] = [],
): Promise<RemovalOutcome> {
  const answer = await unlessStopped(async () => {
    const { notes, noted, uncertain } = readLedger(traces?.saga ?? {});
    const places = await placesOf(desk, traces?.unchecked ? [...uncertain, ...noted] : uncertain);
    const ids = new Set([...(traces?.ref?.id.split(',') ?? []).filter(Boolean), ...notes, ...found]);
    for (const place of [...places, ...(await placesElsewhere(desk, traces))])
      for (const id of await desk.findNotes(place, engagementId)) ids.add(id);
    for (const id of ids) await desk.removeNote(id);
  });
  return answer.ok ? { kind: 'removed' } : answer.outcome;
}

async function placesOf(desk: NoteDesk, targets: readonly Target[]): Promise<Place[]> {
  const places: Place[] = [];
  for (const target of targets) places.push(...(await desk.placesOf(target)));
  return places;
}

/** Logged at another computer, it has its notes where it was found, and around that; if it stands there twice, on the same records. */
async function placesElsewhere(desk: NoteDesk, traces: Traces | undefined): Promise<Place[]> {
  if (!traces?.ref || !(isFound(traces) || traces.unchecked)) return [];
  const places = traces.ref.records.map(({ kind, id }) => ({ kind, id }) as Place);
  if (!isFound(traces)) return places;
  for (const { id } of places.filter(({ kind }) => kind === 'contact')) places.push(...(await desk.around(id)));
  return [...new Map(places.map((place) => [`${place.kind} ${place.id}`, place])).values()];
}
