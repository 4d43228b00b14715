import { ACTIVECAMPAIGN_RATE } from '../../../src/connectors/activecampaign/api';
import { makeActiveCampaignConnector } from '../../../src/connectors/activecampaign/connector';
import type { ConnectorContext } from '../../../src/connectors/crm-connector';
import { makeMemory } from '../../../src/connectors/memory';
import { makePace } from '../../../src/connectors/pace';
import type { Association, Engagement } from '../../../src/core/engagement';
import type { Hold } from '../../../src/core/outbox/holds';
import { makeMemoryStore } from '../../../src/core/outbox/memory-store';
import { makeOutbox } from '../../../src/core/outbox/outbox';
import type { OutboxStore } from '../../../src/core/outbox/outbox-store';
import { sampleEngagement } from '../../../src/core/outbox/samples';
import type { Recheck } from '../../../src/core/recheck-rules';
import { KEY } from './seed.mjs';
import { startActiveCampaign } from './server.mjs';

type Options = Parameters<typeof startActiveCampaign>[0] & {
  token?: string;
  fetch?: typeof fetch;
  /** Without it the connector is as forgetful as after the worker's death. */
  remembers?: boolean;
};

/** A rep's outbox at a practice ActiveCampaign, on one clock that only tests move. */
export async function openDesk({ token = KEY, fetch: fetchIt = fetch, remembers = false, ...modes }: Options = {}) {
  const time = { now: Date.UTC(2026, 9, 30, 12) };
  const clock = () => time.now;
  const service = await startActiveCampaign({ clock, ...modes });
  const sleep = async (ms: number) => {
    time.now += ms;
  };
  const context: ConnectorContext = {
    fetch: fetchIt,
    baseUrl: service.url,
    token,
    pace: makePace(ACTIVECAMPAIGN_RATE, {}, { clock, sleep }),
    ...(remembers ? { memory: makeMemory(clock) } : {}),
  };
  const connector = makeActiveCampaignConnector(context);
  const store = makeMemoryStore();
  const rules = { check: (engagement: Engagement): Recheck => ({ kind: 'log', engagement }) };
  const kept: Record<string, Hold> = {};
  const start = (through: OutboxStore = store) =>
    makeOutbox({
      store: through,
      holds: {
        load: async () => ({ ...kept }),
        save: async (id, hold) => {
          if (hold) kept[id] = hold;
          else delete kept[id];
        },
      },
      connectorFor: async () => connector,
      recheck: async (engagement) => rules.check(engagement),
      readAttachment: async () => null,
      onChange: () => {},
      onConnection: () => {},
      clock,
      random: () => 0.5,
    });
  const outbox = start();

  /** Flushes until there is nothing to do by itself, moving the clock only as far as it must. */
  async function settle(through = outbox): Promise<void> {
    for (let round = 0; round < 500; round++) {
      await through.flush();
      const wake = await through.nextWake();
      const { waiting, sending, removing } = await store.counts();
      if (waiting + sending + removing === 0 || wake === null) return;
      time.now = Math.max(time.now, wake);
    }
    throw new Error('it never settled');
  }

  return {
    service,
    context,
    connector,
    store,
    outbox,
    start,
    rules,
    time,
    settle,
    async log(engagement: Engagement) {
      await outbox.add(engagement, 'crm', 0);
      await settle();
      return store.get(engagement.id);
    },
    /** Where notes of this mail stand, as `Subscriber 5`. */
    placesOf: (id: string) =>
      service
        .state()
        .notes.filter(({ note }) => note.endsWith(`ref: ${id}`))
        .map(({ reltype, relid }) => `${reltype} ${relid}`)
        .sort(),
    /** What was asked, as `POST /notes`. */
    asked: () => service.asked.map(({ method, path }) => `${method} ${path.replace('/api/3', '')}`),
    /** All that was there before, as it is now: nothing but our own notes and contacts may have changed. */
    untouched() {
      const { notes, contacts, ...rest } = service.state();
      return { ...rest, notes: notes.filter(({ id }) => Number(id) <= 100), contacts: contacts.filter(({ id }) => Number(id) <= 100) };
    },
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
export const record = (kind: Association['kind'], recordId: string, name = ''): Association => ({ kind, recordId, name });
export const ADA = 'ada@acme.example';
/** What a plan for Ada holds once she was looked up. */
export const ada = [contact('5', ADA, { name: 'Ada Lovelace' }), record('company', '9', 'Acme'), record('deal', '40', 'Acme 40 seats')];
export const mail = (number: number, associations: Association[], changes: Partial<Engagement> = {}) =>
  sampleEngagement(number, { associations, ...changes });
