import type { Database, Queries } from './database';

/** What only one node may do at a time. */
export interface Lease {
  tenant: string;
  name: string;
  /** The node's own name. */
  holder: string;
}

/**
 * Takes the lease until `until` (epoch ms), or keeps it. Answers the number of the turn, which is another whenever another node had it
 * in between; null: another has it.
 */
export async function takeLease(db: Database, { tenant, name, holder }: Lease, now: number, until: number): Promise<number | null> {
  const row = await db.write((tx) =>
    tx
      .insertInto('leases')
      .values({ tenant, name, holder, until, turn: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant', 'name'])
          .doUpdateSet((row) => ({
            holder,
            until,
            turn: row
              .case()
              .when('leases.holder', '=', holder)
              .then(row.ref('leases.turn'))
              .else(row('leases.turn', '+', 1))
              .end(),
          }))
          .where((where) => where.or([where('leases.holder', '=', holder), where('leases.until', '<=', now)])),
      )
      .returning('turn')
      .executeTakeFirst(),
  );
  return row?.turn ?? null;
}

/** Gives it back, if it still is ours. */
export async function giveLease(db: Database, { tenant, name, holder }: Lease): Promise<void> {
  await db.write((tx) =>
    tx.updateTable('leases').set({ until: 0 }).where('tenant', '=', tenant).where('name', '=', name).where('holder', '=', holder).execute(),
  );
}

/** Is it still the same turn: nobody else has had it since. */
export async function isOurTurn(tx: Queries, { tenant, name, holder }: Lease, turn: number): Promise<boolean> {
  const row = await tx
    .selectFrom('leases')
    .select('turn')
    .where('tenant', '=', tenant)
    .where('name', '=', name)
    .where('holder', '=', holder)
    .executeTakeFirst();
  return row?.turn === turn;
}
