import type { Database, Queries } from './database';
import { groupBy } from './lists';
import type { Row } from './tables';
import { messagesByRef } from './tracked-messages';

/** Rows that one transaction deletes: nobody waits for long. */
const PIECE = 2000;

type Gone = Pick<Row<'hits'>, 'user_id' | 'ref' | 'kind' | 'link' | 'class' | 'at'>;

/** Deletes hits that came before `before`; how many there were of each kind stays with their message. */
export async function expireHits(db: Database, tenant: string, before: number): Promise<void> {
  while (await db.write((tx) => expireSome(tx, tenant, before), tenant));
}

/** Are there more. */
async function expireSome(tx: Queries, tenant: string, before: number): Promise<boolean> {
  const old = tx.selectFrom('hits').select('at').where('tenant', '=', tenant).where('at', '<', before).orderBy('at');
  const last = await old.offset(PIECE).limit(1).executeTakeFirst();
  const gone = await tx
    .deleteFrom('hits')
    .where('tenant', '=', tenant)
    .where('at', '<', before)
    .where('at', '<=', last?.at ?? before)
    .returning(['user_id', 'ref', 'kind', 'link', 'class', 'at'])
    .execute();
  await keepCounts(tx, tenant, gone);
  return last !== undefined;
}

async function keepCounts(tx: Queries, tenant: string, gone: readonly Gone[]): Promise<void> {
  const messages = await messagesByRef(
    tx,
    tenant,
    gone.map(({ ref }) => ref),
  );
  const ours = gone.filter(({ ref, user_id }) => messages.get(ref)?.user_id === user_id);
  for (const some of groupBy(ours, (hit) => `${hit.ref} ${hit.kind} ${hit.link} ${hit.class}`).values()) {
    const [{ ref, kind, link, class: of }] = some as [Gone];
    const times = some.map(({ at }) => at);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    await tx
      .insertInto('hit_counts')
      .values({ tenant, ref, kind, link, class: of, hits: some.length, first_at: first, last_at: last })
      .onConflict((conflict) =>
        conflict.columns(['tenant', 'ref', 'kind', 'link', 'class']).doUpdateSet((row) => ({
          hits: row('hit_counts.hits', '+', some.length),
          // They expire in their order, but for the clocks of two nodes.
          last_at: last,
        })),
      )
      .execute();
  }
}

/** Deletes hits between two times whose message was never registered: nobody will ever be told of them. */
export async function forgetStrays(db: Database, tenant: string, from: number, to: number): Promise<void> {
  await db.write(async (tx) => {
    const strays = tx.deleteFrom('hits').where('tenant', '=', tenant).where('at', '>=', from).where('at', '<', to);
    await strays
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('tracked_messages as message')
              .select('message.ref')
              .whereRef('message.tenant', '=', 'hits.tenant')
              .whereRef('message.ref', '=', 'hits.ref'),
          ),
        ),
      )
      .execute();
  }, tenant);
}

/** Signs of own views and early opt-outs that can concern nothing any more. */
export async function forgetSigns(db: Database, tenant: string, opensBefore: number, optOutsBefore: number): Promise<void> {
  await db.write(async (tx) => {
    await tx.deleteFrom('own_opens').where('tenant', '=', tenant).where('at', '<', opensBefore).execute();
    await tx.deleteFrom('opt_outs').where('tenant', '=', tenant).where('at', '<', optOutsBefore).execute();
  }, tenant);
}
