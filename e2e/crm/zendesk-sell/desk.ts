import type { ConnectorContext } from '../../../src/connectors/crm-connector';
import { makeMemory } from '../../../src/connectors/memory';
import { makePace } from '../../../src/connectors/pace';
import { RATE } from '../../../src/connectors/zendesk-sell/api';
import { makeZendeskSellConnector } from '../../../src/connectors/zendesk-sell/zendesk-sell';
import { sampleId } from '../../../src/core/outbox/samples';
import { makePatientTime } from '../patient-time';
import { contact, mail, openRepOutbox, record } from '../rep-outbox';
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
  const patient = makePatientTime((ms) => {
    time.now += ms;
  });
  const context: ConnectorContext = {
    fetch: through(patient.fetch),
    baseUrl: sell.url,
    token,
    pace: makePace(RATE, {}, { clock, sleep: patient.sleep }),
    ...(remembers ? { memory: makeMemory(clock) } : {}),
  };
  const connector = makeZendeskSellConnector(context);
  const desk = openRepOutbox({ time, connector: () => connector });

  return {
    ...desk,
    sell,
    context,
    connector,
    time,
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

export { contact, mail, record, sampleId };
