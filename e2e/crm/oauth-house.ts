import { API_PREFIX } from '../../src/core/endpoint-api';
import { makeHub } from '../../src/endpoint/crm/hub';
import { startTestEndpoint } from '../../src/endpoint/testing';
import { START } from '../../src/endpoint/testing-mails';
import { startHubSpot } from './hubspot/server.mjs';
import { CLIENT } from './oauth.mjs';
import { makePatientTime } from './patient-time';
import { startZendeskSell } from './zendesk-sell/server.mjs';

export type Crm = 'hubspot' | 'zendesk-sell';
export const CRMS: Crm[] = ['hubspot', 'zendesk-sell'];
const PUBLIC_URL = 'http://endpoint.example';

/** An endpoint that a practice CRM knows as its client, an admin's browser, and one clock. */
export async function openOAuthHouse(crm: Crm) {
  let clock = () => START;
  const server = await (crm === 'hubspot' ? startHubSpot : startZendeskSell)({ clock: () => clock() });
  server.oauth.client.redirectUris = [`${PUBLIC_URL}/oauth/${crm}/callback`];
  const clients = { [crm]: { clientId: CLIENT.id, clientSecret: CLIENT.secret, consentUrl: server.url } };
  const patient = makePatientTime((ms) => {
    endpoint.time.now += ms;
  });
  const urls = { [crm]: server.url };
  const endpoint = await startTestEndpoint({ crm: { urls, clients, patienceMs: 20_000, fetch: patient.fetch, sleep: patient.sleep } });
  clock = () => endpoint.time.now;
  const { call, newLink, tom, db, vault } = endpoint;

  const cookieOf = (headers: Record<string, unknown>) => String(headers['set-cookie'] ?? '').split(';')[0] ?? '';
  const signIn = async (user = tom) => cookieOf((await call('GET', `/sign-in?link=${await newLink(user)}`)).headers);
  const admin = await signIn();

  /** To the CRM. */
  async function begin(cookie = admin) {
    const { status, headers, json } = await call('GET', `/oauth/${crm}/start`, { headers: { cookie } });
    return { status, json, url: String(headers.location ?? ''), browser: cookieOf(headers) };
  }
  /** The CRM asks, somebody says yes or no, and is sent back: with what, is in the answer's address. */
  async function decide(url: string): Promise<URL> {
    const answer = await fetch(url, { redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? 'http://nowhere.example');
  }
  /** As the page hears of it: `connected`, or what went wrong. */
  async function comeBack(back: URL, browser: string): Promise<string | null> {
    const { headers } = await call('GET', back.pathname + back.search, { headers: { cookie: browser } });
    return new URL(String(headers.location), PUBLIC_URL).searchParams.get('crm');
  }
  async function consent(): Promise<string | null> {
    const { url, browser } = await begin();
    return comeBack(await decide(url), browser);
  }

  return {
    ...endpoint,
    endpoint,
    server,
    oauth: server.oauth,
    admin,
    signIn,
    begin,
    decide,
    comeBack,
    consent,
    lookUp: (address = 'ada@acme.example') => call('POST', 'look-ups', { token: endpoint.tokens.anna, body: { addresses: [address] } }),
    connection: async () => (await call('GET', 'crm-connection', { headers: { cookie: admin } })).json.connection,
    disconnect: () => call('DELETE', `${API_PREFIX}/crm-connection`, { headers: { cookie: admin } }),
    countRefreshes: () => server.oauth.asked.filter(({ grantType }) => grantType === 'refresh_token').length,
    /** The mails of this subject that the CRM has. */
    countMails(text: string): number {
      const state = server.state() as { emails?: object[]; notes?: object[] };
      return (state.emails ?? state.notes ?? []).filter((one) => JSON.stringify(one).includes(text)).length;
    },
    /** Another process over the same database, as after the first was killed. */
    restart: () =>
      makeHub({
        ...{ db, vault, fetch: patient.fetch, clock: () => clock(), sleep: patient.sleep, random: () => 0.5, log: () => {} },
        ...{ urls, clients, patienceMs: 5000 },
      }),
    async stop() {
      await endpoint.stop();
      await server.close();
    },
  };
}
export type OAuthHouse = Awaited<ReturnType<typeof openOAuthHouse>>;
