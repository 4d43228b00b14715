import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { startHarness } from './harness/server';

type Scene = Record<string, string | number>;

interface Fixtures {
  /** Opens the popup or a section of the options page with a fake worker; see `fake-worker.ts` for what a scene can be. */
  show(what: 'popup' | 'options', scene?: Scene, hash?: string): Promise<Page>;
}

/** A browser on the popup and options page, without an extension around: every state can be looked at. */
export const test = base.extend<Fixtures, { harness: string }>({
  harness: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
    async ({}, use) => {
      const server = await startHarness();
      await use(server.url);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  },
  show: async ({ page, harness }, use) => {
    await use(async (what, scene = {}, hash = '') => {
      const query = new URLSearchParams(Object.entries(scene).map(([key, value]) => [key, String(value)]));
      // From one scene to another the address may differ only after #, which would load nothing.
      await page.goto('about:blank');
      await page.goto(`${harness}/${what}.html?${query}${hash}`);
      await expect(page.locator('h1').first()).toBeVisible();
      return page;
    });
  },
});

/** The width an e-mail client's side pane, a phone and a desktop give us. */
const WIDTHS = [320, 400, 1280];

/** Nothing that a screen reader would stumble over; in both themes, nothing that a weak eye would. */
export async function expectSound(page: Page): Promise<void> {
  // Colours that are still fading are no colours to be judged.
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
  expect(await violations(new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']))).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await violations(new AxeBuilder({ page }).withRules(['color-contrast'])), 'in the dark theme').toEqual([]);
}

async function violations(axe: AxeBuilder): Promise<string[]> {
  const found = (await axe.analyze()).violations;
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`);
}

/** Nothing is wider than the page, on a desktop, a phone and half a phone. */
export async function expectToFit(page: Page, widths: readonly number[] = WIDTHS): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 600 });
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(tooWide, `px too wide for ${width}`).toBeLessThanOrEqual(0);
  }
}

export { expect };
