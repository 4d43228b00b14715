import type { IngestResult } from '../../core/endpoint-api';
import type { Engagement } from '../../core/engagement';
import type { Database, Queries } from '../store/database';
import { type Engagements, findSeen, insertEngagements, type NewEngagement } from '../store/engagements';
import { createContacts, type UrlOf } from '../store/records';
import { readRefs, refsOf } from '../store/refs';
import { type Settled, settle } from './settle';
import { type Rejection, readSubmissions, reject, type Submission } from './submission';
import { readSurroundings } from './surroundings';

interface Who {
  tenant: string;
  userId: string;
}

/** An item on its way to its answer. */
type Progress =
  | { kind: 'answered'; result: Rejection }
  /** We have it under this id, from before or from earlier in this batch. */
  | { kind: 'known'; id: string; as: string }
  | { kind: 'new'; submission: Submission }
  | { kind: 'written'; item: NewEngagement };

/**
 * Takes a batch in: one answer per item, in order. Whatever is answered `created` or `duplicate` is on the disk; the same batch again
 * changes nothing. Items stand alone: one that is refused holds back no other.
 */
export async function ingest(db: Database, who: Who, items: readonly unknown[], now: number, urlOf: UrlOf): Promise<IngestResult[]> {
  const read = readSubmissions(items);
  return db.write(async (tx) => {
    const progress = await recognise(tx, who, read);
    await writeNew(tx, who, progress, now);
    return answer(tx, who, progress, urlOf);
  });
}

const isSubmission = (read: Submission | Rejection): read is Submission => 'engagement' in read;

/** What of this do we know: by its id, by its Message-ID at the same account, or as a thing removed. */
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
    const refused = refuseKnown(engagement, hash, who, seen);
    if (refused) return { kind: 'answered', result: refused };
    const as = seen.byId.has(engagement.id) ? engagement.id : seen.byMessage.get(messageKey(engagement));
    if (as !== undefined) return { kind: 'known', id: engagement.id, as };
    seen.byId.set(engagement.id, { userId: who.userId, hash });
    if (engagement.messageId !== null) seen.byMessage.set(messageKey(engagement), engagement.id);
    return { kind: 'new', submission: one };
  });
}

const messageKey = ({ account, messageId }: Engagement) => `${account} ${messageId}`;

function refuseKnown(engagement: Engagement, hash: string, who: Who, seen: Engagements): Rejection | null {
  const known = seen.byId.get(engagement.id);
  if (known && (known.hash !== hash || known.userId !== who.userId))
    return reject(engagement.id, 'conflict', 'Another mail was logged under this id.');
  // Whoever logs by hand what was un-logged before, means it; what comes by itself must not bring it back.
  const isRemoved = seen.removed.has(engagement.id) || (engagement.via !== 'extension' && seen.removedMessages.has(messageKey(engagement)));
  return isRemoved ? reject(engagement.id, 'removed', 'This mail was removed; it is not logged again.') : null;
}

/** Settles and writes what is new; changes those places of `progress`. */
async function writeNew(tx: Queries, who: Who, progress: Progress[], now: number): Promise<void> {
  const fresh = progress.flatMap((one) => (one.kind === 'new' ? [one.submission.engagement] : []));
  if (fresh.length === 0) return;
  const around = await readSurroundings(tx, who, fresh);
  const settled = progress.map((one) => (one.kind === 'new' ? settle(one.submission.engagement, around) : null));
  const people = settled.flatMap((result) => (result && 'create' in result ? result.create : []));
  const created = await createContacts(tx, who.tenant, firstPerAddress(people), who.userId, now);
  for (const [index, one] of progress.entries()) {
    const result = settled[index];
    if (one.kind !== 'new' || !result) continue;
    progress[index] =
      'result' in result
        ? { kind: 'answered', result }
        : { kind: 'written', item: { ...one.submission, ties: allTies(result, created), leftOut: result.leftOut } };
  }
  await insertEngagements(
    tx,
    who,
    progress.flatMap((one) => (one.kind === 'written' ? [one.item] : [])),
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
  const written = progress.flatMap((one) => (one.kind === 'written' ? [one.item] : []));
  const refs = await refsOf(tx, tenant, written, urlOf);
  const earlier = progress.flatMap((one) => (one.kind === 'known' && !refs.has(one.as) ? [one.as] : []));
  for (const [id, ref] of await readRefs(tx, tenant, earlier, urlOf)) refs.set(id, ref);
  return progress.map((one): IngestResult => {
    if (one.kind === 'answered') return one.result;
    const id = one.kind === 'known' ? one.id : idOf(one);
    const found = refs.get(one.kind === 'known' ? one.as : id);
    if (found) return { id, result: one.kind === 'written' ? 'created' : 'duplicate', ...found };
    // The first of two equal items in one batch was refused: so is the second, for the same reason.
    const first = progress.find((other) => other.kind === 'answered' && one.kind === 'known' && other.result.id === one.as);
    return first?.kind === 'answered' ? { ...first.result, id } : reject(id, 'invalid', 'This item could not be stored.');
  });
}

const idOf = (one: Extract<Progress, { kind: 'new' | 'written' }>) => (one.kind === 'new' ? one.submission : one.item).engagement.id;
