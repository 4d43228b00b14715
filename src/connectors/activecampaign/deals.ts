import { MAX_OPEN_DEALS } from '../../core/limits';
import { recentOpenDeals } from '../../core/plan-records';
import type { Deal } from '../../core/records';
import type { ConnectorContext } from '../crm-connector';
import { type Answer, askActiveCampaign, listAll, orNothing } from './api';
import { recordUrl } from './links';
import { ContactDealsSchema, type DealRow, DealSchema, DealStagesSchema, DealsSchema } from './schemas';

const STAGES_KEPT_MS = 600_000;
/** Deals that a contact is a second contact of must be asked for one by one. */
const MOST_SECONDARY = 20;

/** A deal whose stage has no name yet. */
export type UnnamedDeal = Deal & { stageId: string };

/** C3: the five newest open deals, whether the contact is their first contact or another. */
export async function openDealsOf(context: ConnectorContext, contactId: string): Promise<Answer<UnnamedDeal[]>> {
  const links = await linksOf(context, contactId);
  if (!links.ok) return orNothing(context, links, []);
  const { rows, others } = links.value;
  const secondary = await readDeals(context, others);
  if (!secondary.ok) return secondary;
  return { ok: true, value: recentOpenDeals([...rows, ...secondary.value].flatMap((row) => toDeal(context, row) ?? [])) };
}

/** Every deal of a contact, open or closed. */
export async function allDealIdsOf(context: ConnectorContext, contactId: string): Promise<Answer<string[]>> {
  const links = await orNothing(context, await linksOf(context, contactId), { rows: [], others: [] });
  return links.ok ? { ok: true, value: [...links.value.rows.map(({ id }) => `${id}`), ...links.value.others] } : links;
}

/** The deals whose first contact somebody is, and the ids of those that he is another contact of. */
async function linksOf(context: ConnectorContext, contactId: string): Promise<Answer<{ rows: DealRow[]; others: string[] }>> {
  const pages = await listAll(context, `/contacts/${contactId}/deals`, DealsSchema, ({ deals }) => deals);
  if (!pages.ok) return pages;
  const rows = pages.value.flatMap(({ deals }) => deals);
  const links = await listAll(context, `/contacts/${contactId}/contactDeals`, ContactDealsSchema, ({ contactDeals }) => contactDeals);
  if (!links.ok) return links;
  const known = new Set(rows.map(({ id }) => `${id}`));
  const ids = links.value.flatMap(({ contactDeals }) => contactDeals.map(({ deal }) => `${deal}`));
  return { ok: true, value: { rows, others: [...new Set(ids.filter((id) => !known.has(id)))] } };
}

/** Newest first, by their ids, until there are enough open ones. */
async function readDeals(context: ConnectorContext, ids: readonly string[]): Promise<Answer<DealRow[]>> {
  const rows: DealRow[] = [];
  const newestFirst = ids.toSorted((a, b) => Number(b) - Number(a)).slice(0, MOST_SECONDARY);
  for (const id of newestFirst) {
    if (rows.filter(isOpen).length >= MAX_OPEN_DEALS) break;
    const heard = await askActiveCampaign(context, { method: 'GET', path: `/deals/${id}` }, DealSchema);
    const answer = await orNothing(context, heard.ok ? { ok: true, value: heard.value.deal } : heard, null);
    if (!answer.ok) return answer;
    if (answer.value) rows.push(answer.value);
  }
  return { ok: true, value: rows };
}

const isOpen = ({ status, isDisabled }: DealRow) => !isDisabled && `${status}` === '0';

/** Undefined: one that the user may not see. */
export function toDeal(context: ConnectorContext, row: DealRow): UnnamedDeal | undefined {
  if (row.isDisabled) return undefined;
  const amount = Number(row.value ?? Number.NaN);
  const currency = row.currency?.toUpperCase() || null;
  return {
    id: `${row.id}`,
    name: row.title || `${row.id}`,
    stage: '',
    stageId: `${row.stage ?? ''}`,
    open: isOpen(row),
    amount: Number.isSafeInteger(amount) ? amount : null,
    currency,
    createdAt: parseTime(row.cdate),
    url: recordUrl(context.baseUrl, 'deal', `${row.id}`),
  };
}

/** `2018-09-28T13:50:41-05:00`, or `2018-09-28 13:50:41`, which says no zone and is read as UTC. Nothing, and `0000-00-00`: 0. */
export function parseTime(text: string | null | undefined): number {
  const plain = (text ?? '').trim();
  const at = Date.parse(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(plain) ? `${plain.replace(' ', 'T')}Z` : plain);
  return Number.isFinite(at) ? Math.max(0, at) : 0;
}

/** The stages' names are asked for once in a while, and only where there is a deal to name them for. */
export async function withStages(context: ConnectorContext, deals: readonly UnnamedDeal[]): Promise<Deal[]> {
  const make = () => readStages(context);
  const stages = deals.length === 0 ? undefined : await (context.memory ? context.memory.recall('stages', STAGES_KEPT_MS, make) : make());
  return deals.map(({ stageId, ...deal }) => ({ ...deal, stage: stages?.[stageId] ?? '' }));
}

async function readStages(context: ConnectorContext): Promise<Record<string, string> | undefined> {
  const answer = await listAll(context, '/dealStages', DealStagesSchema, ({ dealStages }) => dealStages);
  if (!answer.ok) return undefined;
  return Object.fromEntries(answer.value.flatMap(({ dealStages }) => dealStages.map(({ id, title }) => [`${id}`, title ?? ''])));
}
