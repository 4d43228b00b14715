import { ChangesAnswerSchema, LookUpAnswerSchema, MAX_BATCH, SearchAnswerSchema, type User, UserSchema } from '../core/endpoint-api';
import { isFailureCode, type RemovalOutcome } from '../core/outcome';
import type { Known } from '../core/records';
import type { Checked, ConnectorContext, CrmConnector, Identity } from './crm-connector';
import { deliverToEndpoint } from './endpoint-delivery';
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
    deliver: (items) => deliverToEndpoint(context, items),
    remove: (id) => remove(context, id),
    async readChanges(cursor) {
      const path = `/changes?cursor=${encodeURIComponent(cursor)}`;
      return mapped(await askEndpoint(context, { method: 'GET', path }, ChangesAnswerSchema), (page) => page);
    },
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
