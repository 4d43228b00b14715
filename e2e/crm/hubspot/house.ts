import type { ConnectorContext } from '../../../src/connectors/crm-connector';
import { HUBSPOT_LANES, HUBSPOT_RATE } from '../../../src/connectors/hubspot/api';
import { makeHubSpotConnector } from '../../../src/connectors/hubspot/hubspot';
import { makeMemory } from '../../../src/connectors/memory';
import { makePace } from '../../../src/connectors/pace';
import type { Engagement } from '../../../src/core/engagement';
import type { Hold } from '../../../src/core/outbox/holds';
import { makeMemoryStore } from '../../../src/core/outbox/memory-store';
import { makeOutbox } from '../../../src/core/outbox/outbox';
import { sampleEngagement } from '../../../src/core/outbox/samples';
import type { FailureCode } from '../../../src/core/outcome';
import { startHubSpot, TOKEN } from './server.mjs';

const START = Date.parse('2026-11-22T09:00:00Z');
const HOUR = 3_600_000;

type Options = Parameters<typeof startHubSpot>[0];

/** A HubSpot on loopback, an outbox on its way to it, and one clock for both that stands still unless something waits. */
export async function openHouse(options: Options = {}) {
  const time = { now: START };
  const clock = () => time.now;
  const hubspot = await startHubSpot({ clock, ...options });
  const kept: Record<string, Hold> = {};
  const health: (FailureCode | null)[] = [];
  const files = new Map<string, Uint8Array>();
  const store = makeMemoryStore();
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
  const start = (connector = connect()) =>
    makeOutbox({
      store,
      holds: {
        load: async () => ({ ...kept }),
        save: async (id, hold) => {
          if (hold) kept[id] = hold;
          else delete kept[id];
        },
      },
      connectorFor: async () => connector,
      recheck: async (engagement) => ({ kind: 'log', engagement }),
      readAttachment: async (_entryId, sha256) => files.get(sha256) ?? null,
      onChange: () => undefined,
      onConnection: (_id, code) => health.push(code),
      clock,
      random: () => 0.5,
    });
  const outbox = start();

  /** Until nothing is on its way any longer, or the connection needs somebody. */
  async function settle(through = outbox): Promise<void> {
    for (let round = 0; round < 40; round++) {
      await through.flush();
      const { waiting, sending, removing } = await store.counts();
      if (waiting + sending + removing === 0 || health.at(-1) === 'token_refused') return;
      time.now += 2 * HOUR;
    }
    throw new Error('it never settled');
  }

  return { ...{ time, hubspot, store, files, health, context, connect, start, outbox, settle }, close: () => hubspot.close() };
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
