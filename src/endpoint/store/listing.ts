import { sql } from 'kysely';
import type { RecordKind } from '../../core/engagement';
import type { FoundRecord } from '../../core/records';
import type { Queries } from './database';
import { overList } from './lists';
import { addressesOfContacts, type UrlOf } from './records';
import { containing, fold } from './search-text';

const RECORDS_PAGE = 50;
/** Of each kind. */
const SEARCH_LIMIT = 8;

export interface Place {
  search: string;
  id: string;
}
type Listed = FoundRecord & Place;

interface Wanted {
  tenant: string;
  q: string;
  after: Place | null;
  limit: number;
}

/** Records of one kind by name, those whose name, address or domain contains `q`. */
export async function listRecords(
  read: Queries,
  tenant: string,
  kind: RecordKind,
  q: string,
  after: Place | null,
  urlOf: UrlOf,
): Promise<{ records: FoundRecord[]; next: Place | null }> {
  const rows = await select(read, kind, { tenant, q, after, limit: RECORDS_PAGE + 1 }, urlOf);
  const page = rows.slice(0, RECORDS_PAGE);
  const last = rows.length > RECORDS_PAGE ? page.at(-1) : undefined;
  return { records: page.map(foundOf), next: last ? { search: last.search, id: last.id } : null };
}

/** A few records of every kind that contain `q`. */
export async function searchRecords(read: Queries, tenant: string, q: string, urlOf: UrlOf): Promise<FoundRecord[]> {
  const wanted = { tenant, q, after: null, limit: SEARCH_LIMIT };
  const kinds = await Promise.all(KINDS.map((kind) => select(read, kind, wanted, urlOf)));
  return kinds.flat().map(foundOf);
}

const KINDS: readonly RecordKind[] = ['contact', 'company', 'deal', 'lead'];
const foundOf = ({ search: _, ...found }: Listed): FoundRecord => found;

const TABLES = { contact: 'contacts', company: 'companies', deal: 'deals', lead: 'leads' } as const;

async function select(read: Queries, kind: RecordKind, { tenant, q, after, limit }: Wanted, urlOf: UrlOf): Promise<Listed[]> {
  let query = read.selectFrom(TABLES[kind]).select(['id', 'name', 'search']).where('tenant', '=', tenant);
  if (fold(q) !== '') query = query.where(sql<boolean>`search LIKE ${containing(q)} ESCAPE '\\'`);
  if (after) {
    query = query.where((where) =>
      where.or([where('search', '>', after.search), where.and([where('search', '=', after.search), where('id', '>', after.id)])]),
    );
  }
  const rows = await query.orderBy('search').orderBy('id').limit(limit).execute();
  return describeRecords(read, kind, tenant, rows, urlOf);
}

/** Rows of records as a list shows them: with what tells apart two of one name. */
export async function describeRecords<R extends { id: string; name: string }>(
  read: Queries,
  kind: RecordKind,
  tenant: string,
  rows: readonly R[],
  urlOf: UrlOf,
): Promise<(FoundRecord & R)[]> {
  const details = await readDetails(
    read,
    kind,
    tenant,
    rows.map(({ id }) => id),
  );
  const isPerson = kind === 'contact' || kind === 'lead';
  return rows.map((row) => {
    const detail = details.get(row.id) ?? '';
    return { ...row, kind, detail, address: isPerson && detail !== '' ? detail : null, url: urlOf(kind, row.id) };
  });
}

/** A contact's or lead's address, a company's domain, a deal's stage, by id. */
async function readDetails(read: Queries, kind: RecordKind, tenant: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (kind === 'contact') {
    const addresses = await addressesOfContacts(read, tenant, ids);
    return new Map([...addresses].map(([id, [first = '']]) => [id, first]));
  }
  const rows = await overList(ids, async (piece): Promise<{ id: string; detail: string | null }[]> => {
    if (kind === 'company') {
      return read
        .selectFrom('companies')
        .select(['id', 'domain as detail'])
        .where('tenant', '=', tenant)
        .where('id', 'in', piece)
        .execute();
    }
    if (kind === 'deal') {
      return read.selectFrom('deals').select(['id', 'stage as detail']).where('tenant', '=', tenant).where('id', 'in', piece).execute();
    }
    const leads = read.selectFrom('lead_addresses').select(['lead_id as id', 'address as detail']).where('tenant', '=', tenant);
    return leads.where('lead_id', 'in', piece).execute();
  });
  return new Map(rows.map(({ id, detail }) => [id, detail ?? '']));
}
