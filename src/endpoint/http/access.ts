import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Identity, identifySession, identifyToken, noteUse } from '../store/credentials';
import type { Database } from '../store/database';
import { type Log, Refusal } from './problem';

export const SESSION_COOKIE = 'threadline_session';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null: nobody we know. Set before the rate limit, which counts by it. */
    identity: Identity | null;
  }
  interface FastifyContextConfig {
    /** Nobody signs in to this: who calls is not looked up. */
    isAnonymous?: boolean;
  }
}

/** Finds out who calls, by token or by cookie. Refuses nobody: that is `requireIdentity`'s. */
export function addIdentification(app: FastifyInstance, db: Database, clock: () => number, log: Log): void {
  app.decorateRequest('identity', null);
  app.addHook('onRequest', async (request) => {
    if (request.routeOptions.config.isAnonymous) return;
    const token = bearerOf(request);
    if (token !== null) {
      const found = await identifyToken(db, token);
      // A token belongs to the extension it was given to.
      const isElsewhere = found?.origin && request.headers.origin && found.origin !== request.headers.origin;
      if (!found || isElsewhere) return;
      request.identity = found;
      noteUse(db, found, clock()).catch((error: Error) => log({ event: 'last_use_not_noted', name: error.name }));
      return;
    }
    const session = request.cookies[SESSION_COOKIE];
    if (session) request.identity = await identifySession(db, session, clock());
  });
}

function bearerOf(request: FastifyRequest): string | null {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** A hook before the body is read: nobody unknown makes us parse anything. */
export async function requireIdentity(request: FastifyRequest): Promise<void> {
  const { identity } = request;
  if (!identity) {
    throw request.headers.authorization === undefined
      ? new Refusal(401, 'not_signed_in', 'Sign in first: by a sign-in link, or with a token from pairing.')
      : new Refusal(401, 'token_refused', 'This token is unknown or was revoked: pair again.');
  }
  if (identity.by === 'session' && !isOwnPage(request)) {
    throw new Refusal(403, 'foreign_origin', 'A signed-in browser may change things from the endpoint’s own pages only.');
  }
}

/** A browser names the origin of every request that changes something. */
function isOwnPage({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD' || headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}

/** Who calls, in a route behind `requireIdentity`. */
export function whoOf(request: FastifyRequest): Identity & { userId: string } {
  const { identity } = request;
  if (!identity) throw new Refusal(401, 'not_signed_in', 'Sign in first.');
  return { ...identity, userId: identity.user.id };
}
