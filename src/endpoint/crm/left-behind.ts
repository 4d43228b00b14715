import { sql } from 'kysely';
import { leftBehind } from '../ingest/redirection';
import { nameOfAccount } from '../store/crm-accounts';
import type { CrmPlace } from '../store/crm-links';
import type { Database } from '../store/database';
import { type BesidesChange, makeSqlOutbox } from '../store/sql-outbox';

const AT_ONCE = 200;

/** Sees to the entries that wait for an account that is no longer the one of `place`; answers which accounts those are. */
export async function settleLeftBehind(db: Database, place: CrmPlace, besides: BesidesChange, clock: () => number): Promise<Set<string>> {
  const { tenant, connectionId } = place;
  const store = makeSqlOutbox(db, tenant, besides);
  const names = new Map<string, string>();
  for (;;) {
    const rows = await findLeftBehind(db, place);
    for (const { id, connection_id: former } of rows) {
      const name = names.get(former) ?? (await nameOfAccount(db.read, tenant, former));
      names.set(former, name);
      await store.update(id, (entry) => leftBehind(entry, connectionId, name, clock()));
    }
    if (rows.length < AT_ONCE) return new Set(names.keys());
  }
}

/** What is under way is not: it ends at the account where it began. The states are spelled out so that the partial index serves. */
const findLeftBehind = ({ read }: Database, { tenant, connectionId }: CrmPlace) =>
  read
    .selectFrom('outbox')
    .select(['id', 'connection_id'])
    .where('tenant', '=', tenant)
    .where(sql<boolean>`state IN ('waiting', 'sending', 'removing')`)
    .where('state', 'in', ['waiting', 'removing'])
    .where('connection_id', '!=', connectionId)
    .orderBy('position')
    .limit(AT_ONCE)
    .execute();
