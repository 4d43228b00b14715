import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { openBrowser } from '../../scripts/start/browser.mjs';
import { pair } from '../../scripts/start/pairing.mjs';
import { visit } from '../../scripts/start/visit.mjs';
import { test as base } from '../compose/compose-test';
import { handsOf } from '../fixture';
import { type Receive, receiveInGmail, receiveInOutlook, type Sent, sentInGmail, sentInOutlook } from './inbox';

interface Reading {
  receive: Receive;
  sent: Sent;
  /** The same rep at another computer, with another browser that knows nothing yet: her mail. */
  elsewhere(): Promise<Page>;
}

/** Somebody at her desk, reading. */
export const test = base.extend<Reading>({
  receive: async ({ mail, gmail, outlook }, use) => use(mail === 'gmail' ? receiveInGmail(gmail) : receiveInOutlook(outlook)),
  sent: async ({ mail, gmail, outlook }, use) => use(mail === 'gmail' ? sentInGmail(gmail) : sentInOutlook(outlook)),
  elsewhere: async ({ api, client, endpoint, internet }, use) => {
    const profileDir = mkdtempSync(join(tmpdir(), 'threadline-elsewhere-'));
    const opened: { context: { close(): Promise<void> } }[] = [];
    await use(async () => {
      const other = await openBrowser({ profileDir, internet, headless: true, extensionDir: resolve(process.env.EXT_DIR ?? 'dist') });
      opened.push(other);
      const { code } = await (await api.post('/api/v1/pairing-codes', { headers: { origin: endpoint.current.url } })).json();
      await pair(other.context, other.extensionUrl, { ...endpoint.current, pairingCode: code });
      const page = await other.context.newPage();
      await visit(page, client.url);
      await page.locator('[data-practice=ready]').waitFor();
      return page;
    });
    for (const { context } of opened) await context.close();
    rmSync(profileDir, { recursive: true, force: true });
  },
});

/** The page looks at its mailbox again. */
export const refresh = (page: Page): Promise<void> =>
  page.evaluate(() => (window as unknown as { practice: { refresh(): Promise<void> } }).practice.refresh());

/** Opens the thread of this subject, whatever is open now. */
export async function read(page: Page, subject: string): Promise<void> {
  // In Gmail the list and what is read take turns.
  if (new URL(page.url()).hash.includes('/')) await page.evaluate(() => location.assign('#inbox'));
  await refresh(page);
  await handsOf(page).openMail(page, subject);
}
