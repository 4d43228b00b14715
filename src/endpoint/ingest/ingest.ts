import type { IngestResult } from '../../core/endpoint-api';
import type { Engagement } from '../../core/engagement';
import type { Database, Queries } from '../store/database';
import { insertEngagements, type NewEngagement, noteChanges } from '../store/engagements';
import { type Addition, addToEngagements } from '../store/merge';
import { createContacts, type UrlOf } from '../store/records';
import { readRefs, refsOf } from '../store/refs';
import { findRecord, findSeen, noteSeen, type Seen, wasRemoved } from '../store/seen';
import { readEntries } from '../store/sql-outbox';
import { forgetRevised, passOn, passOnAdditions, retryRefused } from './passing-on';
import { type Settled, settle } from './settle';
import { type Rejection, readSubmissions, reject, type Submission } from './submission';
import { readSurroundings } from './surroundings';

interface Who {
  tenant: string;
  userId: string;
  /** Of the CRM that everything is passed on to; null: there is none. */
  connectionId: string | null;
}

/** An item on its way to its answer. `as`: the record that this mail is already, from before or from earlier in this batch. */
type Progress =
  | { kind: 'answered'; result: Rejection }
  /** It was sent to us before, under this very id. */
  | { kind: 'known'; id: string; as: string }
  | { kind: 'new'; submission: Submission; as: string | null }
  | { kind: 'written'; item: NewEngagement; as: string | null };

/**
 * Takes a batch in: one answer per item, in order. Whatever is answered `created` or `duplicate` is on the disk; the same batch again
 * changes nothing. Items stand alone: one that is refused holds back no other.
 */
export async function ingest(db: Database, who: Who, items: readonly unknown[], now: number, urlOf: UrlOf): Promise<IngestResult[]> {
  const read = readSubmissions(items);
  return db.write(async (tx) => {
    if (who.connectionId !== null) await forgetRevised(tx, who, read.filter(isSubmission));
    const progress = await recognise(tx, who, read);
    await writeNew(tx, who, progress, now);
    const again = progress.flatMap((one) => (one.kind === 'known' ? [one.as] : []));
    const { tenant, connectionId } = who;
    if (connectionId !== null) await retryRefused(tx, { tenant, connectionId }, again, now);
    return answer(tx, who, progress, urlOf);
  }, who.tenant);
}

const isSubmission = (read: Submission | Rejection): read is Submission => 'engagement' in read;

/** What of this do we know: by its id, as a mail that came by another way, or as a thing removed. */
async function recognise(tx: Queries, who: Who, read: readonly (Submission | Rejection)[]): Promise<Progress[]> {
  const submissions = read.filter(isSubmission);
  const seen = await findSeen(
    tx,
    who.tenant,
    submissions.map(({ engagement }) => engagement),
  );
  return read.map((one): Progress => {
    if (!isSubmission(one)) return { kind: 'answered', result: one };
    const { engagement, hash } = one;
    const { id } = engagement;
    const known = seen.byId.get(id);
    const refused = refuseId(id, known, hash, who, seen);
    if (refused) return { kind: 'answered', result: refused };
    if (known) return { kind: 'known', id, as: known.engagementId };
    const as = findRecord(engagement, seen) ?? null;
    if (as === null && comesByItself(engagement) && wasRemoved(engagement, seen)) return { kind: 'answered', result: removed(id) };
    seen.byId.set(id, { engagementId: as ?? id, userId: who.userId, hash });
    noteSeen(engagement, as ?? id, seen);
    return { kind: 'new', submission: one, as };
  });
}

/** Whoever logs by hand what was un-logged before, means it; what comes by itself must not bring it back. */
const comesByItself = ({ via, automatic }: Engagement) => via !== 'extension' || automatic === true;
const removed = (id: string) => reject(id, 'removed', 'This mail was removed; it is not logged again.');

function refuseId(id: string, known: ReturnType<Seen['byId']['get']>, hash: string, who: Who, seen: Seen): Rejection | null {
  if (known && (known.hash !== hash || known.userId !== who.userId))
    return reject(id, 'conflict', 'Another mail was logged under this id.');
  return seen.removed.has(id) ? removed(id) : null;
}

/** Settles and writes what is new, as a record or into the one it is; changes those places of `progress`. */
async function writeNew(tx: Queries, who: Who, progress: Progress[], now: number): Promise<void> {
  const fresh = progress.flatMap((one) => (one.kind === 'new' ? [one.submission.engagement] : []));
  if (fresh.length === 0) return;
  const around = await readSurroundings(tx, who, fresh);
  const settled = progress.map((one) => (one.kind === 'new' ? settle(one.submission.engagement, around, who.connectionId !== null) : null));
  const people = settled.flatMap((result) => (result && 'create' in result ? result.create : []));
  const created = await createContacts(tx, who.tenant, firstPerAddress(people), who.userId, now);
  for (const [index, one] of progress.entries()) {
    const result = settled[index];
    if (one.kind !== 'new' || !result) continue;
    progress[index] =
      'result' in result ? { kind: 'answered', result } : { kind: 'written', item: itemOf(one.submission, result, created), as: one.as };
  }
  await write(tx, who, progress, now);
}

const itemOf = (submission: Submission, settled: Settled, created: Map<string, string>): NewEngagement => ({
  ...submission,
  ...{ ties: allTies(settled, created), leftOut: settled.leftOut, settled: settled.engagement },
});

async function write(tx: Queries, who: Who, progress: Progress[], now: number): Promise<void> {
  const written = progress.flatMap((one) => (one.kind === 'written' ? [one] : []));
  const records = written.flatMap(({ item, as }) => (as === null ? [item] : []));
  await insertEngagements(tx, who, records, now);
  const refused = new Set(progress.flatMap((one) => (one.kind === 'answered' ? [one.result.id] : [])));
  const additions = written.flatMap(({ item, as }): Addition[] => (as === null || refused.has(as) ? [] : [{ ...item, into: as }]));
  await addToEngagements(tx, who, additions);
  const ids = written.map(({ item }) => item.engagement.id);
  if (who.connectionId === null) return noteChanges(tx, who, ids, 'logged', now);
  await passOn(tx, { tenant: who.tenant, connectionId: who.connectionId }, records, now);
  await passOnAdditions(tx, { tenant: who.tenant, connectionId: who.connectionId }, additions, now);
  // What the CRM has already has nobody else to tell of it.
  const settled = await readEntries(
    tx,
    who.tenant,
    additions.map(({ into }) => into),
  );
  const known = additions.filter(({ into }) => (settled.get(into)?.state ?? 'logged') === 'logged');
  await noteChanges(
    tx,
    who,
    known.map(({ engagement: { id } }) => id),
    'logged',
    now,
  );
}

const firstPerAddress = (people: readonly { address: string; name: string }[]) => [
  ...new Map([...people].reverse().map((person) => [person.address, person])).values(),
];

function allTies({ ties, create }: Settled, created: Map<string, string>): NewEngagement['ties'] {
  const own = create.flatMap(({ address }) => created.get(address) ?? []);
  return [...new Set(own)]
    .map((id): NewEngagement['ties'][number] => ({ kind: 'contact', id, rule: 'created' }))
    .concat(ties)
    .sort(byKind);
}

const KIND_ORDER = ['contact', 'company', 'deal', 'lead'];
const byKind = (a: { kind: string }, b: { kind: string }) => KIND_ORDER.indexOf(a.kind) - KIND_ORDER.indexOf(b.kind);

async function answer(tx: Queries, { tenant }: Who, progress: readonly Progress[], urlOf: UrlOf): Promise<IngestResult[]> {
  const places = progress.map(placeOf);
  const isAddedTo = new Set(progress.flatMap((one) => (one.kind === 'written' && one.as !== null ? [one.as] : [])));
  const fresh = progress.flatMap((one) => (one.kind === 'written' && one.as === null ? [one.item] : []));
  const refs = await refsOf(
    tx,
    tenant,
    fresh.filter(({ engagement: { id } }) => !isAddedTo.has(id)),
    urlOf,
  );
  const others = places.flatMap(({ record }) => (record === null || refs.has(record) ? [] : [record]));
  for (const [id, ref] of await readRefs(tx, tenant, others, urlOf)) refs.set(id, ref);
  return progress.map((one, index): IngestResult => {
    if (one.kind === 'answered') return one.result;
    const { id, record } = places[index] as Place;
    const found = refs.get(record ?? '');
    if (found) return { id, result: record === id && one.kind === 'written' ? 'created' : 'duplicate', ...found };
    // The first of two that are one mail was refused: so is the second, for the same reason.
    const first = progress.find((other) => other.kind === 'answered' && other.result.id === record);
    return first?.kind === 'answered' ? { ...first.result, id } : reject(id, 'invalid', 'This item could not be stored.');
  });
}

/** Whose answer it is, and where it was written. */
interface Place {
  id: string;
  record: string | null;
}

function placeOf(one: Progress): Place {
  if (one.kind === 'answered') return { id: one.result.id, record: null };
  if (one.kind === 'known') return { id: one.id, record: one.as };
  const { id } = (one.kind === 'new' ? one.submission : one.item).engagement;
  return { id, record: one.as ?? id };
}
