import type { Page } from '@playwright/test';
import { allowHosts } from '../../scripts/start/host-permission.mjs';
import { connect } from '../../scripts/start/pairing.mjs';
import type { FromUi } from '../../src/extension/protocol';
import { test as base, type EndpointControl, expect } from '../fixture';
import { startInternet } from '../internet/internet.mjs';
import { type CrmName, type PracticeCrm, startPracticeCrm } from './practice.mjs';

interface Fixtures {
  /** Which CRM this run is about. */
  crmName: CrmName;
  crm: PracticeCrm;
  /** Connects it on the options page by its key, and answers that page. */
  connectCrm(): Promise<Page>;
  /** What popup and options may ask of the worker. */
  ask<Name extends keyof FromUi>(ui: Page, name: Name, ...args: Parameters<FromUi[Name]>): Promise<ReturnType<FromUi[Name]>>;
}

/** A rep whose CRM is one of the three, under its real host names; there is no endpoint. */
export const test = base.extend<Fixtures>({
  crmName: ['hubspot', { option: true }],
  crm: async ({ crmName }, use) => {
    const crm = await startPracticeCrm(crmName);
    await use(crm);
    await crm.close();
  },
  internet: async ({ gmail, outlook, crm, client }, use) => {
    const internet = await startInternet({ 'mail.google.com': gmail.site, ...outlook.sites, ...crm.sites });
    await use(internet);
    const known = [client.host, crm.host, crm.appHost];
    expect(
      internet.hosts().filter((host) => !known.includes(host)),
      'E3: who else was asked',
    ).toEqual([]);
    await internet.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  endpoint: async ({}, use) => use({} as EndpointControl),
  connectCrm: async ({ ours, crm, crmName, ask }, use) =>
    use(async () => {
      await allowHosts(ours.context, ours.extensionUrl, [crm.host]);
      const options = await connect(ours.context, ours.extensionUrl, { connector: crmName, seen: crm.seen, values: crm.values });
      const { accounts } = await ask(options, 'getSettings');
      for (const account of accounts) await ask(options, 'saveAccount', { ...account, undoSeconds: 0 });
      return options;
    }),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  ask: async ({}, use) =>
    use(async (ui, name, ...args) => {
      const reply = await ui.evaluate((message) => chrome.runtime.sendMessage(message), { threadline: 'ask', call: name, args });
      if (!reply?.ok) throw new Error(`${name}: ${reply?.code ?? 'no answer'}`);
      return reply.value;
    }),
});

export { expect };
