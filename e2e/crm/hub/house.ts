import { IngestAnswerSchema, StatesAnswerSchema } from '../../../src/core/endpoint-api';
import { expectShape, startTestEndpoint, type TestEndpoint } from '../../../src/endpoint/testing';
import { START } from '../../../src/endpoint/testing-mails';
import { startHubSpot, TOKEN } from '../hubspot/server.mjs';

type Options = Parameters<typeof startTestEndpoint>[0];
type User = TestEndpoint['anna'];

/** The demo's organisation with a practice HubSpot behind it, on one clock that stands still unless somebody waits for his turn. */
export async function openHouse({ crm, ...options }: NonNullable<Options> = {}) {
  let clock = () => START;
  const hubspot = await startHubSpot({ clock: () => clock() });
  const endpoint = await startTestEndpoint({
    ...options,
    crm: { patienceMs: 20_000, ...crm, urls: { hubspot: hubspot.url, ...crm?.urls } },
  });
  clock = () => endpoint.time.now;

  async function signIn(user: User) {
    const { headers } = await endpoint.call('GET', `/sign-in?link=${await endpoint.newLink(user)}`);
    return { cookie: String(headers['set-cookie']).split(';')[0] ?? '' };
  }
  const admin = await signIn(endpoint.tom);

  return {
    ...endpoint,
    endpoint,
    hubspot,
    signIn,
    admin,
    connect: (token = TOKEN) => endpoint.call('PUT', 'crm-connection', { headers: admin, body: { connector: 'hubspot', token } }),
    crm: async () => (await endpoint.call('GET', 'crm-connection', { token: endpoint.tokens.anna })).json,
    /** Logs as Anna, and answers what the endpoint says. */
    async log(engagement: unknown, token = endpoint.tokens.anna) {
      const { json } = await endpoint.call('POST', 'engagements', { token, body: { engagements: [engagement] } });
      expectShape(IngestAnswerSchema, json);
      return json.results[0];
    },
    async statesOf(asked: object, token = endpoint.tokens.anna) {
      const { json } = await endpoint.call('POST', 'engagement-states', { token, body: asked });
      expectShape(StatesAnswerSchema, json);
      return json;
    },
    remove: (id: string, token = endpoint.tokens.anna) => endpoint.call('DELETE', `engagements/${id}`, { token }),
    async known(address: string) {
      const { status, json } = await endpoint.call('POST', 'look-ups', { token: endpoint.tokens.anna, body: { addresses: [address] } });
      return status === 200 ? json.known[0] : json;
    },
    changes: async (token = endpoint.tokens.anna, cursor = '') =>
      (await endpoint.call('GET', `changes?cursor=${cursor}`, { token })).json.changes as { engagementId: string; change: string }[],
    async recordsOf(id: string): Promise<string[]> {
      const { json } = await endpoint.call('GET', `engagements/${id}`, { token: endpoint.tokens.anna });
      return json.item.records.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`);
    },
    async stop() {
      await endpoint.stop();
      await hubspot.close();
    },
  };
}
export type House = Awaited<ReturnType<typeof openHouse>>;
