import { MAX_OPEN_DEALS } from '../../core/limits';
import { recentOpenDeals } from '../../core/plan-records';
import type { Deal } from '../../core/records';
import type { Checked, ConnectorContext } from '../crm-connector';
import { type Failure, retry } from '../http';
import { noMemory } from '../memory';
import { minorUnits } from '../money';
import { askPage } from './api';
import { DealShape, PipelineShape, type SellDeal, type SellStage, StageShape, urlOf } from './shapes';

const STAGES_MS = 10 * 60_000;
/** Somebody with more deals than this has older open ones that nobody finds. */
const MOST_PAGES = 5;
const CLOSED = ['won', 'lost', 'unqualified'];

/** By stage id. */
export type Stages = Record<string, { name: string; open: boolean }>;

/** Open by its category; `active` alone is not to be relied on, documents and answers read it differently. */
export const isOpenStage = ({ category, active }: SellStage): boolean =>
  !CLOSED.includes((category ?? '').trim().toLowerCase()) && active !== false;

/** The stages of all pipelines: without one named, Sell lists those of the first only. */
export async function readStages(context: ConnectorContext): Promise<Checked<Stages>> {
  let refusal: Failure | undefined;
  const stages = await (context.memory ?? noMemory).recall('stages', STAGES_MS, async () => {
    const answer = await loadStages(context);
    if (answer.ok) return answer.value;
    refusal = answer.outcome;
    return undefined;
  });
  return stages ? { ok: true, value: stages } : { ok: false, outcome: refusal ?? retry('server_error', 'item') };
}

async function loadStages(context: ConnectorContext): Promise<Checked<Stages>> {
  const pipelines = await askPage(context, '/pipelines', {}, PipelineShape);
  if (!pipelines.ok) return pipelines;
  const stages: Stages = {};
  for (const { id } of pipelines.value.items) {
    const found = await askPage(context, '/stages', { pipeline_id: id }, StageShape);
    if (!found.ok) return found;
    for (const stage of found.value.items) stages[String(stage.id)] = { name: stage.name ?? '', open: isOpenStage(stage) };
  }
  return { ok: true, value: stages };
}

/** C3: the most recent open deals of a person. Sell finds a deal by its primary contact only. */
export async function readOpenDeals(context: ConnectorContext, contactId: string): Promise<Checked<Deal[]>> {
  const open: Deal[] = [];
  for (let page = 1; page <= MOST_PAGES && open.length < MAX_OPEN_DEALS; page++) {
    const found = await askPage(context, '/deals', { contact_id: contactId, sort_by: 'created_at:desc' }, DealShape, page);
    if (!found.ok) return found;
    // Most people have no deal: then nobody needs to know the stages.
    if (found.value.items.length === 0) break;
    const stages = await readStages(context);
    if (!stages.ok) return stages;
    open.push(...found.value.items.map((deal) => dealOf(deal, stages.value)).filter((deal) => deal.open));
    if (!found.value.more) break;
  }
  return { ok: true, value: recentOpenDeals(open) };
}

export function dealOf(deal: SellDeal, stages: Stages): Deal {
  const stage = stages[String(deal.stage_id)];
  const id = String(deal.id);
  return {
    id,
    name: deal.name ?? '',
    stage: stage?.name ?? '',
    open: stage?.open ?? false,
    amount: minorUnits(deal.value, deal.currency ?? ''),
    currency: deal.currency ?? null,
    createdAt: Date.parse(deal.created_at ?? '') || 0,
    url: urlOf('deal', id),
    ...(deal.dropbox_email ? { dropbox: deal.dropbox_email } : {}),
  };
}
