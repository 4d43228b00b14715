import Type from 'typebox';
import { findConnectorKind } from '../../../connectors/registry';
import { CrmAnswerSchema, CrmRequestSchema } from '../../../core/endpoint-api';
import { makeSqlOutbox } from '../../store/sql-outbox';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { orRefuse } from '../crm-refusal';
import { Refusal } from '../problem';

/** A connector that needs no address is asked for none; in place of the one that was given stands the operator's own. */
const ANYWHERE = 'https://crm.invalid';

export function addCrmRoutes(app: App, context: Context): void {
  const { hub } = context;
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
      const { connector, token } = request.body;
      const values = { baseUrl: hub.isElsewhere(connector) ? ANYWHERE : request.body.baseUrl, token };
      const kind = connector === 'endpoint' ? undefined : findConnectorKind(connector);
      const checked = kind?.readValues(values);
      if (!checked?.ok) throw new Refusal(422, 'invalid', 'There is no such CRM, or its address or key is in no possible form.');
      const secret = { kind: 'token' as const, token: checked.secret };
      const answer = await hub.connect(tenant, { connector, baseUrl: checked.baseUrl, secret, connectedBy: userId });
      // Here it is this key that is refused.
      if (!answer.ok && answer.outcome.code === 'token_refused') throw new Refusal(422, 'token_refused', 'The CRM does not take this key.');
      orRefuse(answer);
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
}

const makeReader =
  ({ db, hub }: Context) =>
  async (tenant: string) => {
    const connection = await hub.connections.read(tenant);
    if (!connection) return { connection, oauth: hub.oauth };
    const { connector, baseUrl, account, connectedAt, failure } = connection;
    const outbox = await makeSqlOutbox(db, tenant).counts();
    return { connection: { connector, baseUrl, account, connectedAt, failure, outbox }, oauth: hub.oauth };
  };

/** Where all mails of the organisation go is decided in a browser that is signed in: a stolen token must not turn them aside. */
export function requireAdmin<I extends ReturnType<typeof whoOf>>(me: I): I {
  if (me.user.role !== 'admin') throw new Refusal(403, 'admin_only', 'Only an admin can change where mails are passed on to.');
  if (me.by !== 'session') throw new Refusal(403, 'sign_in_needed', 'A CRM is connected in a browser that is signed in.');
  return me;
}
