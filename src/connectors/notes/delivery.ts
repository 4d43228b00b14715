import type { RecordKind } from '../../core/engagement';
import type { CrmRef, Outcome } from '../../core/outcome';
import type { DeliveryItem } from '../crm-connector';
import type { Failure } from '../http';
import { hiddenAddresses } from '../plain-text';
import { stop, unlessStopped } from '../stop';
import type { NoteDesk, Place, Target } from './desk';
import { type Done, followLedger, isSame, isWanted, type Moment, type Plan, type Wanted } from './ledger';
import { noteText } from './note-text';

const NOT_THERE: Done = { note: null, found: false };
const ORDER: Record<RecordKind, number> = { contact: 0, lead: 0, company: 1, deal: 2 };

/** One note on each record. Each is written once: the ledger says which are, and a record is read before it is written again. */
export async function deliverNotes(desk: NoteDesk, item: DeliveryItem): Promise<Outcome> {
  const answer = await unlessStopped(async (): Promise<Outcome> => {
    const targets = (await desk.findTargets(item)).toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind]);
    const isForSomebody = targets.some(({ kind }) => kind === 'contact' || kind === 'lead');
    const hides = hiddenAddresses(item.engagement).toSorted().join(' ');
    const wanted = { targets: isForSomebody ? targets : [], hides };
    const work: Work = { desk, item, wanted, text: noteText(item.engagement) };
    const written = await followLedger(item.saga, work.wanted, (plan, moment) => carryOut(work, plan, moment));
    if (!isForSomebody) return { kind: 'blocked', code: 'nobody_left' };
    const there = written.flatMap(({ target, done }) => (done.note === null ? [] : [{ ...target, ...done.on, note: done.note }]));
    return { kind: 'delivered', ref: refOf(desk, there), repeated: written.every(({ done }) => done.found || done.note === null) };
  });
  return answer.ok ? answer.value : answer.outcome;
}

/** All notes together are the mail; it opens where the first of them stands. */
export function refOf(desk: Pick<NoteDesk, 'linkTo'>, written: readonly (Target & { note: string })[]): CrmRef {
  const [first] = written;
  return {
    id: written.map(({ note }) => note).join(','),
    url: first ? desk.linkTo(first) : null,
    records: written.map(({ kind, id, name }) => ({ kind, id, name })),
  };
}

/** What every write of one mail needs. */
interface Work {
  desk: NoteDesk;
  item: DeliveryItem;
  wanted: Wanted;
  text: string;
}

async function carryOut(work: Work, plan: Plan, moment: Moment): Promise<Done> {
  const { desk, item, wanted, text } = work;
  if (plan.does === 'remove') {
    await desk.removeNote(plan.note);
    return NOT_THERE;
  }
  const { target } = plan;
  if (!isWanted(wanted, plan)) return item.ambiguous ? findAnywhere(work, target, moment) : NOT_THERE;
  const there = item.ambiguous ? await readBack(work, target) : null;
  if (there !== null) return { note: there, found: true };
  const added = await desk.addNote(target, text);
  if ('gone' in added) return writeToHeir(work, target, added.gone, moment);
  // The request whose answer never came may have been slow, and have come in by now.
  return { note: item.ambiguous && moment.wasTried ? ((await readBack(work, target)) ?? added.id) : added.id, found: false };
}

/** A record that was taken off since it was planned: only what is there by now has to be known, and is then removed. */
async function findAnywhere(work: Work, target: Target, { taken }: Moment): Promise<Done> {
  for (const place of await work.desk.placesOf(target)) {
    const note = await readBack(work, place);
    if (note !== null && !taken.has(note)) return { note, found: true, on: asHeir(place) };
  }
  return NOT_THERE;
}

/** A contact that was merged or made anew is the one that has its address now. Any other record is for the rep to choose. */
async function writeToHeir(work: Work, gone: Target, refusal: Failure, { taken }: Moment): Promise<Done> {
  const { desk, wanted, text } = work;
  const heir = (await desk.placesOf(gone)).find(({ id }) => id !== gone.id);
  if (!heir) return stop(refusal.kind === 'rejected' ? { ...refusal, detail: gone.name || refusal.detail } : refusal);
  // Somebody else of this mail, who has his own.
  if (wanted.targets.some((one) => isSame(one, heir))) return NOT_THERE;
  // Two who were merged into one are one: he may have his note already.
  const there = await readBack(work, heir);
  if (there !== null) return taken.has(there) ? NOT_THERE : { note: there, found: true, on: asHeir(heir) };
  const added = await desk.addNote(heir, text);
  return 'gone' in added ? stop(refusal) : { note: added.id, found: false, on: asHeir(heir) };
}

const asHeir = ({ id, name }: Target) => ({ id, name });

/** The note that an earlier try left there. If it is there twice (a request came late), the younger ones go. */
async function readBack({ desk, item }: Work, place: Place): Promise<string | null> {
  const [first, ...more] = await desk.findNotes(place, item.engagement.id);
  for (const note of more) await desk.removeNote(note);
  return first ?? null;
}
