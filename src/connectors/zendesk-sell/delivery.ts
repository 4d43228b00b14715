import type { CrmRef, Outcome, RemovalOutcome } from '../../core/outcome';
import type { ConnectorContext, DeliveryItem, Traces } from '../crm-connector';
import { findMarker } from '../marker';
import { askOne } from './api';
import { noteText } from './note';
import { deleteNote, findNoteAt, type Place, searchNotes } from './notes';
import { findContacts } from './people';
import { findTargets, orStop, PERSON, placeOf, Stopped, type Target } from './places';
import { NoteShape, nameOf, urlOf } from './shapes';

/** A note that stands, and the record it stands on: of a record that was merged away, the one it went into. */
interface Written {
  noteId: string;
  target: Target;
  /** Found again after an answer was lost. */
  repeated: boolean;
}

const STEP = 'note ';
const TARGETS = 'targets';

/** One mail after the other: what holds back the connection holds back the rest, which is not asked for. */
export async function deliver(context: ConnectorContext, items: readonly DeliveryItem[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const item of items) {
    const last = outcomes.at(-1);
    const isHeld = last?.kind === 'retry' && last.scope === 'connection';
    outcomes.push(isHeld ? last : await deliverOne(context, item));
  }
  return outcomes;
}

async function deliverOne(context: ConnectorContext, item: DeliveryItem): Promise<Outcome> {
  try {
    const targets = await findTargets(context, item);
    if (!targets.some(({ kind }) => kind === 'contact' || kind === 'lead')) return { kind: 'blocked', code: 'nobody_left' };
    await clearFormer(context, item, targets);
    const written: Written[] = [];
    for (const target of targets) {
      const note = await item.saga.step(stepOf(target), () => writeNote(context, item, target, targets));
      if (note) written.push(note);
    }
    return { kind: 'delivered', ref: refOf(written), repeated: written.every(({ repeated }) => repeated) };
  } catch (error) {
    if (error instanceof Stopped) return error.outcome;
    throw error;
  }
}

/** Where the first try meant to write: the rep, or a rule, may have taken off a record that has its note already. */
async function clearFormer(context: ConnectorContext, { engagement, saga }: DeliveryItem, targets: readonly Target[]): Promise<void> {
  const former = await saga.step(TARGETS, async () => [...targets]);
  const isMeant = (target: Target) => targets.some((other) => stepOf(other) === stepOf(target));
  for (const target of former.filter((one) => !isMeant(one))) {
    const note = orStop(await findNoteAt(context, placeOf(target), engagement.id));
    if (note) await deleteOrStop(context, String(note.id));
  }
}

async function deleteOrStop(context: ConnectorContext, noteId: string): Promise<void> {
  const answer = await deleteNote(context, noteId);
  if (!answer.ok) throw new Stopped(answer.outcome);
}

const stepOf = (target: Target) => `${STEP}${placeOf(target).type} ${target.id}`;

/** Null: the record went into another one, which has a note of its own. */
async function writeNote(
  context: ConnectorContext,
  item: DeliveryItem,
  target: Target,
  targets: readonly Target[],
): Promise<Written | null> {
  const { engagement, ambiguous } = item;
  const place = placeOf(target);
  if (ambiguous) {
    const there = orStop(await findNoteAt(context, place, engagement.id));
    if (there) return { noteId: String(there.id), target, repeated: true };
  }
  const data = { resource_type: place.type, resource_id: Number(place.id), content: noteText(engagement) };
  const answer = await askOne(context, { method: 'POST', path: '/notes', data }, NoteShape);
  if (answer.ok) return { noteId: String(answer.value.id), target, repeated: false };
  const heir = answer.gone ? await findHeir(context, target) : null;
  if (!heir) throw new Stopped(answer.outcome);
  return targets.some((other) => stepOf(other) === stepOf(heir)) ? null : writeNote(context, item, heir, [...targets, heir]);
}

/** Who has the address of a contact that is gone: a merge leaves one of two. */
async function findHeir(context: ConnectorContext, { kind, id, address }: Target): Promise<Target | null> {
  if (kind !== 'contact' || !address) return null;
  const contacts = orStop(await findContacts(context, address));
  const [heir] = contacts;
  if (!heir || contacts.length > 1 || String(heir.id) === id) return null;
  return { kind, id: String(heir.id), name: nameOf(heir), address };
}

/** All notes together are the mail; it opens where the first of them stands. */
export function refOf(written: readonly Pick<Written, 'noteId' | 'target'>[]): CrmRef {
  const first = written[0]?.target;
  return {
    id: written.map(({ noteId }) => noteId).join(','),
    url: first ? urlOf(first.kind, first.id) : null,
    records: written.map(({ target: { kind, id, name } }) => ({ kind, id, name })),
  };
}

/** D6. Deletes every note of a mail: those that are known, and all that carry its marker. */
export async function remove(context: ConnectorContext, engagementId: string, traces?: Traces): Promise<RemovalOutcome> {
  try {
    for (const noteId of new Set(await findNotes(context, engagementId, traces))) await deleteOrStop(context, noteId);
    return { kind: 'removed' };
  } catch (error) {
    if (error instanceof Stopped) return error.outcome;
    throw error;
  }
}

/**
 * The notes that the delivery's answer names, and what a search knows beside them. Of a delivery that never came to its
 * end: what its steps wrote, and what the records have that it was meant for, where one note's answer may be lost.
 */
async function findNotes(context: ConnectorContext, engagementId: string, traces: Traces | undefined): Promise<string[]> {
  const steps = Object.entries(traces?.saga ?? {});
  const written = steps.flatMap(([name, result]) => (name.startsWith(STEP) && result ? [(result as Written).noteId] : []));
  const known = [...(traces?.ref?.id.split(',') ?? []), ...written];
  const found = orStop(await searchNotes(context, engagementId));
  for (const place of traces?.ref ? [] : meantPlaces(steps, traces)) {
    const note = orStop(await findNoteAt(context, place, engagementId));
    if (note) found.push(note);
  }
  const ours = found.filter(({ content }) => findMarker(content) === engagementId);
  return [...known, ...ours.map(({ id }) => String(id))];
}

function meantPlaces(steps: readonly [string, unknown][], traces: Traces | undefined): Place[] {
  const kept = steps.flatMap(([name, result]) => (name === TARGETS || name.startsWith(PERSON) ? (result as Target[]) : []));
  const named = traces?.engagement.associations.flatMap(({ kind, recordId }) => (recordId === null ? [] : [{ kind, id: recordId }])) ?? [];
  const places = [...kept, ...named].map(placeOf);
  return [...new Map(places.map((place) => [`${place.type} ${place.id}`, place])).values()];
}
