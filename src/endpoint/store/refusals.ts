import type { CrmRefusal } from '../../core/endpoint-api';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { Database, Queries } from './database';
import { overList } from './lists';
import { makeSqlOutbox } from './sql-outbox';
import { nameUsers } from './users';

const PAGE = 50;

/** What the CRM did not take or give up, newest first, page by page. */
export async function readRefusals(
  db: Database,
  tenant: string,
  cursor: string | undefined,
): Promise<{ items: CrmRefusal[]; cursor: string | null }> {
  const page = await makeSqlOutbox(db, tenant).list(['failed', 'blocked'], PAGE, cursor);
  const names = await nameLoggers(
    db.read,
    tenant,
    page.entries.map(({ id }) => id),
  );
  return { items: page.entries.map((entry) => refusalOf(entry, names.get(entry.id) ?? '')), cursor: page.cursor };
}

function refusalOf({ id, engagement, wanted, failure, changedAt }: OutboxEntry, loggedBy: string): CrmRefusal {
  const { at, subject, from, to } = engagement;
  const { code = 'server_error', ...words } = failure ?? {};
  return { id, at, subject, from, to, loggedBy, wanted, refusedAt: changedAt, code, ...words };
}

/** Who logged these; of what is removed here already nobody is named. */
async function nameLoggers(read: Queries, tenant: string, ids: readonly string[]): Promise<Map<string, string>> {
  const names = await nameUsers(read, tenant);
  const rows = await overList(ids, (piece) =>
    read.selectFrom('engagements').select(['id', 'user_id']).where('tenant', '=', tenant).where('id', 'in', piece).execute(),
  );
  return new Map(rows.map(({ id, user_id }) => [id, names.get(user_id) ?? '']));
}
