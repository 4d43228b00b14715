import type { IngestResult, TimelineItem } from '../../core/endpoint-api';
import type { CrmRef } from '../../core/outcome';
import type { Queries } from './database';
import type { Header, NewEngagement } from './engagements';
import { groupBy, overList } from './lists';
import { nameRecords, type UrlOf } from './records';

type Stored = Pick<Extract<IngestResult, { ref: unknown }>, 'ref' | 'excluded'>;

/** Where each engagement lives and what it is tied to; ids that are not there are missing. */
export async function readRefs(read: Queries, tenant: string, ids: readonly string[], urlOf: UrlOf): Promise<Map<string, Stored>> {
  const rows = await overList(ids, (piece) =>
    read.selectFrom('engagements').select(['id', 'header']).where('tenant', '=', tenant).where('id', 'in', piece).execute(),
  );
  const records = await readTies(read, tenant, ids);
  return new Map(
    rows.map(({ id, header }) => {
      const own = (records.get(id) ?? []).map(({ kind, id, name }) => ({ kind, id, name }));
      const ref: CrmRef = { id, url: urlOf('engagement', id), records: own };
      return [id, { ref, excluded: (JSON.parse(header) as Header).leftOut }];
    }),
  );
}

/** The same of engagements that were just written, without reading them again. */
export async function refsOf(tx: Queries, tenant: string, items: readonly NewEngagement[], urlOf: UrlOf): Promise<Map<string, Stored>> {
  const names = await nameRecords(
    tx,
    tenant,
    items.flatMap(({ ties }) => ties),
  );
  return new Map(
    items.map(({ engagement: { id }, ties, leftOut }) => {
      const records = ties.map((one) => ({ kind: one.kind, id: one.id, name: names.get(`${one.kind}:${one.id}`) ?? '' }));
      return [id, { ref: { id, url: urlOf('engagement', id), records }, excluded: leftOut }];
    }),
  );
}

/** The records each engagement is tied to, with the rule that tied it; records that are gone are left out. */
export async function readTies(read: Queries, tenant: string, ids: readonly string[]): Promise<Map<string, TimelineItem['records']>> {
  const rows = await overList(ids, (piece) =>
    read
      .selectFrom('associations')
      .select(['engagement_id', 'kind', 'record_id as id', 'rule', 'position'])
      .where('tenant', '=', tenant)
      .where('engagement_id', 'in', piece)
      .execute(),
  );
  const names = await nameRecords(read, tenant, rows);
  rows.sort((a, b) => a.position - b.position);
  const groups = groupBy(rows, (row) => row.engagement_id);
  const named = (row: (typeof rows)[number]) => {
    const name = names.get(`${row.kind}:${row.id}`);
    return name === undefined ? [] : [{ kind: row.kind, id: row.id, name, rule: row.rule } as TimelineItem['records'][number]];
  };
  return new Map([...groups].map(([id, own]) => [id, own.flatMap(named)]));
}
