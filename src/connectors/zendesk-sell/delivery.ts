import type { Engagement } from '../../core/engagement';
import type { CrmRef, Outcome, RemovalOutcome } from '../../core/outcome';
import type { ConnectorContext, DeliveryItem, Traces, WrittenField } from '../crm-connector';
import { findMarker } from '../marker';
import { askOne } from './api';
import { noteText } from './note';
import { deleteNote, findNoteAt, readNotes, searchNotes } from './notes';
import { findContacts, newContact } from './people';
import { findTargets, orStop, placeOf, Stopped, type Target } from './places';
import { NoteShape, nameOf, urlOf } from './shapes';

/** A note that stands, and the record it stands on: of a record that was merged away, the one it went into. */
interface Written {
  noteId: string;
  target: Target;
  /** Found again after an answer was lost. */
  repeated: boolean;
}

const STEP = 'note ';

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

/** The dry run: each note as it will be sent, and each person who will be made. Pure. */
export function describe(engagement: Engagement): WrittenField[] {
  const fields = (record: string, values: Record<string, unknown>): WrittenField[] =>
    Object.entries(values).map(([field, value]) => ({ record, field, value: String(value) }));
  const content = noteText(engagement);
  return engagement.associations.flatMap(({ kind, recordId, name, address = '', create }): WrittenField[] => {
    // Nobody has it, and nobody is to be made for it: it is looked up once more at delivery.
    const made = recordId === null && create ? fields('contact', newContact({ address, name })) : [];
    const place = placeOf({ kind, id: recordId ?? address });
    return [...made, ...fields('note', { resource_type: place.type, resource_id: place.id, content })];
  });
}

/** D6. Deletes every note of a mail: those that are known, or all that carry its marker. */
export async function remove(context: ConnectorContext, engagementId: string, traces?: Traces): Promise<RemovalOutcome> {
  try {
    const known = traces?.ref?.id.split(',') ?? [];
    const noteIds = known.length > 0 ? known : await findNotes(context, engagementId, traces);
    for (const noteId of new Set(noteIds)) {
      const answer = await deleteNote(context, noteId);
      if (!answer.ok) throw new Stopped(answer.outcome);
    }
    return { kind: 'removed' };
  } catch (error) {
    if (error instanceof Stopped) return error.outcome;
    throw error;
  }
}

/**
 * Of a delivery that never came to its end: what its finished steps wrote, what the records it was meant for have (one
 * note may have been written and its answer lost), and what a search of all notes knows.
 */
async function findNotes(context: ConnectorContext, engagementId: string, traces: Traces | undefined): Promise<string[]> {
  const steps = Object.entries(traces?.saga ?? {});
  const finished = steps.flatMap(([name, result]) => (name.startsWith(STEP) && result ? [result as Written] : []));
  const people = steps.flatMap(([name, result]) => (name.startsWith('person ') ? (result as Target[]) : []));
  const meant = traces?.engagement.associations.flatMap(({ kind, recordId }) => (recordId === null ? [] : [{ kind, id: recordId }])) ?? [];
  const found = orStop(await searchNotes(context, engagementId));
  for (const target of [...meant, ...people]) found.push(...orStop(await readNotes(context, placeOf(target))).items);
  const ours = found.filter(({ content }) => findMarker(content) === engagementId);
  return [...finished.map(({ noteId }) => noteId), ...ours.map(({ id }) => String(id))];
}
