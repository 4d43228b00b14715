import type { APIRequestContext } from '@playwright/test';
import { v7 as uuid } from 'uuid';
import { urlOf } from '../../src/core/tracking/our-urls';
import type { TrackedMail, Tracking } from '../../src/core/tracking-api';
import { mint } from '../../src/extension/background/tracking/mint';
import { expect, expectAccessible } from './fixture';
import { test as base, pair } from './real-fixture';

// T5: the page that the foot of a tracked mail leads to, as whoever got the mail has it before her.

/** What her rep's browser does meanwhile. */
interface Rep {
  /** A tracked mail with a footer to as many as are named: where that leads, its pixel, and the first one's address. */
  send(...names: string[]): Promise<{ page: string; pixel: string; address: string }>;
  lastWordOf(address: string): Promise<{ state: string; by: string | null; how: string }>;
  countHits(): Promise<number>;
}

const test = base.extend<object, { rep: Rep }>({
  rep: [
    async ({ real, playwright }, use) => {
      const context = await playwright.request.newContext();
      const headers = await pair(context, real.url, real.users[0]?.pairingCode ?? '');
      await use(makeRep(context, `${real.url}/api/v1`, headers));
      await context.dispose();
    },
    { scope: 'worker' },
  ],
});

function makeRep(context: APIRequestContext, api: string, headers: Record<string, string>): Rep {
  const call = async (method: 'GET' | 'PUT' | 'POST', path: string, data?: object) => {
    const answer = await context.fetch(`${api}${path}`, { method, headers, ...(data ? { data } : {}) });
    expect(answer.ok(), `${method} ${path} ${answer.status()}`).toBe(true);
    return answer.status() === 204 ? null : answer.json();
  };
  return {
    async send(...names) {
      const id = uuid();
      const recipients = names.map((name) => ({ address: `${name}-${id}@acme.example`, name }));
      await call('PUT', '/consents', { consents: recipients.map(({ address }) => ({ address, state: 'given', how: 'written' })) });
      const tracking: Tracking = await call('GET', '/tracking');
      const { footer, pixel } = await mint(tracking, id, '<p>Hello</p>', 'No more of this');
      const at = Date.now() - 600_000;
      const mail: TrackedMail = {
        id,
        account: 'anna@northwind.example',
        thread: `mail:${id}`,
        at,
        subject: 'Offer',
        recipients,
        links: [],
      };
      expect((await call('POST', '/tracked-messages', { messages: [mail] })).results).toMatchObject([{ result: 'tracked' }]);
      const { baseUrl } = tracking;
      return {
        page: urlOf(baseUrl, 'opt-out', footer?.token ?? ''),
        pixel: urlOf(baseUrl, 'open', pixel),
        address: recipients[0]?.address ?? '',
      };
    },
    lastWordOf: async (address) => (await call('GET', `/consents?address=${encodeURIComponent(address)}`)).consents[0],
    countHits: async () => (await call('GET', '/hits')).hits.length,
  };
}

const AGENT = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
};

test('T5: one confirmation, by keyboard, and mails that were sent before are silent; looking does nothing', async ({
  page,
  rep,
  request,
}) => {
  const mail = await rep.send('ada');
  const opened = async () => expect((await request.get(mail.pixel, { headers: AGENT })).status()).toBe(200);
  await opened();
  await expect.poll(() => rep.countHits()).toBe(1);
  // Whatever looks into links, and at the page's head.
  for (const method of ['GET', 'HEAD', 'GET']) expect((await request.fetch(mail.page, { method })).status()).toBe(200);
  await page.goto(mail.page);
  expect(await rep.lastWordOf(mail.address)).toMatchObject({ state: 'given' });

  await page.keyboard.press('Tab');
  await expect(page.getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Your e-mails are no longer tracked' })).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  expect(await rep.lastWordOf(mail.address)).toMatchObject({ state: 'withdrawn', by: null, how: 'page' });
  await opened();
  // One that is kept comes after it.
  const other = await rep.send('eve');
  await request.get(other.pixel, { headers: AGENT });
  await expect.poll(() => rep.countHits()).toBe(2);
});

test('T5: of several it asks for the address, says what is wrong with one, and takes it by Enter', async ({ page, rep }) => {
  const mail = await rep.send('ada', 'grace');
  await page.goto(mail.page);
  const field = page.getByRole('textbox', { name: 'Your e-mail address' });
  await page.keyboard.press('Tab');
  await expect(field).toBeFocused();
  // The browser's own check is in its own words; ours has to hold without it.
  await page.locator('form').evaluate((form: HTMLFormElement) => {
    form.noValidate = true;
  });
  await page.keyboard.type('ada');
  await page.keyboard.press('Enter');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(/Please enter a whole e-mail address/);
  await expectAccessible(page);
  await field.fill(mail.address);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toContainText(`If it went to ${mail.address}, none of the e-mails to that address are tracked`);
  expect(await rep.lastWordOf(mail.address)).toMatchObject({ state: 'withdrawn', how: 'page' });
});

const LANGUAGES = [
  ['en-GB', 'Stop tracking my e-mails'],
  ['de-DE', 'Meine E-Mails nicht mehr nachverfolgen'],
  ['it-IT', 'Non tracciare più le mie email'],
  ['fr-FR', 'Ne plus suivre mes e-mails'],
  ['es-ES', 'Dejar de seguir mis correos'],
] as const;

for (const [locale, confirm] of LANGUAGES)
  for (const colorScheme of ['light', 'dark'] as const)
    test.describe(`E1 T5: in ${locale}, ${colorScheme}`, () => {
      test.use({ locale, colorScheme });
      test('it can be read and pressed at any width, and asks nobody else', async ({ page, rep }) => {
        const mail = await rep.send('ada', 'grace');
        await page.goto(mail.page);
        await expect(page.locator('html')).toHaveAttribute('lang', locale.slice(0, 2));
        const button = page.getByRole('button', { name: confirm });
        for (const width of [320, 400, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(tooWide).toBeLessThanOrEqual(0);
          const box = await button.boundingBox();
          expect(box?.height ?? 0).toBeGreaterThanOrEqual(24);
          expect((box?.y ?? 1000) + (box?.height ?? 0)).toBeLessThanOrEqual(800);
          if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/opt-out-${locale}-${colorScheme}-${width}.png` });
        }
        await expectAccessible(page);
      });
    });

test('T5: a link that is not whole says what to do', async ({ page, rep }) => {
  const { page: url } = await rep.send('ada');
  for (const broken of [url.slice(0, -1), url.replace(/.$/, (letter) => (letter === 'A' ? 'B' : 'A'))]) {
    expect((await page.goto(broken))?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1, name: 'This link is not valid' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('reply to the e-mail');
    await expectAccessible(page);
  }
});
