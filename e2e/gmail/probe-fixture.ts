import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, test as base, chromium, expect, type Page } from '@playwright/test';
import { browserArgs } from '../internet/browser-args.mjs';
import { startInternet } from '../internet/internet.mjs';
import { buildAdapterProbe } from './adapter-probe/build';
import { practiceGmail } from './site.mjs';

interface Line {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: a log line holds whatever the adapter said
  [key: string]: any;
}

/** What the adapter has said in a page. */
export class ProbeLog {
  constructor(readonly page: Page) {}

  async lines(event?: string): Promise<Line[]> {
    const texts = await this.page.locator('adapter-probe > i').allTextContents();
    return texts.map((text): Line => JSON.parse(text)).filter((line) => !event || line.event === event);
  }

  /** Waits until `event` was said `count` times, and answers the last. */
  async waitFor(event: string, count = 1): Promise<Line> {
    await expect.poll(async () => (await this.lines(event)).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
    return (await this.lines(event)).at(-1) as Line;
  }

  /** Kinds of the signs that compose `n` heard, in order. */
  async signs(n: number): Promise<string[]> {
    return (await this.lines('sign')).filter((line) => line.n === n).map((line) => line.sign.kind);
  }

  async sign(n: number, kind: string): Promise<Line> {
    const find = async () => (await this.lines('sign')).filter((line) => line.n === n && line.sign.kind === kind);
    await expect.poll(async () => (await find()).length, { timeout: 15_000 }).toBeGreaterThan(0);
    return (await find()).at(-1) as Line;
  }

  async read(n: number): Promise<Line> {
    const before = (await this.lines('read')).length;
    await this.page.evaluate((detail) => document.dispatchEvent(new CustomEvent('probe:read', { detail })), String(n));
    return (await this.waitFor('read', before + 1)).draft;
  }
}

interface Fixtures {
  splice: string;
  practice: { internet: Awaited<ReturnType<typeof startInternet>>; boxes: ReturnType<typeof practiceGmail>['boxes'] };
  context: BrowserContext;
  openGmail(query?: string, hash?: string): Promise<ProbeLog>;
}

export const test = base.extend<Fixtures>({
  splice: ['', { option: true }],
  practice: async ({ splice }, use) => {
    const { site, boxes } = practiceGmail({ splice });
    const internet = await startInternet({ 'mail.google.com': site });
    await use({ internet, boxes });
    await internet.close();
  },
  context: async ({ practice }, use) => {
    const profile = mkdtempSync(join(tmpdir(), 'adapter-profile-'));
    const extensionDir = await buildAdapterProbe();
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      viewport: { width: 1280, height: 760 },
      args: browserArgs({ extensionDir, internet: practice.internet }),
    });
    // A page opened before the extension is up never gets its content scripts.
    if (!context.serviceWorkers().length) await context.waitForEvent('serviceworker');
    await use(context);
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  },
  openGmail: async ({ context }, use) => {
    await use(async (query = '', hash = '') => {
      const page = context.pages()[0] ?? (await context.newPage());
      await page.goto(`https://mail.google.com/mail/u/0/${query}${hash}`);
      await page.locator('[data-practice=ready]').waitFor();
      const log = new ProbeLog(page);
      await log.waitFor('client');
      return log;
    });
  },
});

export { compose, send, undo, write } from '../hands';
export { expect };
