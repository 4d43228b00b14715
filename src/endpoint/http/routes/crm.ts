import Type from 'typebox';
import { connectorKinds } from '../../../connectors/registry';
import type { ConnectorFace } from '../../../core/connector-face';
import {
  CrmAnswerSchema,
  CrmCheckSchema,
  CrmRefusalsSchema,
  CrmRequestSchema,
  CrmRetryRequestSchema,
  CursorQuerySchema,
} from '../../../core/endpoint-api';
import type { Connecting } from '../../crm/hub';
import { readRefusals } from '../../store/refusals';
import { makeSqlOutbox } from '../../store/sql-outbox';
import { nameUsers } from '../../store/users';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { readPosition } from '../cursor';
import { Refusal } from '../problem';

/** A connector that needs no address is asked for none; in place of the one that was given stands the operator's own. */
const ANYWHERE = 'https://crm.invalid';

const KINDS = connectorKinds.filter(({ id }) => id !== 'endpoint');

export function addCrmRoutes(app: App, context: Context): void {
  const { db, hub } = context;
  const read = makeReader(context);
  app.get(
    '/crm-connection',
    { schema: { summary: 'The CRM that this organisation’s mails are passed on to', tags: ['CRM'], response: { 200: CrmAnswerSchema } } },
    async (request) => read(whoOf(request).tenant),
  );

  app.put(
    '/crm-connection',
    {
      schema: {
        summary: 'Connect the organisation to a CRM by a key, once the CRM has taken it',
        tags: ['CRM'],
        body: CrmRequestSchema,
        response: { 200: CrmAnswerSchema },
      },
    },
    async (request) => {
      const { tenant, userId } = requireAdmin(whoOf(request));
      const { connector, token, reconnects = false } = request.body;
      const values = { baseUrl: hub.isElsewhere(connector) ? ANYWHERE : request.body.baseUrl, token };
      const checked = KINDS.find(({ id }) => id === connector)?.readValues(values);
      if (!checked) throw new Refusal(422, 'invalid', 'There is no such CRM.');
      if (!checked.ok) throw new Refusal(422, 'invalid', 'The address or the key is in no possible form.', checked.faults);
      const secret = { kind: 'token' as const, token: checked.secret };
      orRefuse(await hub.connect(tenant, { connector, baseUrl: checked.baseUrl, secret, connectedBy: userId, reconnects }));
      return read(tenant);
    },
  );

  app.delete(
    '/crm-connection',
    { schema: { summary: 'Disconnect: the key is given back and forgotten', tags: ['CRM'], response: { 204: Type.Null() } } },
    async (request, reply) => {
      await hub.disconnect(requireAdmin(whoOf(request)).tenant);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/crm-connection/check',
    { schema: { summary: 'Ask the CRM who we are there and what we may do', tags: ['CRM'], response: { 200: CrmCheckSchema } } },
    async (request) => {
      const line = await hub.lineOf(requireAdmin(whoOf(request)).tenant);
      const answer = await line?.check();
      if (!answer?.ok) return { ok: false as const, code: answer?.outcome.code ?? 'not_connected' };
      const { name, address, organisation, missing } = answer.value;
      return { ok: true as const, name: name || address, account: organisation, missing };
    },
  );

  app.get(
    '/crm-refusals',
    {
      schema: {
        summary: 'What the CRM did not take, with its reason, newest first',
        tags: ['CRM'],
        querystring: CursorQuerySchema,
        response: { 200: CrmRefusalsSchema },
      },
    },
    async (request) => readRefusals(db, whoOf(request).tenant, readPosition(request.query.cursor)),
  );

  app.post(
    '/crm-retries',
    {
      schema: {
        summary: 'Try again what the CRM refused',
        tags: ['CRM'],
        body: CrmRetryRequestSchema,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { tenant } = requireAdmin(whoOf(request));
      const connection = await hub.connections.read(tenant);
      if (!connection) throw new Refusal(409, 'not_connected', 'No CRM is connected to try it with.');
      await hub.retry(tenant, connection.id, request.body.ids);
      return reply.code(204).send(null);
    },
  );
}

const makeReader =
  ({ db, hub }: Context) =>
  async (tenant: string) => {
    const connection = await hub.connections.read(tenant);
    const outbox = await makeSqlOutbox(db, tenant).counts();
    const rest = { outbox, faces: KINDS.map(faceOf), oauth: hub.oauth };
    if (!connection) return { connection, ...rest };
    const { connector, baseUrl, account, connectedAt, failure } = connection;
    const connectedBy = (await nameUsers(db.read, tenant)).get(connection.connectedBy ?? '') ?? null;
    return { connection: { connector, baseUrl, account, connectedAt, connectedBy, failure }, ...rest };
  };

const faceOf = ({ id, labelKey, aboutKey, fields, rights, endsAt }: ConnectorFace): ConnectorFace => ({
  ...{ id, labelKey, aboutKey, fields, rights },
  ...(endsAt === undefined ? {} : { endsAt }),
});

/** Here it is this key that is refused, and an admin who reads it. */
function orRefuse(answer: Connecting): void {
  if (answer.ok) return;
  const { code, detail } = answer;
  if (code === 'token_refused') throw new Refusal(422, code, 'The CRM does not take this key.');
  if (code === 'other_account') throw new Refusal(422, code, detail);
  throw new Refusal(502, code, 'The CRM could not be asked.');
}

/** Where all mails of the organisation go is decided in a browser that is signed in: a stolen token must not turn them aside. */
export function requireAdmin<I extends ReturnType<typeof whoOf>>(me: I): I {
  if (me.user.role !== 'admin') throw new Refusal(403, 'admin_only', 'Only an admin can change where mails are passed on to.');
  if (me.by !== 'session') throw new Refusal(403, 'sign_in_needed', 'A CRM is connected in a browser that is signed in.');
  return me;
}
