import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, test as base, chromium, expect, type Page, type Request } from '@playwright/test';
import { type Elsewhere, type FakeEndpoint, startElsewhere, startFakeEndpoint } from './fake-endpoint';
import { smallWorld } from './world';

/** A browser in which every host but this machine leads to `elsewhere`, which nobody may ask, and a fake endpoint for each test. */
export const test = base.extend<
  { endpoint: FakeEndpoint; origin: string; nobodyElse: undefined },
  { elsewhere: Elsewhere; browser: Browser }
>({
  elsewhere: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const elsewhere = await startElsewhere();
      await use(elsewhere);
      await elsewhere.close();
    },
    { scope: 'worker' },
  ],
  browser: [
    async ({ elsewhere }, use) => {
      const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: [
          `--host-resolver-rules=MAP * 127.0.0.1:${elsewhere.port}, EXCLUDE 127.0.0.1`,
          ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ],
      });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  endpoint: async ({}, use) => {
    const endpoint = await startFakeEndpoint(smallWorld());
    await use(endpoint);
    await endpoint.close();
  },
  /** The only place that may be asked. */
  origin: ({ endpoint }, use) => use(endpoint.url),
  nobodyElse: [
    async ({ page, origin, elsewhere }, use) => {
      elsewhere.asked.length = 0;
      const foreign = new Set<Request>();
      page.on('request', (request) => {
        if (/^http/.test(request.url()) && !request.url().startsWith(`${origin}/`)) foreign.add(request);
      });
      // What the page's policy (csp) or the browser's own rules (origin) stopped never left.
      page.on('requestfailed', (request) => /^(csp|origin)$/.test(request.failure()?.errorText ?? '') && foreign.delete(request));
      await use(undefined);
      expect([...foreign].map((request) => `${request.url()} ${request.failure()?.errorText}`)).toEqual([]);
      expect(elsewhere.asked).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Without the mails' own content: axe cannot run in a frame that runs nothing, so each is exchanged for an empty one. */
export async function expectAccessible(page: Page) {
  for (const frame of await page.locator('iframe').all()) {
    await frame.evaluate((element: HTMLIFrameElement) => {
      element.removeAttribute('sandbox');
      element.srcdoc = '<!doctype html><html lang="en"><title>Mail</title><p>Mail</p></html>';
    });
    await frame.contentFrame().locator('p').waitFor({ state: 'attached' });
  }
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}
