import type { RecordKind } from '../../core/engagement';
import type { FoundRecord } from '../../core/records';
import type { Checked, ConnectorContext } from '../crm-connector';
import { askPage } from './api';
import { readStages } from './deals';
import { inTurns } from './in-turns';
import { ContactShape, DealShape, LeadShape, nameOf, urlOf } from './shapes';

const MOST = 20;
type Query = Record<string, string>;

/** Records by name or address, as typed: Sell's lists know no beginnings of words. */
export async function search(context: ConnectorContext, query: string): Promise<Checked<FoundRecord[]>> {
  const words = query.trim().slice(0, 200);
  if (words === '') return { ok: true, value: [] };
  const isAddress = words.includes('@');
  const byAddress: Query[] = [{ email: words.toLowerCase() }];
  const found: FoundRecord[] = [];
  for (const ask of [
    () => findPeople(context, isAddress ? byAddress : [{ name: words }, { last_name: words }]),
    () => findLeads(context, isAddress ? byAddress : [{ last_name: words }, { organization_name: words }]),
    () => findDeals(context, isAddress ? [] : [{ name: words }]),
  ]) {
    const answer = await ask();
    if (!answer.ok) return answer;
    found.push(...answer.value);
  }
  const each = new Map(found.map((one) => [`${one.kind} ${one.id}`, one]));
  return { ok: true, value: [...each.values()].slice(0, MOST) };
}

async function findPeople(context: ConnectorContext, queries: Query[]): Promise<Checked<FoundRecord[]>> {
  const found = await inTurns(queries, (query) => askPage(context, '/contacts', { ...query, per_page: MOST }, ContactShape));
  if (!found.ok) return found;
  const people = found.value.flatMap(({ items }) => items);
  return { ok: true, value: people.map((one) => foundRecord(one.is_organization ? 'company' : 'contact', one, one.email ?? '')) };
}

async function findLeads(context: ConnectorContext, queries: Query[]): Promise<Checked<FoundRecord[]>> {
  const found = await inTurns(queries, (query) => askPage(context, '/leads', { ...query, per_page: MOST }, LeadShape));
  if (!found.ok) return found;
  const leads = found.value.flatMap(({ items }) => items);
  return { ok: true, value: leads.map((one) => foundRecord('lead', one, one.organization_name || one.email || '')) };
}

async function findDeals(context: ConnectorContext, queries: Query[]): Promise<Checked<FoundRecord[]>> {
  const found = await inTurns(queries, (query) => askPage(context, '/deals', { ...query, per_page: MOST }, DealShape));
  if (!found.ok) return found;
  const deals = found.value.flatMap(({ items }) => items);
  const stages = deals.length > 0 ? await readStages(context) : null;
  if (stages && !stages.ok) return stages;
  return { ok: true, value: deals.map((one) => foundRecord('deal', one, stages?.value[String(one.stage_id)]?.name ?? '')) };
}

function foundRecord(kind: RecordKind, record: Parameters<typeof nameOf>[0] & { id: string | number }, detail: string): FoundRecord {
  const id = String(record.id);
  return { kind, id, name: nameOf(record), detail, address: record.email?.toLowerCase() ?? null, url: urlOf(kind, id) };
}
