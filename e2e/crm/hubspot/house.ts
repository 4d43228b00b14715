import type { ConnectorContext } from '../../../src/connectors/crm-connector';
import { HUBSPOT_LANES, HUBSPOT_RATE } from '../../../src/connectors/hubspot/api';
import { makeHubSpotConnector } from '../../../src/connectors/hubspot/hubspot';
import { makeMemory } from '../../../src/connectors/memory';
import { makePace } from '../../../src/connectors/pace';
import type { Engagement } from '../../../src/core/engagement';
import { sampleEngagement } from '../../../src/core/outbox/samples';
import { openRepOutbox } from '../rep-outbox';
import { startHubSpot, TOKEN } from './server.mjs';

const START = Date.parse('2026-11-22T09:00:00Z');

type Options = Parameters<typeof startHubSpot>[0];

/** A HubSpot on loopback, an outbox on its way to it, and one clock for both that stands still unless something waits. */
export async function openHouse(options: Options = {}) {
  const time = { now: START };
  const clock = () => time.now;
  const hubspot = await startHubSpot({ clock, ...options });
  const files = new Map<string, Uint8Array>();
  const sleep = async (ms: number) => {
    await new Promise((done) => setImmediate(done));
    time.now += ms;
  };
  const context = {
    fetch: ((...args) => fetch(...args)) as typeof fetch,
    baseUrl: hubspot.url,
    token: TOKEN,
    pace: makePace(HUBSPOT_RATE, HUBSPOT_LANES, { clock, sleep }),
  };
  /** As after a start: with an empty memory. */
  const connect = (changes: Partial<ConnectorContext> = {}) => makeHubSpotConnector({ ...context, memory: makeMemory(clock), ...changes });
  const rep = openRepOutbox({ time, connector: () => connect(), files });
  /** Until nothing is on its way any longer, or somebody has to reconnect. */
  const settle = (through = rep.outbox) => rep.settle(through, () => rep.health.at(-1) === 'token_refused');

  return { ...rep, settle, time, hubspot, files, context, connect, close: () => hubspot.close() };
}
export type House = Awaited<ReturnType<typeof openHouse>>;

export const SHA = 'a'.repeat(64);

export const contact = (recordId: string | null, address: string, name: string, create = false): Engagement['associations'][number] => ({
  ...{ kind: 'contact', recordId, address, name, create },
});

/** A mail that asks for everything: somebody known by address only, somebody new, a company and deals, a file. */
export const wholeMail = (number = 1, changes: Partial<Engagement> = {}): Engagement =>
  sampleEngagement(number, {
    to: [
      { address: 'ada@acme.example', name: 'Ada Lovelace' },
      { address: 'new@acme.example', name: 'Newton, Isaac' },
    ],
    attachments: [{ name: 'offer.pdf', type: 'application/pdf', size: 5, sha256: SHA }],
    associations: [contact(null, 'ada@acme.example', 'Ada Lovelace', true), contact(null, 'new@acme.example', 'Newton, Isaac', true)],
    associationsComplete: false,
    ...changes,
  });

/** A mail to Ada as the plan leaves it: with all its records known. */
export const knownMail = (number = 1, changes: Partial<Engagement> = {}): Engagement =>
  sampleEngagement(number, {
    associations: [
      contact('501', 'ada@acme.example', 'Ada Lovelace'),
      { kind: 'company', recordId: '901', name: 'Acme' },
      { kind: 'deal', recordId: '802', name: 'Acme: onboarding package' },
      { kind: 'deal', recordId: '801', name: 'Acme: forty seats' },
    ],
    ...changes,
  });
