import { test as base } from '../delivery/desk';
import { type Endpoint, expect } from '../fixture';

/** Somebody at her desk, of whose mail nobody hears but the mail client and the endpoint. */
export const test = base.extend<{ nobodyElse: undefined }>({
  nobodyElse: [
    async ({ internet, client }, use) => {
      await use(undefined);
      expect(internet.hosts(), 'E3: who was asked').toEqual([client.host]);
    },
    { auto: true },
  ],
});

export type { Desk } from '../delivery/desk';
export { logSwitch } from '../delivery/desk';

type WithUsers = { users: { name: string; signInUrl: string; pairingCode: string }[] };

/** The admin of the demo data, as the endpoint lets him in. */
export const tomOf = (endpoint: Endpoint) => (endpoint as Endpoint & WithUsers).users.find(({ name }) => name === 'Tom Keller');
