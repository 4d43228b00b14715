import { sql } from 'kysely';
import { messageRefOf } from '../../core/tracking/token';
import type { Database, Queries } from './database';
import { overList } from './lists';
import type { Row } from './tables';

/** After a hit the note waits for those that come with it; and then again, so that a burst costs the CRM one change. */
const SOON_MS = 30_000;
const EVERY_MS = 10 * 60_000;
/** Whoever took a note to write it has so long; then another node may. */
const LEASE_MS = 2 * 60_000;

export type NoteRow = Row<'hit_notes'>;

/** PostgreSQL takes a value in an expression for text. */
const number = (value: number) => sql<number>`CAST(${value} AS BIGINT)`;

/** K7. There is something new to tell of these messages; of an organisation without a CRM nothing is noted. */
export async function noteNews(tx: Queries, tenant: string, refs: Iterable<string>, now: number): Promise<void> {
  const distinct = [...new Set(refs)];
  if (distinct.length === 0) return;
  const connection = tx.selectFrom('crm_connections').select('id').where('tenant', '=', tenant).where('secret', 'is not', null);
  if (!(await connection.executeTakeFirst())) return;
  const soon = now + SOON_MS;
  const due = sql<number>`CASE WHEN hit_notes.due_at IS NOT NULL THEN hit_notes.due_at
    WHEN hit_notes.written_at + ${number(EVERY_MS)} > ${number(soon)} THEN hit_notes.written_at + ${number(EVERY_MS)} ELSE ${number(soon)} END`;
  for (const ref of distinct) {
    await tx
      .insertInto('hit_notes')
      .values({ tenant, ref, due_at: soon, news: 1, written_at: 0, note: null })
      .onConflict((conflict) =>
        conflict.columns(['tenant', 'ref']).doUpdateSet((row) => ({ due_at: due, news: row('hit_notes.news', '+', 1) })),
      )
      .execute();
  }
}

/** The mail itself has come into the CRM, or gone: what is known of its hits follows. */
export async function noteMailChanged(tx: Queries, tenant: string, engagementId: string, now: number): Promise<void> {
  const ref = messageRefOf(engagementId);
  const known = await tx.selectFrom('hit_notes').select('ref').where('tenant', '=', tenant).where('ref', '=', ref).executeTakeFirst();
  const hit = tx.selectFrom('hits').select('ref').where('tenant', '=', tenant).where('ref', '=', ref).limit(1);
  if (known ?? (await hit.executeTakeFirst())) await noteNews(tx, tenant, [ref], now);
}

const selectDue = (queries: Queries, tenant: string) => queries.selectFrom('hit_notes').where('tenant', '=', tenant);

/** When the next note is due; null: there is none. */
export async function nextNote(read: Queries, tenant: string): Promise<number | null> {
  const row = await selectDue(read, tenant)
    .select(({ fn }) => fn.min('due_at').as('at'))
    .where('due_at', 'is not', null)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Takes notes that are due: nobody else gets them for a while. */
export function takeNotes(db: Database, tenant: string, limit: number, now: number): Promise<NoteRow[]> {
  return db.write(async (tx) => {
    const due = await selectDue(tx, tenant).selectAll().where('due_at', '<=', now).orderBy('due_at').limit(limit).execute();
    await overList(
      due.map(({ ref }) => ref),
      async (piece) => {
        const taken = tx.updateTable('hit_notes').set({ due_at: now + LEASE_MS });
        await taken.where('tenant', '=', tenant).where('ref', 'in', piece).execute();
        return [];
      },
    );
    return due;
  }, tenant);
}

/** It was written as `note`; what came meanwhile is told next time. */
export async function keepNote(db: Database, { tenant, ref, news }: NoteRow, note: string | null, now: number): Promise<void> {
  const next = sql<number | null>`CASE WHEN hit_notes.news = ${news} THEN NULL ELSE ${number(now + EVERY_MS)} END`;
  await db.write(async (tx) => {
    const row = tx.updateTable('hit_notes').set({ note, written_at: now, due_at: next });
    await row.where('tenant', '=', tenant).where('ref', '=', ref).execute();
  }, tenant);
}

export async function putNoteOff(db: Database, { tenant, ref }: NoteRow, until: number): Promise<void> {
  await db.write(
    (tx) => tx.updateTable('hit_notes').set({ due_at: until }).where('tenant', '=', tenant).where('ref', '=', ref).execute(),
    tenant,
  );
}

/** There is nothing in the CRM to be noted on; news brings it back. */
export async function dropNote(db: Database, { tenant, ref, news }: NoteRow): Promise<void> {
  await db.write(
    (tx) => tx.deleteFrom('hit_notes').where('tenant', '=', tenant).where('ref', '=', ref).where('news', '=', news).execute(),
    tenant,
  );
}
