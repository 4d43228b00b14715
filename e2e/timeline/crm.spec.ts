import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixture';
import { crm, refusal } from './world';

// The page of the CRM behind the endpoint, as an admin and a rep see it.

test.use({ locale: 'en-GB' });

const open = (page: Page, url: string, search = '') => page.goto(`${url}/timeline/${search}#/crm`);
const card = (page: Page, name = 'HubSpot 4711001') => page.getByRole('article', { name });

test('K8: an admin connects a CRM by a key, and is told at the field what is wrong with it', async ({ page, endpoint }) => {
  endpoint.world.role = 'admin';
  await open(page, endpoint.url);
  await page.getByRole('radio', { name: /ActiveCampaign/ }).check();
  await expect(page.getByRole('link', { name: /^Sign in with/ })).toHaveCount(0);
  endpoint.world.refuses = {
    status: 422,
    answer: {
      ...{ type: 'about:blank', title: 'No', status: 422, code: 'invalid', detail: 'A sentence.' },
      faults: { baseUrl: { key: 'options_url_missing', names: [] }, token: { key: 'options_key_missing', names: [] } },
    },
  };
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByLabel('API address')).toHaveAccessibleDescription(/^Enter the address\./);
  await expect(page.getByLabel('API key', { exact: true })).toHaveAccessibleDescription(/^Enter the key\./);
  endpoint.world.refuses = { status: 422, answer: { code: 'token_refused', detail: 'No.' } };
  await page.getByLabel('API address').fill('https://acme.api-us1.com');
  await page.getByLabel('API key', { exact: true }).fill('wrong-key');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('API key', { exact: true })).toHaveAccessibleDescription(/^ActiveCampaign does not accept this key\./);
  await expectAccessible(page);
  endpoint.world.refuses = null;
  await page.getByLabel('API key', { exact: true }).fill('right-key');
  await page.keyboard.press('Enter');
  await expect(card(page, 'Northwind 4711')).toContainText('Working');
  expect(endpoint.world.changes.at(-1)).toEqual({
    line: 'PUT crm-connection',
    json: { connector: 'activecampaign', baseUrl: 'https://acme.api-us1.com', token: 'right-key', reconnects: false },
  });
});

test('K8: where the server is known at the CRM, one signs in there; Sell tells when it ends', async ({ page, endpoint }) => {
  endpoint.world.role = 'admin';
  await open(page, endpoint.url);
  await page.getByRole('radio', { name: /Zendesk Sell/ }).check();
  await expect(page.getByRole('link', { name: 'Sign in with Zendesk Sell' })).toHaveAttribute('href', '/oauth/zendesk-sell/start');
  await expect(page.getByText('Zendesk Sell ends on 31 August 2027.')).toBeVisible();
  await expect(page.getByLabel('Access token', { exact: true })).toBeVisible();
});

test('K8: what became of the consent is said once', async ({ page, endpoint }) => {
  endpoint.world.role = 'admin';
  endpoint.world.crm.connection = crm();
  await page.goto(`${endpoint.url}/timeline/?crm=connected`);
  await expect(page.getByText('HubSpot is connected. New mails go on to it from now.')).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
  await page.reload();
  await expect(card(page)).toBeVisible();
  await expect(page.getByText('New mails go on to it from now.')).toHaveCount(0);
  for (const [result, words] of [
    ['declined', 'the CRM was not given your consent'],
    ['expired', 'begun in another browser'],
    ['unreachable', 'The CRM cannot be reached.'],
    ['<b>mad', 'Nothing is lost.'],
  ] as const) {
    await page.goto(`${endpoint.url}/timeline/?crm=${encodeURIComponent(result)}`);
    await expect(page.getByText(words)).toBeVisible();
  }
});

test('D5: a key that is refused is seen from everywhere, and mended by a new one of the same account', async ({ page, endpoint }) => {
  endpoint.world.role = 'admin';
  endpoint.world.crm.connection = crm({ failure: 'token_refused' });
  endpoint.world.crm.outbox = { waiting: 12, sending: 1, logged: 4321, failed: 2, blocked: 1, removing: 1 };
  await page.goto(`${endpoint.url}/timeline/`);
  await page.getByRole('link', { name: 'CRM needs attention' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'CRM' })).toBeFocused();
  await expect(card(page)).toContainText('Needs a new connection');
  await expect(card(page)).toContainText(/The CRM no longer accepts the key/);
  await expect(card(page).locator('dl')).toHaveText(/On the way\s*13\s*Logged\s*4,321\s*Refused\s*3\s*Being removed\s*1/);
  await page.getByRole('button', { name: 'Reconnect' }).click();
  endpoint.world.refuses = { status: 422, answer: { code: 'other_account', detail: 'HubSpot 99' } };
  const key = page.getByLabel('Service key or private app token', { exact: true });
  await key.fill('pat-eu1-other');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(key).toHaveAccessibleDescription(/it is for another account: HubSpot 99\./);
  endpoint.world.refuses = null;
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(card(page, 'Northwind 4711')).toContainText('Working');
  expect(endpoint.world.changes.at(-1)?.json).toMatchObject({ connector: 'hubspot', reconnects: true });
  await expect(page.getByRole('link', { name: 'CRM', exact: true })).toBeVisible();
});

test('K5: a check says who the server is there, and what its key may not do', async ({ page, endpoint }) => {
  endpoint.world.role = 'admin';
  endpoint.world.crm.connection = crm();
  endpoint.world.check = { ok: true, name: 'Tom Keller', account: 'HubSpot 4711001', missing: ['files'] };
  await open(page, endpoint.url);
  await page.getByRole('button', { name: 'Check connection' }).click();
  await expect(page.getByText('It works: connected as Tom Keller.')).toBeVisible();
  await expect(page.getByText('The key lacks these rights: files.')).toBeVisible();
});

test('K8: disconnecting is asked about first, and what waits is told of', async ({ page, endpoint }) => {
  endpoint.world.role = 'admin';
  endpoint.world.crm.connection = crm();
  endpoint.world.crm.outbox = { waiting: 2, removing: 1 };
  await open(page, endpoint.url);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  const dialog = page.getByRole('dialog', { name: 'Disconnect HubSpot 4711001?' });
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(endpoint.world.changes).toEqual([]);
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await dialog.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByText('3 mails wait for a CRM.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No CRM is connected' })).toBeVisible();
});

test('D3: what was refused stands there with its reason and its remedy, and is tried again', async ({ page, endpoint }) => {
  endpoint.world.role = 'admin';
  endpoint.world.crm.connection = crm();
  endpoint.world.refusals = [
    refusal('gone', { code: 'crm_former', wanted: 'gone', detail: 'HubSpot 99', loggedBy: '' }),
    refusal('invalid', { code: 'invalid', detail: 'Property values were not valid' }),
    refusal('rule', { code: 'never_log', rule: 'acme.example' }),
    refusal('newer', { code: 'from_a_newer_version' }),
  ];
  await open(page, endpoint.url);
  const rows = page.getByRole('listitem').filter({ has: page.getByRole('heading', { level: 4 }) });
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(0)).toContainText('Delete it there by hand');
  await expect(rows.nth(0)).toContainText('Former account: HubSpot 99');
  await expect(rows.nth(0).getByRole('link')).toHaveCount(0);
  await expect(rows.nth(1)).toContainText('The CRM says: “Property values were not valid”');
  await expect(rows.nth(1).getByRole('link', { name: 'Subject invalid' })).toHaveAttribute('href', '#/engagement/invalid');
  await expect(rows.nth(3)).toContainText('Nothing is lost.');
  await page.getByRole('button', { name: 'Try again: Subject invalid' }).click();
  await expect(rows).toHaveCount(3);
  await page.getByRole('button', { name: 'Try all again' }).click();
  await expect(page.getByText('Nothing was refused.')).toBeVisible();
  expect(endpoint.world.changes.map(({ json }) => json)).toEqual([{ ids: ['invalid'] }, { ids: ['gone', 'rule', 'newer'] }]);
});

test('K8: a rep sees how things are, and can change nothing', async ({ page, endpoint }) => {
  endpoint.world.crm.connection = crm({ failure: 'token_refused', connector: 'zendesk-sell', account: 'Northwind' });
  endpoint.world.refusals = [refusal('one')];
  await open(page, endpoint.url);
  await expect(card(page, 'Northwind')).toContainText('Only an admin can change this.');
  await expect(card(page, 'Northwind')).toContainText(/Ask your admin/);
  await expect(card(page, 'Northwind')).toContainText('Zendesk Sell ends on 31 August 2027.');
  await expect(page.getByRole('heading', { level: 4, name: 'Subject one' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  endpoint.world.crm.connection = null;
  await page.reload();
  await expect(page.getByText('An admin can connect a CRM here.')).toBeVisible();
});

const WIDTHS = { light: [320, 1280], dark: [320, 400, 1280] } as const;
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of WIDTHS[colorScheme]) {
    test(`E1: ${width} px in ${colorScheme} hides nothing and satisfies axe`, async ({ browser, endpoint }) => {
      const page = await browser.newPage({ locale: 'de-DE', colorScheme, viewport: { width, height: 800 } });
      const { world } = endpoint;
      const long = 'Rahmenvertrag-Verlängerungsverhandlungsprotokoll'.repeat(3);
      world.role = 'admin';
      world.refusals = [
        refusal('one', { subject: long, detail: long, loggedBy: long }),
        refusal('two', { code: 'crm_changed', detail: 'HubSpot 99', to: [{ name: long, address: 'x@acme.example' }] }),
      ];
      const states = {
        none: () => open(page, endpoint.url),
        form: () => page.getByRole('radio', { name: /Zendesk Sell/ }).check(),
        connected: async () => {
          world.crm.outbox = { waiting: 12, logged: 4321, failed: 2, removing: 1 };
          world.crm.connection = crm({ failure: 'token_refused', account: long, connectedBy: long });
          await page.reload();
        },
        reconnect: () => page.getByRole('button', { name: 'Neu verbinden' }).click(),
      };
      for (const [name, enter] of Object.entries(states)) {
        await enter();
        await expect(page.getByRole('heading', { level: 4 }).first()).toBeVisible();
        await expectAccessible(page);
        const overflow = await page.evaluate(() =>
          [...document.querySelectorAll('body, main, article, section, form, li')]
            .filter((box) => box.scrollWidth > box.clientWidth + 1)
            .map((box) => box.className || box.tagName),
        );
        expect([name, overflow]).toEqual([name, []]);
        if (process.env.SCREENS) await page.screenshot({ path: `${process.env.SCREENS}/crm-${name}-${colorScheme}-${width}.png` });
      }
      await page.close();
    });
  }
}
