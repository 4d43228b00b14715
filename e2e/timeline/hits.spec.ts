import { expect, expectAccessible, test } from './fixture';
import { hitsOf, type mail } from './world';

test.use({ locale: 'en-GB', timezoneId: 'Europe/Berlin' });

const tracked = { opens: 3, clicks: 1, machines: 2 };

test.beforeEach(({ endpoint: { world } }) => {
  const mails = world.timelines.get('contact/ada');
  if (mails?.[0]) mails[0] = { ...mails[0], tracked };
  world.hits.set('first', hitsOf('first'));
});

test('T6: a mail says how often it was opened and clicked, and its chart in a table says what can be known', async ({ page, endpoint }) => {
  await page.goto(`${endpoint.url}/timeline/#/contact/ada`);
  const entry = page.getByRole('article', { name: 'Proposal', exact: true });
  await expect(entry).toContainText('3 opens, 1 click');
  await expect(page.getByRole('article', { name: 'Re: Proposal' })).not.toContainText('open seen');
  await entry.getByRole('button', { name: 'Proposal' }).click();
  const part = entry.getByRole('region', { name: 'Opens and clicks' });
  await expect(part.getByRole('img', { name: /over time: 3 opens, 1 click/ })).toBeVisible();
  await expect(part.locator('canvas')).toBeVisible();
  const rows = part.getByRole('table', { name: 'Opens and clicks' }).locator('tbody tr');
  await expect(rows).toHaveCount(4);
  await expect(rows.first()).toContainText('Opened by someone of 3, through Gmail’s proxy');
  await expect(rows.nth(1)).toContainText('Link clicked by someone of 3');
  await expect(rows.nth(1)).toContainText('https://northwind.example/offer');
  await expect(part).toContainText('It went to 3 people; it may have been any of them.');
  await expect(part).not.toContainText('Ada');
  await part.locator('summary').click();
  await expect(part.getByRole('table', { name: '3 by machines' })).toContainText('Link checked by a security scanner');
  await expectAccessible(page);
});

test('T6: what comes while it is looked at appears by itself', async ({ page, endpoint: { url, world } }) => {
  await page.goto(`${url}/timeline/#/engagement/first`);
  const table = page.getByRole('table', { name: 'Opens and clicks' });
  await expect(table.locator('tbody tr')).toHaveCount(4);
  world.hits.set('first', hitsOf('first', [[50, 'click', 'person', 'browser']]));
  for (const mails of world.timelines.values())
    mails.splice(0, 1, { ...(mails[0] as ReturnType<typeof mail>), tracked: { opens: 0, clicks: 1, machines: 0 } });
  await expect(table.locator('tbody tr')).toHaveCount(1, { timeout: 15_000 });
});

test('T7: tracking is stopped and erased after one question, and a no changes nothing', async ({ page, endpoint: { url, world } }) => {
  await page.goto(`${url}/timeline/#/engagement/first`);
  const part = page.getByRole('region', { name: 'Opens and clicks' });
  await part.getByRole('button', { name: 'Stop and erase' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  expect(world.hits.size).toBe(1);
  await part.getByRole('button', { name: 'Stop and erase' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop and erase' }).click();
  await expect(part).toContainText('It is no longer tracked');
  expect(world.hits.size).toBe(0);
});

test('T7: somebody else’s tracking is refused in words', async ({ page, endpoint: { url, world } }) => {
  await page.goto(`${url}/timeline/#/engagement/first`);
  const part = page.getByRole('region', { name: 'Opens and clicks' });
  await part.getByRole('button', { name: 'Stop and erase' }).click();
  world.failing = { path: '/tracked-messages/', status: 403 };
  await page.getByRole('dialog').getByRole('button', { name: 'Stop and erase' }).click();
  await expect(part.getByRole('alert')).toContainText('Only whoever sent this mail, or an admin');
  await expectAccessible(page);
});

test('a mail that is tracked and not logged is shown by what is known of it', async ({ page, endpoint: { url, world } }) => {
  world.hits.set('alone', hitsOf('alone', []));
  await page.goto(`${url}/timeline/#/engagement/alone`);
  await expect(page.getByRole('heading', { level: 2, name: 'Proposal' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Tracked, but not logged');
  await expect(page.getByRole('main')).toContainText('No open seen so far');
  await expect(page.getByRole('main')).toContainText('does not mean that nobody read it');
  await expectAccessible(page);
});

test('2,000 hits are drawn, and listed when somebody wants them all', async ({ page, endpoint: { url, world } }) => {
  world.hits.set(
    'first',
    hitsOf(
      'first',
      Array.from({ length: 2000 }, (_, minute) => [minute, 'open', 'proxy', 'gmail-proxy']),
    ),
  );
  await page.goto(`${url}/timeline/#/engagement/first`);
  const rows = page.getByRole('table', { name: 'Opens and clicks' }).locator('tbody tr');
  await expect(rows).toHaveCount(20);
  await page.getByRole('button', { name: 'Show all 2,000' }).click();
  await expect(rows).toHaveCount(2000);
});

test.describe('in German, in the dark', () => {
  test.use({ locale: 'de-DE', colorScheme: 'dark' });
  for (const width of [320, 400, 1280])
    test(`E1: the chart fits into ${width} px`, async ({ page, endpoint: { url } }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${url}/timeline/#/engagement/first`);
      await expect(page.getByRole('img', { name: /^Verlauf der Öffnungen und Klicks/ })).toBeVisible();
      await expect(page.locator('canvas')).toBeVisible();
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(tooWide).toBeLessThanOrEqual(0);
      expect((await page.locator('.hits-chart').boundingBox())?.width ?? 0).toBeGreaterThan(200);
      if (process.env.SHOTS) await page.locator('.hits').screenshot({ path: `${process.env.SHOTS}/chart-${width}.png` });
    });
});
