import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { beginConsent, type Consent, endConsent } from '../crm/oauth/consents';
import { askForTokens, OAUTH_HOMES, revokeTokens, type TokenCall } from '../crm/oauth/provider';
import { secretOf } from '../crm/oauth/tokens';
import { findSession } from '../store/credentials';
import { requireIdentity, whoOf } from './access';
import type { App, Context } from './context';
import { Refusal } from './problem';
import { requireAdmin } from './routes/crm';
import { GUESSES } from './routes/pairings';

const COOKIE = 'threadline_consent';
/** Lax: one comes back from the CRM's site, where the session's own cookie does not go along. */
const COOKIE_OPTIONS = { path: '/oauth', httpOnly: true, sameSite: 'lax', maxAge: 600 } as const;

const ConnectorParams = Type.Object({ connector: Type.String({ maxLength: 40 }) });
const BackQuery = Type.Object({
  state: Type.Optional(Type.String({ maxLength: 200 })),
  code: Type.Optional(Type.String({ maxLength: 4000 })),
  error: Type.Optional(Type.String({ maxLength: 200 })),
});

type Options = { isSecure: boolean; publicUrl: () => string };

/** K8. To the CRM and back, in the admin's browser: the way by which the endpoint gets its own tokens. */
export async function addConsentPages(app: App, context: Context, { isSecure, publicUrl }: Options): Promise<void> {
  const { db, clock, hub } = context;
  const redirectUri = (connector: string) => `${publicUrl()}/oauth/${connector}/callback`;

  app.get(
    '/oauth/:connector/start',
    {
      exposeHeadRoute: false,
      preParsing: requireIdentity,
      config: { rateLimit: GUESSES },
      schema: { hide: true, params: ConnectorParams },
    },
    async (request, reply) => {
      const me = requireAdmin(whoOf(request));
      const { connector } = request.params;
      const oauth = hub.clientOf(connector);
      if (!oauth) throw new Refusal(404, 'not_found', 'The operator has not registered this endpoint with that CRM.');
      const consent: Consent = { tenant: me.tenant, connector, userId: me.userId, sessionId: me.id };
      const { state, browser, challenge } = await beginConsent(db, hub.vault, consent, clock());
      const query = new URLSearchParams({
        ...{ client_id: oauth.client.clientId, redirect_uri: redirectUri(connector), response_type: 'code' },
        ...{ scope: oauth.provider.scopes.join(' '), state },
        // A server that does not know it leaves it alone (RFC 6749 3.1).
        ...{ code_challenge: challenge, code_challenge_method: 'S256' },
      });
      reply.setCookie(COOKIE, browser, { ...COOKIE_OPTIONS, secure: isSecure });
      return reply.header('cache-control', 'no-store').redirect(`${oauth.provider.authorizeUrl}?${query}`, 303);
    },
  );

  app.get(
    '/oauth/:connector/callback',
    { exposeHeadRoute: false, config: { rateLimit: GUESSES }, schema: { hide: true, params: ConnectorParams, querystring: BackQuery } },
    async (request, reply) => {
      const { connector } = request.params;
      const { state = '', code, error } = request.query;
      const browser = request.cookies[COOKIE] ?? '';
      reply.clearCookie(COOKIE, { path: COOKIE_OPTIONS.path });
      const consent = await endConsent(db, hub.vault, { state, browser, connector }, clock());
      if (!consent || !(await isStillAdmin(context, consent))) return sendBack(reply, 'expired');
      if (error !== undefined || code === undefined) return sendBack(reply, 'declined');
      const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri(connector), code_verifier: consent.verifier };
      return sendBack(reply, await connectByGrant(context, consent, grant));
    },
  );
}

/** The session that began it, as it is now: nobody is signed out, or made less than an admin, in between. */
async function isStillAdmin({ db, clock }: Context, { tenant, sessionId }: Consent): Promise<boolean> {
  const session = await findSession(db, tenant, sessionId, clock());
  return session?.user.role === 'admin';
}

/** `connected`, or the code of what went wrong. */
async function connectByGrant({ hub, clock }: Context, consent: Consent, grant: Record<string, string>): Promise<string> {
  const { tenant, connector, userId } = consent;
  const oauth = hub.clientOf(connector);
  if (!oauth) return 'expired';
  const call: TokenCall = { ...oauth, fetch: hub.fetch, grant };
  const tokens = await askForTokens(call);
  if (!tokens.ok) return tokens.outcome.code;
  const { refresh_token } = tokens.value;
  // Without one it would end within the hour.
  if (refresh_token === undefined) return 'token_refused';
  const secret = secretOf(tokens.value, clock(), refresh_token);
  const connected = await hub.connect(tenant, { connector, baseUrl: OAUTH_HOMES[connector] ?? '', secret, connectedBy: userId });
  if (connected.ok) return 'connected';
  await revokeTokens(call, refresh_token);
  return connected.code;
}

/** The page says it in the reader's language. */
const sendBack = (reply: FastifyReply, result: string) =>
  reply.header('cache-control', 'no-store').redirect(`/timeline/?crm=${encodeURIComponent(result)}`, 303);
