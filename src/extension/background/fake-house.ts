import { makeFakeEndpoint, uiSender } from './fake-world';
import { makeMessageHandlers } from './message-handlers';
import { makePageHandlers } from './page-handlers';
import { makeSentHandlers } from './sent-handlers';
import { makeUiTracking } from './tracking/ui-handlers';
import { makeUiHandlers } from './ui-handlers';
import { startWorker } from './worker';

export const ANNA = 'anna@northwind.example';
let databases = 0;

/** What the options page asks for to connect the endpoint. */
export const pairing = (code: string, { baseUrl = 'https://endpoint.example', account = ANNA as string | null } = {}) => ({
  ...{ connector: 'endpoint', values: { baseUrl, code }, account, connectionId: null },
});

interface HouseOptions {
  /** With the endpoint. */
  paired?: boolean;
  /** Further services, by their hosts; all else is the endpoint's. */
  services?: Record<string, typeof fetch>;
}

/** A browser with one connection; `restart` is a worker that was killed and woken again. */
export async function makeHouse({ paired = true, services = {} }: HouseOptions = {}) {
  const endpoint = makeFakeEndpoint();
  const world = { now: Date.UTC(2026, 10, 21), online: true };
  const databaseName = `worker-${++databases}`;
  const start = () => {
    const ready = startWorker({
      fetchIt: (input, init) => (services[new URL(String(input)).hostname] ?? endpoint.fetchIt)(input, init),
      clock: () => world.now,
      random: () => 0.5,
      isOnline: () => world.online,
      sleep: async (ms) => {
        world.now += ms;
      },
      databaseName,
    });
    const reader = makeMessageHandlers(ready);
    return {
      ready,
      reader,
      tracking: makeUiTracking(ready),
      page: makePageHandlers(ready),
      ui: makeUiHandlers(ready),
      sent: makeSentHandlers(ready),
    };
  };
  const house = { endpoint, world, start, ...start() };
  if (paired) await house.ui.connect(uiSender, pairing('GOOD-CODE'));
  return house;
}
export type House = Awaited<ReturnType<typeof makeHouse>>;

/** Past the host's time for an undo, and everything on its way delivered. */
export async function deliver({ ready, world }: House) {
  world.now += 60_000;
  await (await ready).outbox.flush();
}
