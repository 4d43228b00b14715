// OAuth 2: a code for tokens, a refresh token that changes with each use.

import { refuse } from './envelope.mjs';

/** @typedef {import('./envelope.mjs').Answer} Answer */

export const CLIENT = { id: 'client-of-threadline', secret: 'secret-of-threadline', redirectUri: 'http://127.0.0.1/oauth/zendesk-sell' };
const HOUR_S = 3600;
const SCOPE = 'read write profile';

/** @param {import('./store.mjs').Store} store @param {() => number} clock */
export function makeAuthorisation(store, clock) {
  /** Codes not yet used, and the one refresh token that is good, each with its user. @type {Map<string, number>} */
  const codes = new Map();
  /** @type {Map<string, { userId: number, family: number, used: boolean }>} */
  const refreshTokens = new Map();
  let count = 0;

  /** @param {number} userId @param {number} family @returns {Answer} */
  function hand(userId, family) {
    count += 1;
    const access = `access${count}`.padEnd(64, '0');
    const refresh = `refresh${count}`.padEnd(64, '0');
    store.tokens.set(access, { userId, scopes: SCOPE.split(' '), expiresAt: clock() + HOUR_S * 1000 });
    refreshTokens.set(refresh, { userId, family, used: false });
    return { status: 200, body: { access_token: access, token_type: 'bearer', expires_in: HOUR_S, refresh_token: refresh, scope: SCOPE } };
  }

  const refused = (/** @type {string} */ error, status = 400) => ({ status, body: { error, error_description: 'The grant is not good.' } });

  return {
    /** @param {import('./api.mjs').Request} request @returns {Answer} */
    answer({ method, url, headers, body }) {
      if (method === 'GET' && url.pathname === '/oauth2/authorize') return authorize(url);
      if (method === 'GET' && url.pathname === '/oauth2/token/info') return info(headers.authorization);
      if (method !== 'POST' || !['/oauth2/token', '/oauth2/revoke'].includes(url.pathname))
        return refuse(404, { code: 'incorrect_path', message: 'incorrect path' });
      const basic = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;
      if (headers.authorization !== basic) return refused('invalid_client', 401);
      if (!/^application\/x-www-form-urlencoded/.test(String(headers['content-type']))) return refused('invalid_request');
      const form = new URLSearchParams(body);
      return url.pathname === '/oauth2/revoke' ? revoke(form) : exchange(form);
    },
  };

  /** The user says yes at once. @param {URL} url @returns {Answer} */
  function authorize({ searchParams }) {
    const redirect = searchParams.get('redirect_uri') ?? '';
    if (searchParams.get('client_id') !== CLIENT.id || searchParams.get('response_type') !== 'code' || !redirect)
      return refused('invalid_request');
    count += 1;
    const code = `code${count}`;
    codes.set(code, 9);
    const back = new URL(redirect);
    back.searchParams.set('code', code);
    const state = searchParams.get('state');
    if (state) back.searchParams.set('state', state);
    return { status: 302, headers: { location: back.href }, body: '' };
  }

  /** @param {URLSearchParams} form @returns {Answer} */
  function exchange(form) {
    if (form.get('grant_type') === 'authorization_code') {
      const userId = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      return userId === undefined || !form.get('redirect_uri') ? refused('invalid_grant') : hand(userId, count);
    }
    const known = refreshTokens.get(form.get('refresh_token') ?? '');
    if (form.get('grant_type') !== 'refresh_token' || !known || known.used) return refused('invalid_grant');
    known.used = true;
    return hand(known.userId, known.family);
  }

  /** @param {URLSearchParams} form @returns {Answer} */
  function revoke(form) {
    store.tokens.delete(form.get('token') ?? '');
    refreshTokens.delete(form.get('token') ?? '');
    return { status: 200, body: {} };
  }

  /** @param {string | string[] | undefined} authorization @returns {Answer} */
  function info(authorization) {
    const token = store.tokens.get(/^Bearer (\S+)$/.exec(String(authorization))?.[1] ?? '');
    return token ? { status: 200, body: { scope: token.scopes.join(' '), expires_in: HOUR_S } } : refused('invalid_token', 401);
  }
}
