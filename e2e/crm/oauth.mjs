import { createHash } from 'node:crypto';

// OAuth 2 as the CRMs speak it (RFC 6749, 7636): a code for tokens, a refresh token for new ones. Mounted into each practice
// CRM, stricter than theirs: it takes nothing that is not exactly as it was asked for.

/**
 * @typedef {{ method: string, url: URL, headers: import('node:http').IncomingHttpHeaders, body: string }} OAuthRequest
 * @typedef {{ status: number, headers?: Record<string, string>, json?: unknown, text?: string }} OAuthAnswer
 * @typedef {{ id: string, secret: string, redirectUris: string[] }} Client
 *
 * @typedef {object} Style What differs from CRM to CRM.
 * @property {string} authorizePath
 * @property {string} tokenPath
 * @property {'form' | 'header'} clientIn Where the client's secret stands.
 * @property {readonly string[]} scopes All that may be asked for.
 * @property {number} accessSeconds
 * @property {'uuid' | 'wide'} tokens How tokens look: 36 or 64 characters.
 * @property {(refreshed: unknown) => object} [more] What the answer says beside the tokens.
 * @property {(request: OAuthRequest) => string | null} revoked The refresh token that a request takes back; null: it is none.
 *
 * @typedef {object} Habits What is not documented, or a test's to choose.
 * @property {boolean} rotates A refresh token dies with its use.
 * @property {boolean} graceful With `rotates`: it dies only when what came with it is used first, so that a lost answer can be asked for again.
 * @property {boolean} saysYes Whoever comes to consent does so.
 * @property {boolean} oldWords Refusals in HubSpot's older form.
 */

const CODE_MS = 60_000;

/** @type {Record<'hubspot' | 'zendesk-sell', Omit<Style, 'scopes'>>} */
export const STYLES = {
  hubspot: {
    authorizePath: '/oauth/authorize',
    tokenPath: '/oauth/2026-03/token',
    clientIn: 'form',
    accessSeconds: 1800,
    tokens: 'uuid',
    more: () => ({ token_use: 'access_token', hub_id: 7000123, user_id: 1296619 }),
    revoked: ({ method, url }) => (method === 'DELETE' ? (/^\/oauth\/v1\/refresh-tokens\/([^/]+)$/.exec(url.pathname)?.[1] ?? null) : null),
  },
  'zendesk-sell': {
    authorizePath: '/oauth2/authorize',
    tokenPath: '/oauth2/token',
    clientIn: 'header',
    accessSeconds: 3600,
    tokens: 'wide',
    revoked: ({ method, url, body }) =>
      method === 'POST' && url.pathname === '/oauth2/revoke' ? new URLSearchParams(body).get('token') : null,
  },
};

/** Invented; nothing but these fakes takes it. */
export const CLIENT = { id: 'client-of-threadline', secret: 'secret-of-threadline', redirectUris: ['http://127.0.0.1/oauth/callback'] };

/**
 * @param {Style} style
 * @param {{ clock: () => number, client?: Client, admit: (access: string, expiresAt: number, scopes: string[]) => void, expel: (access: string) => void }} setting
 *   `admit`: from now on the CRM's API takes this token.
 */
export function makeAuthorisation(style, { clock, client = structuredClone(CLIENT), admit, expel }) {
  /** @type {Habits} */
  const habits = { rotates: style.tokenPath === STYLES['zendesk-sell'].tokenPath, graceful: false, saysYes: true, oldWords: false };
  /** @type {Map<string, { redirectUri: string, challenge: string | null, scopes: string[], until: number }>} */
  const codes = new Map();
  /** By refresh token. `heirOf`: what it was given for, which ends when this is used. @type {Map<string, { scopes: string[], access: string, heirOf: string | null }>} */
  const grants = new Map();
  /** Every time that tokens were asked for, and what came of it. @type {{ grantType: string, outcome: string }[]} */
  const asked = [];
  let count = 0;

  const name = (/** @type {string} */ kind) => {
    count += 1;
    const text = `${kind}${count}x${createHash('sha256').update(`${kind}${count}`).digest('hex')}`;
    return style.tokens === 'wide' ? text.slice(0, 64) : text.slice(0, 36);
  };
  const refused = (/** @type {string} */ error, status = 400) => {
    const old = { status: 'BAD_REFRESH_TOKEN', message: 'missing or invalid refresh token', correlationId: 'c1' };
    return { status, json: habits.oldWords && error === 'invalid_grant' ? old : { error, error_description: 'It is not good.' } };
  };

  /** @param {string[]} scopes @param {string | null} before @param {boolean} keeps @returns {OAuthAnswer} */
  function hand(scopes, before, keeps) {
    const access = name('access');
    const refresh = keeps && before ? before : name('refresh');
    grants.set(refresh, { scopes, access, heirOf: keeps ? null : before });
    admit(access, clock() + style.accessSeconds * 1000, scopes);
    const tokens = { access_token: access, refresh_token: refresh, token_type: 'bearer', expires_in: style.accessSeconds };
    return { status: 200, json: { ...tokens, scope: scopes.join(' '), ...style.more?.(before) } };
  }

  /** @param {URL} url @returns {OAuthAnswer} */
  function authorize({ searchParams }) {
    const asks = Object.fromEntries(searchParams);
    const { client_id, redirect_uri = '', response_type, scope = '', state, code_challenge = null, code_challenge_method } = asks;
    // To an address that nobody registered nobody is sent.
    if (client_id !== client.id || !client.redirectUris.includes(redirect_uri)) return { status: 400, text: 'Unknown client or address.' };
    const scopes = scope.split(' ').filter(Boolean);
    const isFlawed = response_type !== 'code' || !state || scopes.length === 0 || scopes.some((one) => !style.scopes.includes(one));
    const isPlain = code_challenge !== null && (code_challenge_method !== 'S256' || !/^[\w-]{43}$/.test(code_challenge));
    const back = new URL(redirect_uri);
    if (state) back.searchParams.set('state', state);
    if (isFlawed || isPlain || !habits.saysYes) back.searchParams.set('error', isFlawed || isPlain ? 'invalid_request' : 'access_denied');
    else {
      const code = name('code');
      codes.set(code, { redirectUri: redirect_uri, challenge: code_challenge, scopes, until: clock() + CODE_MS });
      back.searchParams.set('code', code);
    }
    return { status: 302, headers: { location: back.href }, text: '' };
  }

  /** @param {URLSearchParams} form @returns {OAuthAnswer} */
  function exchange(form) {
    if (form.get('grant_type') === 'authorization_code') return redeem(form);
    if (form.get('grant_type') !== 'refresh_token') return refused('unsupported_grant_type');
    const refresh = form.get('refresh_token') ?? '';
    const grant = grants.get(refresh);
    if (!grant) return refused('invalid_grant');
    if (grant.heirOf) {
      grants.delete(grant.heirOf);
      grant.heirOf = null;
    }
    if (habits.rotates && !habits.graceful) grants.delete(refresh);
    expel(grant.access);
    return hand(grant.scopes, refresh, !habits.rotates);
  }

  /** A code is good once, for a minute, for the address and the verifier that it was asked with. @param {URLSearchParams} form */
  function redeem(form) {
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    if (!code || code.until <= clock() || form.get('redirect_uri') !== code.redirectUri) return refused('invalid_grant');
    const verifier = form.get('code_verifier');
    const isVerified =
      code.challenge === null
        ? verifier === null
        : createHash('sha256')
            .update(verifier ?? '')
            .digest('base64url') === code.challenge;
    return isVerified ? hand(code.scopes, null, false) : refused('invalid_grant');
  }

  /** @param {OAuthRequest} request */
  function isClient({ headers, body }) {
    const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`;
    const form = new URLSearchParams(body);
    if (style.clientIn === 'header') return headers.authorization === basic && !form.has('client_secret');
    return headers.authorization === undefined && form.get('client_id') === client.id && form.get('client_secret') === client.secret;
  }

  return {
    client,
    habits,
    asked,
    /** Refresh tokens that are good. */
    live: () => [...grants.keys()],
    /** Somebody takes the endpoint's rights away in the CRM. */
    withdraw() {
      for (const { access } of grants.values()) expel(access);
      grants.clear();
    },
    /** @param {OAuthRequest} request @returns {OAuthAnswer | null} Null: none of its paths. */
    answer(request) {
      const { method, url, headers, body } = request;
      const revoked = style.revoked(request);
      if (revoked !== null) {
        if (style.clientIn === 'header' && !isClient(request)) return refused('invalid_client', 401);
        const grant = grants.get(revoked);
        if (grant) expel(grant.access);
        grants.delete(revoked);
        return { status: style.clientIn === 'header' ? 200 : 204, text: '' };
      }
      if (method === 'GET' && url.pathname === style.authorizePath) return authorize(url);
      if (method !== 'POST' || url.pathname !== style.tokenPath) return null;
      if (!/^application\/x-www-form-urlencoded/.test(String(headers['content-type']))) return refused('invalid_request');
      const form = new URLSearchParams(body);
      const answer = isClient(request) ? exchange(form) : refused('invalid_client', 401);
      asked.push({ grantType: form.get('grant_type') ?? '', outcome: answer.status === 200 ? 'ok' : 'refused' });
      return answer;
    },
  };
}
