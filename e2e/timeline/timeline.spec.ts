import { expect, expectAccessible, test } from './fixture';
import { detail, mail, record } from './world';

test.use({ locale: 'en-GB', timezoneId: 'Europe/Berlin' });

test('a contact’s mails stand under their days, with everything that is known of them', async ({ page, endpoint }) => {
  await page.goto(`${endpoint.url}/timeline/`);
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Ada Lovelace' })).toBeVisible();
  await expect(page).toHaveTitle('Ada Lovelace · Threadline');
  await expect(page.getByRole('heading', { level: 3 })).toHaveCount(2);

  const first = page.getByRole('article', { name: 'Proposal', exact: true });
  await expect(first).toContainText('Anna Berger to Ada Lovelace and 1 other');
  await expect(first).toContainText('1 attachment');
  await expect(first).toContainText('Without Cem Legal');
  await first.getByRole('button', { name: 'Proposal' }).click();
  const body = first.locator('iframe');
  await expect(body).toHaveAttribute('sandbox', '');
  await expect(body.contentFrame().getByText('here is the proposal.')).toBeVisible();
  await expect(first).toContainText('Renewal 2027 one of the contact’s latest open deals');
  await expect(first).toContainText('Cem Legal acme-legal.example is on the never-log list (everyone)');
  await expect(first).toContainText('Proposal.pdf 1.2 MB');
  await expect(first).toContainText('Logged by Anna Berger with the browser extension');
});

test('the link behind “View” opens the mail beside its contact', async ({ page, endpoint }) => {
  await page.goto(`${endpoint.url}/timeline/#/engagement/first`);
  await expect(page.locator('iframe').contentFrame().getByText('here is the proposal.')).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('ada@acme.example');
  await page.getByRole('link', { name: 'All mails of Ada Lovelace' }).click();
  await expect(page.getByRole('article')).toHaveCount(2);
});

test('deals show what they are worth', async ({ page, endpoint }) => {
  await page.goto(`${endpoint.url}/timeline/#/deal/renewal`);
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('€12,500.00');
});

test('search finds, and says so when it does not', async ({ page, endpoint }) => {
  await page.goto(`${endpoint.url}/timeline/`);
  const search = page.getByRole('searchbox', { name: 'Search contacts' });
  await search.fill('mart');
  await expect(page.getByRole('link', { name: 'Ada Lovelace' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Bob Martin' })).toBeVisible();
  await search.fill('zzz');
  await expect(page.getByText('Nothing matches “zzz”')).toBeVisible();
  await page.getByRole('link', { name: 'Leads' }).click();
  await expect(page.getByText('No leads yet.')).toBeVisible();
  await page.goto(`${endpoint.url}/timeline/#/contact/bob`);
  await expect(page.getByText('The next one you log to Bob Martin appears at once.')).toBeVisible();
});

test('whoever is not signed in is told how to', async ({ page, endpoint }) => {
  endpoint.world.signedIn = false;
  await page.goto(`${endpoint.url}/timeline/#/contact/ada`);
  await expect(page.getByRole('heading', { name: 'Sign in to see the timeline' })).toBeVisible();
  await expectAccessible(page);
  endpoint.world.signedIn = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('article')).toHaveCount(2);
});

test('trouble is said in words, and mended by trying again', async ({ page, endpoint }) => {
  endpoint.world.failing = { path: '/timeline', status: 500 };
  await page.goto(`${endpoint.url}/timeline/#/contact/ada`);
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('Nothing is lost.');
  await expectAccessible(page);
  endpoint.world.failing = null;
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('article')).toHaveCount(2);
  await page.goto(`${endpoint.url}/timeline/#/contact/nobody`);
  await expect(page.getByRole('alert')).toContainText('not here any more');
});

test('offline says so, and goes on by itself when the connection is back', async ({ page, context, endpoint }) => {
  await page.goto(`${endpoint.url}/timeline/`);
  await expect(page.getByRole('link', { name: 'Ada Lovelace' })).toBeVisible();
  await context.setOffline(true);
  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(page.getByRole('alert').first()).toContainText('You are offline.');
  await context.setOffline(false);
  await expect(page.getByRole('article')).toHaveCount(2);
});

test('a mail logged meanwhile appears by itself, an un-logged one goes', async ({ page, endpoint }) => {
  await page.goto(`${endpoint.url}/timeline/#/contact/ada`);
  await expect(page.getByRole('article')).toHaveCount(2);
  endpoint.world.timelines.get('contact/ada')?.splice(0, 1, mail('third', { subject: 'News' }));
  await expect(page.getByRole('article', { name: 'News' })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole('article', { name: 'Proposal', exact: true })).toHaveCount(0);
});

test('ten thousand contacts scroll as ten do', async ({ page, endpoint }) => {
  test.slow();
  endpoint.world.records = Array.from({ length: 10_000 }, (_, number) =>
    record('contact', `c${number}`, `Contact ${number}`, 'x@acme.example'),
  );
  await page.goto(`${endpoint.url}/timeline/`);
  await expect(page.getByRole('link', { name: /^Contact 0\b/ })).toBeVisible();
  const pane = page.getByRole('navigation', { name: 'Contacts' });
  const last = page.getByRole('link', { name: /^Contact 9999\b/ });
  await expect(async () => {
    await pane.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(last).toBeVisible({ timeout: 20 });
  }).toPass({ intervals: [10], timeout: 50_000 });
  expect(await page.locator('.row').count()).toBeLessThan(60);
});

test('a long timeline goes on as it is scrolled', async ({ page, endpoint }) => {
  const many = Array.from({ length: 130 }, (_, number) => mail(`m${number}`, { at: Date.now() - number * 3_600_000 }));
  endpoint.world.timelines.set('contact/ada', many);
  await page.goto(`${endpoint.url}/timeline/#/contact/ada`);
  const last = page.getByRole('article', { name: 'Subject m129' });
  await expect(async () => {
    await page.getByRole('main').evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect(last).toBeAttached({ timeout: 100 });
  }).toPass();
  await expect(page.getByRole('article')).toHaveCount(130);
});

test('another browser is connected by a code that is shown', async ({ page, endpoint }) => {
  await page.goto(`${endpoint.url}/timeline/`);
  const button = page.getByRole('button', { name: 'Connect a browser' });
  await button.click();
  const dialog = page.getByRole('dialog', { name: 'Connect a browser' });
  await expect(dialog).toContainText('K7QF-3MZP');
  await expect(dialog).toContainText(endpoint.url);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
});

test('the keyboard reaches everything, and focus goes where the page goes', async ({ page, endpoint }) => {
  await page.setViewportSize({ width: 400, height: 700 });
  await page.goto(`${endpoint.url}/timeline/`);
  await page.getByRole('link', { name: 'Bob Martin' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: 'Bob Martin' })).toBeFocused();
  await page.getByRole('link', { name: 'All contacts' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: 'Bob Martin' })).toBeFocused();

  await page.setViewportSize({ width: 1280, height: 700 });
  await page.getByRole('link', { name: 'Ada Lovelace' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toHaveCount(2);
  await expect(page.getByRole('link', { name: 'Ada Lovelace' }).first()).toBeFocused();
  await page.getByRole('button', { name: 'Skip to the timeline' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.locator('iframe')).toBeVisible();
});

const WIDTHS = { light: [320, 1280], dark: [400, 1280] } as const;
for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of WIDTHS[colorScheme]) {
    test(`E1: ${width} px in ${colorScheme} hides nothing and satisfies axe`, async ({ page, endpoint }) => {
      const name = 'Maximiliane Alexandra von und zu Hohenstein-Wittgenstein-Berleburg'.repeat(3).replaceAll(' ', '');
      const long = record('contact', 'long', name, `${name.toLowerCase()}@acme.example`);
      endpoint.world.records.push(long);
      endpoint.world.details.set('contact/long', detail(long, [{ field: 'owner', value: name, kind: 'text' }], [long]));
      endpoint.world.timelines.set('contact/long', [
        mail('long', { subject: name, preview: name, to: [{ name, address: 'x@acme.example' }] }),
      ]);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      for (const hash of ['', '#/contact/ada', '#/contact/long', '#/engagement/first']) {
        await page.goto(`${endpoint.url}/timeline/${hash}`);
        await expect(page.locator('.row, article').locator('visible=true').first()).toBeVisible();
        const folded = page.locator('h4 button[aria-expanded=false]');
        while ((await folded.count()) > 0) await folded.first().click();
        await expectAccessible(page);
        const overflow = await page.evaluate(() =>
          [...document.querySelectorAll('body, main, nav, aside, .mail')]
            .filter((box) => box.scrollWidth > box.clientWidth + 1)
            .map((box) => box.className),
        );
        expect(overflow).toEqual([]);
      }
    });
  }
}

test('E1: it speaks German to a German browser', async ({ browser, endpoint }) => {
  const page = await browser.newPage({ locale: 'de-DE' });
  await page.goto(`${endpoint.url}/timeline/#/deal/renewal`);
  await expect(page.locator('html')).toHaveAttribute('lang', 'de-DE');
  await expect(page.getByRole('link', { name: 'Unternehmen' })).toBeVisible();
  await expect(page.getByRole('complementary')).toContainText('12.500,00 €');
  await page.close();
});
