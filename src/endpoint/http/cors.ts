import type { FastifyCorsOptionsDelegatePromise } from '@fastify/cors';
import { API_PREFIX } from '../../core/endpoint-api';
import { isPairedOrigin } from '../store/credentials';
import type { Database } from '../store/database';

const EXTENSION_ORIGIN = /^(chrome|moz|safari-web)-extension:\/\/[A-Za-z0-9-]{1,64}$/;

/** The origin of an extension, or null for any other page or none. */
export const extensionOrigin = (origin: string | undefined): string | null => (origin && EXTENSION_ORIGIN.test(origin) ? origin : null);

/**
 * The extension asks for no host permission to reach us and relies on CORS: any extension may try a pairing code, paired
 * ones may call the rest. Never a web page; never with cookies.
 */
export function makeCors(db: Database): FastifyCorsOptionsDelegatePromise {
  return async (request) => {
    const origin = extensionOrigin(request.headers.origin);
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const isAllowed =
      origin !== null && path.startsWith(API_PREFIX) && (path === `${API_PREFIX}/pairings` || (await isPairedOrigin(db.read, origin)));
    return {
      origin: isAllowed ? origin : false,
      methods: ['GET', 'POST', 'PUT', 'DELETE'],
      allowedHeaders: ['Authorization', 'Content-Type'],
      // Not among the headers that CORS lets a script read by itself.
      exposedHeaders: ['Retry-After'],
      maxAge: 600,
    };
  };
}
