import type { RecordKind } from '../../core/engagement';
import type { Queries } from './database';
import { groupBy, insertRows, overList } from './lists';

/** A CRM of an organisation. */
export interface CrmPlace {
  tenant: string;
  connectionId: string;
}
export interface Named {
  kind: RecordKind;
  id: string;
}

export const keyOf = ({ kind, id }: { kind: string; id: string }) => `${kind}:${id}`;

/** Our record of each of the CRM's, by `kind:id`; those that we never saw are missing. */
export const findOurs = (read: Queries, place: CrmPlace, theirs: readonly Named[]) => find(read, place, theirs, 'crm_id', 'record_id');

/** The CRM's record of each of ours, by `kind:id`. */
export const findTheirs = (read: Queries, place: CrmPlace, ours: readonly Named[]) => find(read, place, ours, 'record_id', 'crm_id');

type Side = 'crm_id' | 'record_id';

async function find(read: Queries, { tenant, connectionId }: CrmPlace, records: readonly Named[], from: Side, to: Side) {
  const found = new Map<string, string>();
  for (const [kind, group] of groupBy(records, (record) => record.kind)) {
    const rows = await overList(
      group.map(({ id }) => id),
      (piece) =>
        read
          .selectFrom('crm_links')
          .select([from, to])
          .where('tenant', '=', tenant)
          .where('connection_id', '=', connectionId)
          .where('kind', '=', kind)
          .where(from, 'in', piece)
          .execute(),
    );
    for (const row of rows) found.set(keyOf({ kind, id: row[from] }), row[to]);
  }
  return found;
}

export async function addLinks(
  tx: Queries,
  { tenant, connectionId }: CrmPlace,
  links: readonly { kind: RecordKind; crmId: string; recordId: string }[],
): Promise<void> {
  const rows = links.map(({ kind, crmId, recordId }) => ({
    ...{ tenant, connection_id: connectionId },
    ...{ kind, crm_id: crmId, record_id: recordId },
  }));
  await insertRows(rows, (piece) =>
    tx
      .insertInto('crm_links')
      .values(piece)
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
}
