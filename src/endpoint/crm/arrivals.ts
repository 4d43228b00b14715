import type { Engagement, RecordKind } from '../../core/engagement';
import type { OutboxEntry } from '../../core/outbox/entry';
import { CAME_MEANWHILE, onceMore } from '../ingest/passing-on';
import { type CrmPlace, findOurs, findTheirs, keyOf } from '../store/crm-links';
import { mirrorRecords, type SeenRecord } from '../store/crm-mirror';
import type { Queries } from '../store/database';
import { type NewEngagement, noteChanges } from '../store/engagements';
import { noteMailChanged } from '../store/hit-notes';
import { groupBy } from '../store/lists';
import { addTies } from '../store/merge';
import { contactsByAddress } from '../store/records';
import type { BesidesChange } from '../store/sql-outbox';

/**
 * What is written together with an entry's change: once the CRM has a mail, our own timeline has all the records that the
 * CRM tied it to, and those who logged it hear that it is logged; or that it was refused.
 */
export function makeArrivals(tenant: string, clock: () => number): BesidesChange {
  return async (tx, before, after) => {
    if (before.state === after.state) return after;
    if (after.state === 'logged') {
      if (before.saga[CAME_MEANWHILE]) return onceMore(after, before.engagement, clock());
      await tieAsThere(tx, { tenant, connectionId: after.connectionId }, after, clock());
      await announce(tx, tenant, after.id, 'logged', clock());
    }
    if (after.state === 'logged' || after.state === 'removed') await noteMailChanged(tx, tenant, after.id, clock());
    if ((after.state === 'failed' || after.state === 'blocked') && after.wanted === 'logged')
      await announce(tx, tenant, after.id, 'refused', clock());
    return after;
  };
}

async function announce(tx: Queries, tenant: string, id: string, change: 'logged' | 'refused', now: number): Promise<void> {
  const own = tx.selectFrom('engagements').select(['id', 'user_id']).where('tenant', '=', tenant).where('id', '=', id);
  const aliases = tx.selectFrom('aliases').select(['id', 'user_id']).where('tenant', '=', tenant).where('engagement_id', '=', id);
  const rows = [...(await own.execute()), ...(await aliases.execute())];
  for (const [userId, logged] of groupBy(rows, ({ user_id }) => user_id))
    await noteChanges(
      tx,
      { tenant, userId },
      logged.map((row) => row.id),
      change,
      now,
    );
}

const RULES: Record<RecordKind, NewEngagement['ties'][number]['rule']> = {
  contact: 'recipient',
  company: 'primary-company',
  deal: 'open-deal',
  lead: 'lead',
};

async function tieAsThere(tx: Queries, place: CrmPlace, { id, ref, engagement }: OutboxEntry, now: number): Promise<void> {
  const named = (ref?.records ?? []).flatMap((one): SeenRecord[] => (isKind(one.kind) ? [{ ...one, kind: one.kind }] : []));
  const seen = await nameContacts(tx, place, named, engagement);
  const ours = await mirrorRecords(tx, place, seen, now);
  const ties = seen.flatMap((one): NewEngagement['ties'] => {
    const recordId = ours.get(keyOf(one));
    return recordId === undefined ? [] : [{ kind: one.kind, id: recordId, rule: RULES[one.kind] }];
  });
  await addTies(tx, place.tenant, [{ into: id, ties }]);
}

const isKind = (kind: string): kind is RecordKind => Object.hasOwn(RULES, kind);

/**
 * The CRM tells which contacts it tied, not for which address: one that it never showed us is the one of our own that it
 * has not shown either, by name where there are several. Else it is left for the next look-up to say.
 */
async function nameContacts(tx: Queries, place: CrmPlace, seen: readonly SeenRecord[], engagement: Engagement): Promise<SeenRecord[]> {
  const known = await findOurs(tx, place, seen);
  const strangers = seen.filter((one) => one.kind === 'contact' && !known.has(keyOf(one)));
  const people = await findUnlinked(tx, place, engagement);
  return seen.flatMap((one): SeenRecord[] => {
    // Without a name there is nothing to show.
    if (one.name === '' && !known.has(keyOf(one))) return [];
    if (!strangers.includes(one)) return [one];
    const byName = people.filter(({ name }) => name === one.name);
    const [person, other] = strangers.length === 1 && people.length === 1 ? people : byName;
    return person && !other ? [{ ...one, kind: 'contact', address: person.address }] : [];
  });
}

async function findUnlinked(tx: Queries, place: CrmPlace, { associations }: Engagement): Promise<{ address: string; name: string }[]> {
  const people = associations.flatMap(({ kind, address, name }) => (kind === 'contact' && address ? [{ address, name }] : []));
  const own = await contactsByAddress(
    tx,
    place.tenant,
    people.map(({ address }) => address),
  );
  const linked = await findTheirs(
    tx,
    place,
    [...own.values()].map((id) => ({ kind: 'contact' as const, id })),
  );
  return people.filter(({ address }) => !linked.has(`contact:${own.get(address)}`));
}
