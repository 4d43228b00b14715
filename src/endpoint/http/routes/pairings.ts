import Type from 'typebox';
import { PairingAnswerSchema, PairingCodeSchema, PairingRequestSchema, UserSchema } from '../../../core/endpoint-api';
import { issuePairingCode, pair, revokeToken } from '../../store/credentials';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { extensionOrigin } from '../cors';
import { Refusal } from '../problem';

/** So many tries a minute, by address: a code has 10¹² forms and lives ten minutes. */
export const GUESSES = { max: 10, timeWindow: 60_000 };

/** Open to everybody: a code is what one shows. */
export function addPairingRoute(app: App, { db, clock }: Context): void {
  app.post(
    '/pairings',
    {
      config: { rateLimit: GUESSES },
      schema: {
        summary: 'Exchange a pairing code for a token, shown once',
        tags: ['Access'],
        security: [],
        body: PairingRequestSchema,
        response: { 201: PairingAnswerSchema },
      },
    },
    async (request, reply) => {
      const origin = extensionOrigin(request.headers.origin);
      const paired = await pair(db, { ...request.body, origin }, clock());
      if (!paired)
        throw new Refusal(422, 'pairing_code_unknown', 'This pairing code is unknown, was used, or is too old: ask for a new one.');
      return reply.code(201).send(paired);
    },
  );
}

export function addAccessRoutes(app: App, { db, clock, hub }: Context): void {
  app.get('/me', { schema: { summary: 'Who is calling', tags: ['Access'], response: { 200: UserSchema } } }, async (request) => {
    const { user, tenant } = whoOf(request);
    const crm = await hub.connections.read(tenant);
    return crm ? { ...user, crm: { connector: crm.connector, account: crm.account, failure: crm.failure } } : user;
  });

  app.delete(
    '/pairings/current',
    { schema: { summary: 'Revoke the token this is called with', tags: ['Access'], response: { 204: Type.Null() } } },
    async (request, reply) => {
      const me = whoOf(request);
      if (me.by !== 'token') throw new Refusal(403, 'token_needed', 'Only a paired device can end its own pairing.');
      await revokeToken(db, me, clock());
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/pairing-codes',
    { schema: { summary: 'A new pairing code for the user who is signed in', tags: ['Access'], response: { 201: PairingCodeSchema } } },
    async (request, reply) => {
      const me = whoOf(request);
      // A stolen token must not be able to make itself more.
      if (me.by !== 'session') throw new Refusal(403, 'sign_in_needed', 'Pairing codes are shown in a browser that is signed in.');
      return reply.code(201).send(await issuePairingCode(db, me.tenant, me.userId, clock()));
    },
  );
}
