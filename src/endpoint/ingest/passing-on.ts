import type { Association, Engagement } from '../../core/engagement';
import type { OutboxEntry } from '../../core/outbox/entry';
import { begun, retried } from '../../core/outbox/entry-changes';
import type { CrmPlace } from '../store/crm-links';
import type { Queries } from '../store/database';
import type { NewEngagement } from '../store/engagements';
import { overList } from '../store/lists';
import type { Addition } from '../store/merge';
import { forgetEngagement } from '../store/removal';
import { makeSqlOutbox, readEntries, within } from '../store/sql-outbox';
import { redirected } from './redirection';
import type { Submission } from './submission';

/** A step that marks an entry to which something came while it was under way: it has to go out once more. */
export const CAME_MEANWHILE = 'came meanwhile';

/** In the transaction that takes them in: what was acknowledged goes on, whatever happens next. */
export async function passOn(tx: Queries, { tenant, connectionId }: CrmPlace, items: readonly NewEngagement[], now: number): Promise<void> {
  const store = makeSqlOutbox(within(tx), tenant);
  for (const { settled } of items) {
    const isNew = await store.add({ ...begun(settled, connectionId, now), dueAt: now });
    if (!isNew) await store.update(settled.id, (entry) => ({ ...due(redirected(entry, connectionId), now), engagement: settled }));
  }
}

const due = (entry: OutboxEntry, now: number): OutboxEntry => ({
  ...{ ...entry, state: 'waiting', wanted: 'logged', tries: 0, failure: null },
  ...{ dueAt: now, changedAt: now },
});

/**
 * A mail that a CRM has, or will have, is to be tied to more records: it goes out once more. Connectors that are told that a
 * try may have gone before look for what there is, and leave one record with all its ties.
 */
export async function passOnAdditions(
  tx: Queries,
  { tenant, connectionId }: CrmPlace,
  items: readonly Addition[],
  now: number,
): Promise<void> {
  const store = makeSqlOutbox(within(tx), tenant);
  for (const { into, settled } of items) {
    const entry = await store.get(into);
    if (!entry || entry.wanted === 'gone') continue;
    // What a former CRM has stays there, as it is.
    if (entry.state === 'logged' && entry.connectionId !== connectionId) continue;
    const more = missing(entry.engagement.associations, settled.associations);
    if (more.length === 0) continue;
    const body = entry.state === 'logged' ? await readBody(tx, tenant, into) : {};
    const engagement = { ...entry.engagement, ...body, associations: [...entry.engagement.associations, ...more] };
    await store.update(into, (current) => withMore(current, engagement, connectionId, now));
  }
}

function withMore(entry: OutboxEntry, engagement: Engagement, connectionId: string, now: number): OutboxEntry {
  if (entry.state === 'sending') return { ...entry, engagement, saga: { ...entry.saga, [CAME_MEANWHILE]: true } };
  if (entry.state === 'logged') return onceMore(entry, engagement, now);
  return due(redirected({ ...entry, engagement }, connectionId), now);
}

/** What is in the CRM is written again, in place of what there is. */
export const onceMore = (entry: OutboxEntry, engagement: Engagement, now: number): OutboxEntry => ({
  ...due(entry, now),
  ...{ engagement, ambiguous: true, ref: null, saga: {} },
});

function missing(there: readonly Association[], wanted: readonly Association[]): Association[] {
  const isSame = (one: Association, other: Association) =>
    one.kind === other.kind &&
    (one.recordId !== null && one.recordId === other.recordId
      ? true
      : one.kind === 'contact' && one.address !== undefined && one.address === other.address);
  return wanted.filter((one) => !there.some((other) => isSame(one, other)));
}

export async function readBody(tx: Queries, tenant: string, id: string): Promise<Partial<Pick<Engagement, 'html' | 'text'>>> {
  const row = await tx
    .selectFrom('engagements')
    .select(['html', 'text'])
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? {};
}

/** Somebody sends again what the CRM refused: it is tried again, at the CRM of today. */
export async function retryRefused(tx: Queries, { tenant, connectionId }: CrmPlace, ids: readonly string[], now: number): Promise<void> {
  const store = makeSqlOutbox(within(tx), tenant);
  const refused = [...(await readEntries(tx, tenant, ids)).values()].filter(isRefused);
  for (const { id } of refused)
    await store.update(id, (entry) =>
      isRefused(entry) ? retried(redirected(entry, connectionId), { now, random: Math.random }) : undefined,
    );
}

const isRefused = ({ state }: OutboxEntry) => state === 'failed' || state === 'blocked';

/** The rep changed what the CRM does not have yet, or refused: it comes anew, under its own id. */
export async function forgetRevised(
  tx: Queries,
  { tenant, userId }: { tenant: string; userId: string },
  submissions: readonly Submission[],
): Promise<void> {
  const hashes = new Map(submissions.map(({ engagement: { id }, hash }) => [id, hash]));
  const rows = await overList(hashes.keys(), (piece) =>
    tx.selectFrom('engagements').select(['id', 'user_id', 'payload_hash']).where('tenant', '=', tenant).where('id', 'in', piece).execute(),
  );
  const changed = rows.filter(({ id, user_id, payload_hash }) => user_id === userId && payload_hash !== hashes.get(id)).map(({ id }) => id);
  for (const { id, state, wanted } of (await readEntries(tx, tenant, changed)).values()) {
    if (wanted === 'gone' || (state !== 'waiting' && state !== 'failed' && state !== 'blocked')) continue;
    const alias = tx.selectFrom('aliases').select('id').where('tenant', '=', tenant).where('engagement_id', '=', id);
    if (!(await alias.executeTakeFirst())) await forgetEngagement(tx, tenant, id);
  }
}
