import type { ConnectorContext } from '../../../src/connectors/crm-connector';
import { makeMemory } from '../../../src/connectors/memory';
import { makePace } from '../../../src/connectors/pace';
import { RATE } from '../../../src/connectors/zendesk-sell/api';
import { makeZendeskSellConnector } from '../../../src/connectors/zendesk-sell/zendesk-sell';
import type { Association, Engagement } from '../../../src/core/engagement';
import type { Hold } from '../../../src/core/outbox/holds';
import { makeMemoryStore } from '../../../src/core/outbox/memory-store';
import { makeOutbox } from '../../../src/core/outbox/outbox';
import { sampleEngagement, sampleId } from '../../../src/core/outbox/samples';
import { startZendeskSell, TOKEN } from './server.mjs';

type Options = Parameters<typeof startZendeskSell>[0] & {
  token?: string;
  /** What befalls requests on the rep's own side. */
  through?: (real: typeof fetch) => typeof fetch;
  /** Without it the connector is as forgetful as after the worker's death. */
  remembers?: boolean;
};

/** A rep's outbox at a practice Sell, on one clock that only tests move. */
export async function openDesk({ token = TOKEN, through = (real) => real, remembers = false, ...habits }: Options = {}) {
  const time = { now: Date.UTC(2026, 9, 30, 12) };
  const clock = () => time.now;
  const sell = await startZendeskSell({ clock, ...habits });
  const underWay = new Set<Promise<unknown>>();
  const counted: typeof fetch = (url, init) => {
    const asked = fetch(url, init);
    underWay.add(asked);
    return asked.finally(() => underWay.delete(asked));
  };
  /** Time passes only when nothing is on its way: else what was asked one after the other would arrive together. */
  const sleep = async (ms: number) => {
    await new Promise((begun) => setImmediate(begun));
    await Promise.allSettled(underWay);
    time.now += ms;
  };
  const context: ConnectorContext = {
    fetch: through(counted),
    baseUrl: sell.url,
    token,
    pace: makePace(RATE, {}, { clock, sleep }),
    ...(remembers ? { memory: makeMemory(clock) } : {}),
  };
  const connector = makeZendeskSellConnector(context);
  const store = makeMemoryStore();
  const kept: Record<string, Hold> = {};
  const start = (through = connector) =>
    makeOutbox({
      store,
      holds: {
        load: async () => ({ ...kept }),
        save: async (id, hold) => {
          if (hold) kept[id] = hold;
          else delete kept[id];
        },
      },
      connectorFor: async () => through,
      recheck: async (engagement) => ({ kind: 'log', engagement }),
      readAttachment: async () => null,
      onChange: () => {},
      onConnection: () => {},
      clock,
      random: () => 0.5,
    });
  const outbox = start();

  /** Flushes until there is nothing to do, moving the clock only as far as it must. */
  async function settle(through = outbox): Promise<void> {
    for (let round = 0; round < 200; round++) {
      await through.flush();
      const wake = await through.nextWake();
      const { waiting, sending, removing } = await store.counts();
      if (waiting + sending + removing === 0 || wake === null) return;
      time.now = Math.max(time.now, wake);
    }
    throw new Error('it never settled');
  }

  return {
    sell,
    context,
    connector,
    store,
    outbox,
    start,
    time,
    settle,
    async log(engagement: Engagement) {
      await outbox.add(engagement, 'sell', 0);
      await settle();
      return store.get(engagement.id);
    },
    /** Where notes of this mail stand, as `contact 101`. */
    placesOf: (id: string) =>
      sell
        .state()
        .notes.filter(({ content }) => content.endsWith(`ref: ${id}`))
        .map(({ resource_type, resource_id }) => `${resource_type} ${resource_id}`)
        .sort(),
  };
}
export type Desk = Awaited<ReturnType<typeof openDesk>>;

export const contact = (recordId: string | null, address: string, more: Partial<Association> = {}): Association => ({
  kind: 'contact',
  recordId,
  name: '',
  address,
  ...more,
});
export const record = (kind: Association['kind'], recordId: string): Association => ({ kind, recordId, name: '' });
export const mail = (number: number, associations: Association[], changes: Partial<Engagement> = {}) =>
  sampleEngagement(number, { associations, ...changes });
export { sampleId };
