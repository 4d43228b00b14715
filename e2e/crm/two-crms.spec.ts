import { allowHosts } from '../../scripts/start/host-permission.mjs';
import { connect } from '../../scripts/start/pairing.mjs';
import { lineOf } from '../compose/line';
import { logSwitch } from '../delivery/desk';
import { compose, send, write } from '../fixture';
import { startInternet } from '../internet/internet.mjs';
import { test as base, expect } from './crm-test';
import { type PracticeCrm, startPracticeCrm } from './practice.mjs';

const OTHER = 'anna.berger@freelance.example';

/** A rep with two mailboxes: her employer's is logged to HubSpot, her own to Zendesk Sell. */
const test = base.extend<{ sell: PracticeCrm }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  sell: async ({}, use) => {
    const sell = await startPracticeCrm('zendesk-sell');
    await use(sell);
    await sell.close();
  },
  internet: async ({ gmail, outlook, crm, sell }, use) => {
    const internet = await startInternet({ 'mail.google.com': gmail.site, ...outlook.sites, ...crm.sites, ...sell.sites });
    await use(internet);
    await internet.close();
  },
});

test.setTimeout(180_000);

test('K6: each mail account has its own CRM and its own rules; one that is not set up does nothing, and says so', async ({
  ours,
  crm: hubspot,
  sell,
  connectCrm,
  ask,
}) => {
  const options = await connectCrm();
  const page = await ours.openGmail({ account: 1 });
  await compose(page);
  const line = await lineOf(page);
  await write(page, { to: 'ada@acme.example', subject: 'From nowhere' });
  await line.says(new RegExp(`^Not set up for ${OTHER}$`));
  const opened = ours.context.waitForEvent('page');
  await line.click('button', `Not set up for ${OTHER}`);
  const asked = await opened;
  await expect(asked.getByText(`${OTHER} is not set up, so its mail is not logged.`)).toBeVisible();
  await expect(asked.getByRole('button', { name: 'Log to HubSpot 4711001' })).toBeVisible();
  await asked.close();

  await allowHosts(ours.context, ours.extensionUrl, [sell.host]);
  await connect(ours.context, ours.extensionUrl, { connector: 'zendesk-sell', seen: sell.seen, values: sell.values });
  await options.bringToFront();
  const card = options.getByRole('article', { name: 'Northwind Sales' });
  await expect(card).toContainText('No mail is logged here yet');
  await options.getByLabel(`CRM of ${OTHER}`).selectOption({ label: 'Northwind Sales' });
  await expect(card).not.toContainText('No mail is logged here yet');
  const { accounts, connections } = await ask(options, 'getSettings');
  for (const account of accounts) await ask(options, 'saveAccount', { ...account, undoSeconds: 0 });
  const inSell = connections.find(({ connector }) => connector === 'zendesk-sell');
  await ask(options, 'addRules', inSell?.id ?? '', ['acme.example'], 'me', false);

  // The window that was open all the while hears of it, and begins as any other of this account.
  await page.bringToFront();
  await line.says(/^Nothing will be logged: .*acme\.example is never logged/);
  await write(page, { to: 'wei.chen@consulting.example', subject: 'From my own mailbox' });
  await line.says(/^Wei Chen .*without .*acme\.example is never logged$/);
  await logSwitch(page);
  await send(page);
  await expect.poll(() => sell.mails(), { timeout: 40_000 }).toMatchObject([{ subject: 'From my own mailbox', contact: ['Wei Chen'] }]);
  expect(hubspot.mails()).toEqual([]);

  const first = await ours.openGmail();
  await compose(first);
  await logSwitch(first);
  const free = await lineOf(first);
  await write(first, { to: 'ada@acme.example', subject: 'From the company' });
  await free.says(/^Ada Lovelace · Acme · 2 deals$/);
  await send(first);
  await expect.poll(() => hubspot.mails(), { timeout: 40_000 }).toMatchObject([{ subject: 'From the company', contact: ['Ada Lovelace'] }]);
  expect(sell.mails()).toHaveLength(1);
});
