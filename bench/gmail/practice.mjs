import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { practiceGmail } from '../../e2e/gmail/site.mjs';
import { startInternet } from '../../e2e/internet/internet.mjs';
import { root } from '../../scripts/run.mjs';
import { openBrowser } from '../../scripts/start/browser.mjs';
import { startEndpoint } from '../../scripts/start/endpoint.mjs';
import { pair } from '../../scripts/start/pairing.mjs';
import { ME } from '../../scripts/start/world.mjs';

/**
 * Runs a measurement beside a practice Gmail and an endpoint, and clears everything away.
 * @template T
 * @param {(practice: {
 *   folder: string,
 *   open(name: string, extensionDir: string): ReturnType<typeof openBrowser>,
 *   openOurs(): ReturnType<typeof openBrowser>
 * }) => Promise<T>} measure `openOurs`: the built extension, paired
 * @returns {Promise<T>}
 */
export async function inPractice(measure) {
  const folder = mkdtempSync(join(root, 'node_modules/.bench-'));
  const internet = await startInternet({ 'mail.google.com': practiceGmail({ accounts: [ME] }).site });
  const endpoint = await startEndpoint({ port: 0, dataDir: join(folder, 'data') });
  const contexts = [];
  const open = async (name, extensionDir) => {
    const browser = await openBrowser({ profileDir: join(folder, `profile-${name}`), internet, headless: true, extensionDir });
    contexts.push(browser.context);
    return browser;
  };
  try {
    return await measure({
      folder,
      open,
      async openOurs() {
        const browser = await open('ours', undefined);
        await (await pair(browser.context, browser.extensionUrl, endpoint)).close();
        return browser;
      },
    });
  } finally {
    for (const context of contexts) await context.close();
    await endpoint.stop();
    await internet.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {number[]} numbers */
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
