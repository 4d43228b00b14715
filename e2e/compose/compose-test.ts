import { test as base } from '../delivery/desk';
import { expect } from '../fixture';

/** Somebody at her desk, of whose mail nobody hears but Gmail and the endpoint. */
export const test = base.extend<{ nobodyElse: undefined }>({
  nobodyElse: [
    async ({ internet }, use) => {
      await use(undefined);
      expect(internet.hosts(), 'E3: who was asked').toEqual(['mail.google.com']);
    },
    { auto: true },
  ],
});

export type { Desk } from '../delivery/desk';
export { logSwitch } from '../delivery/desk';
