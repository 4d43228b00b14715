import {
  type Delivery,
  IngestAnswerSchema,
  type IngestResult,
  LookUpAnswerSchema,
  MAX_BATCH,
  MAX_INGEST_BYTES,
  SearchAnswerSchema,
  StatesAnswerSchema,
  type User,
  UserSchema,
} from '../core/endpoint-api';
import type { Engagement } from '../core/engagement';
import { isFailureCode, type Outcome, type RemovalOutcome } from '../core/outcome';
import type { Known } from '../core/records';
import type { Checked, ConnectorContext, CrmConnector, DeliveryItem, Identity } from './crm-connector';
import { type Prepared, sendAttachments } from './endpoint-attachments';
import { describeEngagement } from './endpoint-fields';
import { askEndpoint, mapped } from './endpoint-http';
import { makeEndpointReader } from './endpoint-reading';
import { retry } from './http';

/** D5: its own key is refused by the CRM behind it, which the rep hears before her next mail. */
const crmRefuses = retry('crm_reconnect', 'connection');

/** `LookUpRequestSchema` takes so many. */
const ADDRESSES_AT_ONCE = 200;

/** Our own endpoint, over the API in `core/endpoint-api.ts`. Idempotent by the engagement's id, so a repeated write reads back by itself. */
export function makeEndpointConnector(context: ConnectorContext): CrmConnector {
  return {
    id: 'endpoint',
    maxBatch: MAX_BATCH,
    describe: describeEngagement,
    async check() {
      const answer = await askEndpoint(context, { method: 'GET', path: '/me' }, UserSchema);
      if (answer.ok && answer.value.crm?.failure === 'token_refused') return { ok: false, outcome: crmRefuses };
      return mapped(answer, identityOf);
    },
    lookUp: (addresses) => lookUp(context, addresses),
    async search(query) {
      const path = `/search?q=${encodeURIComponent(query.slice(0, 200))}`;
      return mapped(await askEndpoint(context, { method: 'GET', path }, SearchAnswerSchema), ({ found }) => found);
    },
    deliver: (items) => deliver(context, items),
    remove: (id) => remove(context, id),
    ...makeEndpointReader(context),
  };
}

export const identityOf = ({ id, name, address, role, organisation }: User): Identity => ({
  ...{ userId: id, name, address, role, organisation },
  // Every pairing is one user's.
  accountId: id,
  missing: [],
});

async function lookUp(context: ConnectorContext, addresses: readonly string[]): Promise<Checked<Known[]>> {
  const known: Known[] = [];
  for (let start = 0; start < addresses.length; start += ADDRESSES_AT_ONCE) {
    const json = { addresses: addresses.slice(start, start + ADDRESSES_AT_ONCE) };
    const answer = await askEndpoint(context, { method: 'POST', path: '/look-ups', json }, LookUpAnswerSchema);
    if (!answer.ok) return { ok: false, outcome: answer.outcome };
    known.push(...answer.value.known);
  }
  return { ok: true, value: known };
}

async function remove(context: ConnectorContext, id: string): Promise<RemovalOutcome> {
  const answer = await askEndpoint(context, { method: 'DELETE', path: `/engagements/${encodeURIComponent(id)}` }, null);
  if (answer.ok) return { kind: 'removed' };
  // Here 403 is about this one record, which is somebody else's.
  if (answer.problem?.status === 403) return { kind: 'rejected', code: 'permission_missing', detail: answer.problem.detail };
  const { status, code = '', detail } = answer.problem ?? {};
  if (status === 409 && code === 'passing_on') return { kind: 'retry', code, scope: 'item' };
  // What the CRM behind the endpoint says.
  if (status === 422 && isFailureCode(code)) return { kind: 'rejected', code, detail };
  return answer.outcome;
}

async function deliver(context: ConnectorContext, items: readonly DeliveryItem[]): Promise<Outcome[]> {
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
  if (!result) return { kind: 'retry', code: 'server_error', scope: 'item' };
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
  const call = { method: 'POST', path: '/engagement-states', json: { ids: [id] } } as const;
  const answer = await askEndpoint(context, call, StatesAnswerSchema);
  if (!answer.ok) return answer.outcome;
  const delivery = answer.value.deliveries?.find((one) => one.id === id);
  if (delivery) return judgeDelivery(delivery);
  const state = answer.value.states.find((one) => one.id === id);
  if (state?.state === 'removed') return { kind: 'blocked', code: 'removed' };
  return state?.ref ? { kind: 'delivered', ref: state.ref, repeated: true } : { kind: 'rejected', code: 'conflict', detail };
}
