import { ACTIVECAMPAIGN_RATE } from '../../../src/connectors/activecampaign/api';
import { makeActiveCampaignConnector } from '../../../src/connectors/activecampaign/connector';
import type { ConnectorContext } from '../../../src/connectors/crm-connector';
import { makeMemory } from '../../../src/connectors/memory';
import { makePace } from '../../../src/connectors/pace';
import type { Engagement } from '../../../src/core/engagement';
import type { Recheck } from '../../../src/core/recheck-rules';
import { contact, mail, openRepOutbox, record } from '../rep-outbox';
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
  const rules = { check: (engagement: Engagement): Recheck => ({ kind: 'log', engagement }) };
  const desk = openRepOutbox({ time, connector: () => connector, recheck: (engagement) => rules.check(engagement) });

  return {
    ...desk,
    service,
    context,
    connector,
    rules,
    time,
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

export const ADA = 'ada@acme.example';
/** What a plan for Ada holds once she was looked up. */
export const ada = [contact('5', ADA, { name: 'Ada Lovelace' }), record('company', '9', 'Acme'), record('deal', '40', 'Acme 40 seats')];
export { contact, mail, record };
