import type { Association, Person } from '../../core/engagement';
import type { Outcome } from '../../core/outcome';
import type { ConnectorContext, DeliveryItem } from '../crm-connector';
import type { Failure } from '../http';
import { type Answer, settle } from './api';
import { type FoundContact, findContact, findOrCreateContact } from './contacts';
import { recordsOf } from './known';
import { type Done, followLedger, isSame, type Moment, type Plan } from './ledger';
import { recordUrl } from './links';
import { noteText } from './note-text';
import { addNote, findNotes, isId, type Kind, type Place, removeNote, type Target } from './notes';
import { placesOf } from './places';

/** Ends a delivery from inside its steps, so that the step is not kept as done. */
class Stopped extends Error {
  constructor(readonly outcome: Failure) {
    super(outcome.code);
  }
}

const NOT_THERE: Done = { note: null, found: false };
const ORDER: Record<Kind, number> = { contact: 0, company: 1, deal: 2 };

/** One note on each record. Each is written once: the ledger says which are, and a record is read before it is written again. */
export async function deliverOne(context: ConnectorContext, item: DeliveryItem): Promise<Outcome> {
  try {
    const wanted = await findTargets(context, item);
    const isForSomebody = wanted.some(({ kind }) => kind === 'contact');
    const work: Work = { context, item, wanted: isForSomebody ? wanted : [], text: noteText(item.engagement) };
    const written = await followLedger(item.saga, work.wanted, (plan, moment) => carryOut(work, plan, moment));
    if (!isForSomebody) return { kind: 'blocked', code: 'nobody_left' };
    const there = written.filter(({ done }) => done.note !== null);
    const records = there.map(({ target: { kind, id, name }, done }) => ({ kind, id: done.on ?? id, name }));
    const url = recordUrl(context.baseUrl, 'contact', records[0]?.id ?? '');
    const id = there.map(({ done }) => done.note).join(',');
    return { kind: 'delivered', ref: { id, url, records }, repeated: there.every(({ done }) => done.found) };
  } catch (error) {
    if (error instanceof Stopped) return error.outcome;
    throw error;
  }
}

/** The records of the mail, each once, contacts first. */
async function findTargets(context: ConnectorContext, item: DeliveryItem): Promise<Target[]> {
  const targets: Target[] = [];
  for (const association of item.engagement.associations) targets.push(...(await resolve(context, item, association)));
  const once = targets.filter((target, index) => targets.findIndex((other) => isSame(other, target)) === index);
  return once.sort((a, b) => ORDER[a.kind] - ORDER[b.kind]);
}

async function resolve(context: ConnectorContext, item: DeliveryItem, association: Association): Promise<Target[]> {
  const { kind, recordId, name, address } = association;
  const isOfThisCrm = kind !== 'lead' && (recordId === null || isId(recordId));
  if (!isOfThisCrm) throw new Stopped({ kind: 'rejected', code: 'record_gone', detail: name });
  if (recordId !== null) return [{ kind, id: recordId, name, ...(address ? { address } : {}) }];
  return kind === 'contact' && address ? resolveByAddress(context, item, { ...association, address }) : [];
}

/** Somebody who was not looked up, or is new. Nobody is made who must not be: he is left out, and the others are logged. */
async function resolveByAddress(
  context: ConnectorContext,
  { engagement, saga }: DeliveryItem,
  { address, name, create }: Association & { address: string },
): Promise<Target[]> {
  const found = await saga.step(`${create ? 'contact' : 'known contact'} ${address}`, async () => {
    const answer = create ? await findOrCreateContact(context, personOf(address, name)) : await findContact(context, address);
    return unwrap<FoundContact | null>(context, answer);
  });
  if (!found) return [];
  const contact: Target = { kind: 'contact', id: found.id, name: found.name, address };
  if (engagement.associationsComplete || found.isNew) return [contact];
  const { company, deals } = await saga.step(`records ${found.id}`, async () => unwrap(context, await recordsOf(context, found.id)));
  const others: Target[] = deals.map(({ id, name }) => ({ kind: 'deal', id, name }));
  return [contact, ...(company ? [{ kind: 'company' as const, id: company.id, name: company.name }] : []), ...others];
}

const personOf = (address: string, name: string): Person => ({ address, name });

async function unwrap<T>(context: ConnectorContext, answer: Answer<T>): Promise<T> {
  if (answer.ok) return answer.value;
  throw new Stopped(await settle(context, answer));
}

/** What every write of one mail needs. */
interface Work {
  context: ConnectorContext;
  item: DeliveryItem;
  wanted: readonly Target[];
  text: string;
}

async function carryOut(work: Work, plan: Plan, moment: Moment): Promise<Done> {
  const { context, item, wanted, text } = work;
  if (plan.does === 'remove') {
    await unwrap(context, await removeNote(context, plan.note));
    return NOT_THERE;
  }
  const { target } = plan;
  if (!wanted.some((one) => isSame(one, target))) return item.ambiguous ? findAnywhere(work, target, moment) : NOT_THERE;
  const there = item.ambiguous ? await readBack(work, target) : null;
  if (there !== null) return { note: there, found: true };
  const answer = await addNote(context, target, text);
  if (!answer.ok && answer.reason === 'gone') return writeToHeir(work, target, answer.outcome, moment);
  const note = await unwrap(context, answer);
  // The request whose answer never came may have been slow, and have come in by now.
  return { note: item.ambiguous && moment.wasTried ? ((await readBack(work, target)) ?? note) : note, found: false };
}

/** A record that was taken off since it was planned: only what is there by now has to be known, and is then removed. */
async function findAnywhere(work: Work, target: Target, { taken }: Moment): Promise<Done> {
  for (const place of await unwrap(work.context, await placesOf(work.context, target))) {
    const note = await readBack(work, place);
    if (note !== null && !taken.has(note)) return { note, found: true, on: place.id };
  }
  return NOT_THERE;
}

/** A contact that was merged or made anew is the one that has its address now. Any other record is for the rep to choose. */
async function writeToHeir(work: Work, gone: Target, refusal: Failure, { taken }: Moment): Promise<Done> {
  const { context, wanted, text } = work;
  const heir = (await unwrap(context, await placesOf(context, gone))).find(({ id }) => id !== gone.id);
  if (!heir) throw new Stopped(refusal.kind === 'rejected' ? { ...refusal, detail: gone.name || refusal.detail } : refusal);
  // Somebody else of this mail, who has his own.
  if (wanted.some((one) => isSame(one, heir))) return NOT_THERE;
  // Two who were merged into one are one: he may have his note already.
  const there = await readBack(work, heir);
  if (there !== null) return taken.has(there) ? NOT_THERE : { note: there, found: true, on: heir.id };
  return { note: await unwrap(context, await addNote(context, heir, text)), found: false, on: heir.id };
}

/** The note that an earlier try left there. If it is there twice (a request came late), the younger ones go. */
async function readBack({ context, item }: Work, place: Place): Promise<string | null> {
  const [first, ...more] = await unwrap(context, await findNotes(context, place, item.engagement.id));
  for (const note of more) await unwrap(context, await removeNote(context, note));
  return first ?? null;
}
