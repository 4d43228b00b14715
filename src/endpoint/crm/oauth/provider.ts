import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import type { Checked } from '../../../connectors/crm-connector';
import { ask, type HttpCall, judgeStatus, notTheirs, retry } from '../../../connectors/http';
import { HUBSPOT_URL, HUBSPOT_VERSION } from '../../../connectors/hubspot/api';
import { findConnectorKind } from '../../../connectors/registry';
import { BASE_URL } from '../../../connectors/zendesk-sell/api';

/** What the CRM gave the operator for this endpoint; the secret stays here. */
export interface OAuthClient {
  clientId: string;
  clientSecret: string;
}

/** How one CRM lets itself be asked for tokens. Addresses without a query. */
export interface OAuthProvider {
  authorizeUrl: string;
  tokenUrl: string;
  scopes: readonly string[];
  /** Where the client's secret stands: in the form, or in the header (RFC 6749 2.3.1). */
  clientIn: 'form' | 'header';
  revoke(refreshToken: string): Pick<HttpCall, 'method' | 'url' | 'form'>;
}

/** Where the CRMs live that speak OAuth; each has one address for all. */
export const OAUTH_HOMES: Record<string, string> = { hubspot: HUBSPOT_URL, 'zendesk-sell': BASE_URL };

/** `apiUrl`: the API's; `consentUrl`: where people say yes, if that is another place than the CRM's own. */
export function providerOf(connector: string, apiUrl: string, consentUrl?: string): OAuthProvider | null {
  const scopes = findConnectorKind(connector)?.rights ?? [];
  if (connector === 'hubspot') {
    return {
      authorizeUrl: `${consentUrl ?? 'https://app.hubspot.com'}/oauth/authorize`,
      tokenUrl: `${apiUrl}/oauth/${HUBSPOT_VERSION}/token`,
      ...{ scopes, clientIn: 'form' },
      // It has no dated form.
      revoke: (token) => ({ method: 'DELETE', url: `${apiUrl}/oauth/v1/refresh-tokens/${encodeURIComponent(token)}` }),
    };
  }
  if (connector !== 'zendesk-sell') return null;
  return {
    authorizeUrl: `${consentUrl ?? apiUrl}/oauth2/authorize`,
    tokenUrl: `${apiUrl}/oauth2/token`,
    ...{ scopes, clientIn: 'header' },
    revoke: (token) => ({ method: 'POST', url: `${apiUrl}/oauth2/revoke`, form: new URLSearchParams({ token }) }),
  };
}

const TokensSchema = Type.Object({
  access_token: Type.String({ minLength: 1 }),
  refresh_token: Type.Optional(Type.String({ minLength: 1 })),
  /** Seconds. */
  expires_in: Type.Number({ minimum: 1 }),
});
export type Tokens = Static<typeof TokensSchema>;

/** Without a number of its own, or with a mad one, a token is asked for anew after at most so long. */
export const LONGEST_S = 86_400;

/** RFC 6749 5.2; the other is HubSpot's older form. */
const RefusalSchema = Type.Union([Type.Object({ error: Type.String() }), Type.Object({ status: Type.String(), message: Type.String() })]);

export interface TokenCall {
  provider: OAuthProvider;
  client: OAuthClient;
  fetch: typeof fetch;
  grant: Record<string, string>;
}

/**
 * Asks for tokens. `token_refused`: the grant, or the client, is not good and will not be. Anything else may be asked
 * again. Never throws; no word of the answer is kept but the tokens.
 */
export async function askForTokens({ provider, client, fetch, grant }: TokenCall): Promise<Checked<Tokens>> {
  const form = new URLSearchParams(grant);
  if (provider.clientIn === 'form') {
    form.set('client_id', client.clientId);
    form.set('client_secret', client.clientSecret);
  }
  const heard = await ask({ fetch }, { method: 'POST', url: provider.tokenUrl, headers: headersOf(provider, client), form });
  if (!heard.ok) return heard;
  const { status, body } = heard.answer;
  if (status >= 200 && status < 300) return Check(TokensSchema, body) ? { ok: true, value: body } : { ok: false, outcome: notTheirs };
  const isRefusal = (status === 400 || status === 401 || status === 403) && Check(RefusalSchema, body);
  return { ok: false, outcome: isRefusal ? retry('token_refused', 'connection') : (judgeStatus(heard.answer) ?? notTheirs) };
}

/** Takes back what the CRM gave us. Best effort: it may be away, or have forgotten it. */
export async function revokeTokens({ provider, client, fetch }: Omit<TokenCall, 'grant'>, refreshToken: string): Promise<void> {
  await ask({ fetch }, { ...provider.revoke(refreshToken), headers: headersOf(provider, client) });
}

function headersOf({ clientIn }: OAuthProvider, { clientId, clientSecret }: OAuthClient): Record<string, string> {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  return { accept: 'application/json', ...(clientIn === 'header' ? { authorization: `Basic ${basic}` } : {}) };
}
