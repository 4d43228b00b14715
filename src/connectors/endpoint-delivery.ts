import { type Delivery, IngestAnswerSchema, type IngestResult, MAX_INGEST_BYTES, StatesAnswerSchema } from '../core/endpoint-api';
import type { Engagement } from '../core/engagement';
import { isFailureCode, type Outcome } from '../core/outcome';
import type { ConnectorContext, DeliveryItem } from './crm-connector';
import { type Prepared, sendAttachments } from './endpoint-attachments';
import { askEndpoint } from './endpoint-http';

/** One answer for each. What the endpoint took in before is only asked for: it passes it on by itself. */
export async function deliverToEndpoint(context: ConnectorContext, items: readonly DeliveryItem[]): Promise<Outcome[]> {
  const tried = items.filter(({ ambiguous, lastFailure }) => ambiguous && lastFailure !== undefined);
  const told = await askFor(
    context,
    tried.map(({ engagement }) => engagement.id),
  );
  if (!(told instanceof Map)) return items.map(() => told);
  const fresh = items.filter(({ engagement }) => !told.has(engagement.id));
  const outcomes = await send(context, fresh);
  return items.map((item) => told.get(item.engagement.id) ?? outcomes[fresh.indexOf(item)] ?? UNKNOWN);
}

const UNKNOWN: Outcome = { kind: 'retry', code: 'server_error', scope: 'item' };

async function send(context: ConnectorContext, items: readonly DeliveryItem[]): Promise<Outcome[]> {
  const prepared: Prepared[] = [];
  for (const item of items) {
    const ready = await sendAttachments(context, item);
    // The connection is down: nothing else of this batch was sent.
    if ('outcome' in ready && ready.outcome.scope === 'connection') return items.map(() => ready.outcome);
    prepared.push(ready);
  }
  const engagements = prepared.flatMap((one) => ('engagement' in one ? [one.engagement] : []));
  const answers = engagements.length > 0 ? await ingest(context, engagements) : new Map<string, IngestResult>();
  const outcomes: Outcome[] = [];
  for (const [index, item] of items.entries()) {
    const one = prepared[index];
    if (one && 'outcome' in one) outcomes.push(one.outcome);
    else outcomes.push(answers instanceof Map ? await judge(context, item, answers.get(item.engagement.id)) : answers);
  }
  return outcomes;
}

async function ingest(context: ConnectorContext, engagements: Engagement[]): Promise<Map<string, IngestResult> | Outcome> {
  const json = { engagements };
  // The endpoint would only say so after all of it had been sent. One alone is its to refuse.
  if (engagements.length > 1 && bytesOf(json) > MAX_INGEST_BYTES) return { kind: 'rejected', code: 'too_large' };
  const answer = await askEndpoint(context, { method: 'POST', path: '/engagements', json }, IngestAnswerSchema);
  return answer.ok ? new Map(answer.value.results.map((result) => [result.id, result])) : answer.outcome;
}

const bytesOf = (json: unknown) => new TextEncoder().encode(JSON.stringify(json)).length;

async function judge(
  context: ConnectorContext,
  { engagement, ambiguous }: DeliveryItem,
  result: IngestResult | undefined,
): Promise<Outcome> {
  if (!result) return UNKNOWN;
  if (result.result === 'accepted') return judgeDelivery(result.delivery);
  if (result.result !== 'rejected') return { kind: 'delivered', ref: result.ref, repeated: result.result === 'duplicate' };
  if (result.code === 'removed' || result.code === 'nobody_left') return { kind: 'blocked', code: result.code };
  if (result.code === 'never_log') return { kind: 'blocked', code: 'never_log', rule: result.rule };
  // Our own earlier try got through, with the recipients that the rules then allowed.
  if (result.code === 'conflict' && ambiguous) return readBack(context, engagement.id, result.detail);
  return { kind: 'rejected', code: result.code, detail: result.detail };
}

/** The endpoint has it, the CRM behind it does not. */
function judgeDelivery({ state, code = 'passing_on', detail, rule }: Delivery): Outcome {
  const known = isFailureCode(code) ? code : 'server_error';
  if (state === 'failed') return { kind: 'rejected', code: known, ...(detail ? { detail } : {}) };
  if (state === 'removing') return { kind: 'blocked', code: 'removed' };
  if (state === 'blocked') return { kind: 'blocked', code: code === 'never_log' ? code : 'nobody_left', ...(rule ? { rule } : {}) };
  // About this one mail: others of the connection may be through.
  return { kind: 'retry', code: known, scope: 'item' };
}

async function readBack(context: ConnectorContext, id: string, detail: string): Promise<Outcome> {
  const told = await askFor(context, [id]);
  return told instanceof Map ? (told.get(id) ?? { kind: 'rejected', code: 'conflict', detail }) : told;
}

/** What became of mails that were sent before; those that the endpoint does not have are missing. */
async function askFor(context: ConnectorContext, ids: readonly string[]): Promise<Map<string, Outcome> | Outcome> {
  const told = new Map<string, Outcome>();
  if (ids.length === 0) return told;
  const answer = await askEndpoint(context, { method: 'POST', path: '/engagement-states', json: { ids } }, StatesAnswerSchema);
  if (!answer.ok) return answer.outcome;
  for (const { id, state, ref } of answer.value.states) {
    if (state === 'removed') told.set(id, { kind: 'blocked', code: 'removed' });
    else if (ref) told.set(id, { kind: 'delivered', ref, repeated: true });
  }
  for (const delivery of answer.value.deliveries ?? []) told.set(delivery.id, judgeDelivery(delivery));
  return told;
}
