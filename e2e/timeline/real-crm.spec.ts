import { mailTo, toContact } from '../../src/endpoint/testing-mails';
import { startHubSpot } from '../crm/hubspot/server.mjs';
import { CLIENT } from '../crm/oauth.mjs';
import { test as base, expect, expectAccessible } from './fixture';
import { startRealEndpoint } from './real-endpoint';

const test = base.extend({
  /** The visit at the CRM is a visit to another place. */
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  nobodyElse: ({}, use) => use(undefined),
});
test.use({ locale: 'en-GB' });

test('K8: an admin signs in at HubSpot, mails go on to it, and what it refused is tried again', async ({ page, playwright }) => {
  test.slow();
  const hubspot = await startHubSpot();
  const real = await startRealEndpoint({
    THREADLINE_HUBSPOT_URL: hubspot.url,
    THREADLINE_HUBSPOT_CLIENT_ID: CLIENT.id,
    THREADLINE_HUBSPOT_CLIENT_SECRET: CLIENT.secret,
  });
  hubspot.oauth.client.redirectUris = [`${real.url}/oauth/hubspot/callback`];
  const [admin] = real.users.filter(({ role }) => role === 'admin');
  const [rep] = real.users.filter(({ role }) => role === 'rep');

  await page.goto(admin?.signInUrl ?? '');
  await page.getByRole('link', { name: 'CRM', exact: true }).click();
  await page.getByRole('radio', { name: /^HubSpot/ }).check();
  hubspot.oauth.habits.saysYes = false;
  await page.getByRole('link', { name: 'Sign in with HubSpot' }).click();
  await expect(page.getByText('Nothing was connected: the CRM was not given your consent.')).toBeVisible();
  hubspot.oauth.habits.saysYes = true;
  await page.getByRole('radio', { name: /^HubSpot/ }).check();
  await page.getByRole('link', { name: 'Sign in with HubSpot' }).click();
  await expect(page.getByText('HubSpot is connected. New mails go on to it from now.')).toBeVisible();
  const card = page.getByRole('article', { name: 'HubSpot 4711001' });
  await expect(card).toContainText('connected by Tom Keller');
  await page.getByRole('button', { name: 'Check connection' }).click();
  await expect(card.getByText(/^It works: connected as/)).toBeVisible();

  const extension = await playwright.request.newContext();
  const origin = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';
  const call = async (path: string, data: object, headers = {}) =>
    (await extension.post(`${real.url}/api/v1/${path}`, { data, headers: { origin, ...headers } })).json();
  const { token } = await call('pairings', { code: rep?.pairingCode, device: 'A test' });
  const authorization = { authorization: `Bearer ${token}` };
  const { known } = await call('look-ups', { addresses: ['ada@acme.example'] }, authorization);
  // Somebody deletes Ada in HubSpot between plan and delivery.
  const { contacts } = hubspot.account.records.rows;
  const ada = contacts.get('501');
  contacts.delete('501');
  const associations = [toContact('ada@acme.example', { recordId: known[0].contacts[0].id, create: false })];
  const mail = mailTo(['ada@acme.example'], { at: Date.now(), subject: 'Refused at first', associations, associationsComplete: true });
  const { results } = await call('engagements', { engagements: [mail] }, authorization);
  expect(results).toMatchObject([{ result: 'accepted', delivery: { state: 'failed' } }]);

  const row = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: mail.subject }) });
  await expect(row).toContainText('logged by Anna Berger', { timeout: 15_000 });
  await expect(card.locator('dl')).toHaveText(/Refused\s*1/);
  await expectAccessible(page);
  contacts.set('501', ada as never);
  await row.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Nothing was refused.')).toBeVisible({ timeout: 15_000 });
  await expect(card.locator('dl')).toHaveText(/Logged\s*1/, { timeout: 15_000 });
  expect(hubspot.state().emails).toMatchObject([{ contacts: ['501'] }]);

  // Her key is withdrawn: the page says so, and a new consent mends it.
  hubspot.oauth.withdraw();
  await call('look-ups', { addresses: ['bob@acme.example'] }, authorization);
  await expect(card).toContainText('Needs a new connection', { timeout: 15_000 });
  await page.getByRole('button', { name: 'Reconnect' }).click();
  await page.getByRole('link', { name: 'Sign in with HubSpot' }).click();
  await expect(card).toContainText('Working');

  await page.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByRole('heading', { name: 'No CRM is connected' })).toBeVisible();
  expect(hubspot.oauth.live()).toEqual([]);
  await extension.dispose();
  await real.stop();
  await hubspot.close();
});
