import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { browserArgs } from '../../e2e/internet/browser-args.mjs';
import { root } from '../run.mjs';
import { findBrowser } from '../setup/browser.mjs';
import { Problem } from '../setup/problem.mjs';

/** @typedef {import('@playwright/test').BrowserContext} BrowserContext */

const OURS = join(root, 'dist');
/** No bar that warns of our own flags: it would stand between people and the practice page. */
const QUIET = ['--test-type'];

/**
 * A browser of its own profile with the extension in it, for which the practice internet is the whole internet.
 * @param {{ profileDir: string, internet: import('../../e2e/internet/internet.mjs').Internet, headless: boolean, extensionDir?: string }} options
 * @returns {Promise<{ context: BrowserContext, extensionUrl: string }>}
 */
export async function openBrowser({ profileDir, internet, headless, extensionDir = OURS }) {
  const browser = findBrowser();
  if (!browser) throw new Problem('No Chromium-family browser was found. Run npm start, or name one by the environment variable CHROMIUM.');
  const context = await launch(browser, { profileDir, internet, headless, extensionDir });
  if (browser.branded) await loadOverPipe(context, extensionDir);
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker', { timeout: 20_000 }).catch(() => null));
  if (!worker) {
    await context.close();
    throw new Problem(`${browser.path} did not load the extension. Try Chromium or Edge: name it by the environment variable CHROMIUM.`);
  }
  return { context, extensionUrl: new URL('/', worker.url()).href };
}

async function launch(browser, { profileDir, internet, headless, extensionDir }) {
  const args = browserArgs({ extensionDir, internet });
  const branded = args.filter((arg) => !/^--(load-extension|disable-extensions-except)=/.test(arg));
  try {
    return await chromium.launchPersistentContext(profileDir, {
      executablePath: browser.path,
      headless,
      viewport: headless ? { width: 1280, height: 800 } : null,
      args: browser.branded
        ? [...branded, '--enable-unsafe-extension-debugging']
        : [...args, '--hide-crash-restore-bubble', ...(headless ? [] : QUIET)],
      ignoreDefaultArgs: ['--disable-extensions', '--enable-automation'],
      // A demonstration is read by its words.
      ...(headless && { env: { ...process.env, LANGUAGE: 'en' } }),
      // Ctrl+C is ours: the endpoint has to be ended too.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    throw new Problem(`${browser.path} could not be started: ${error.message.split('\n')[0]}`);
  }
}

/** Chrome from 137 on takes an unpacked extension only so. */
async function loadOverPipe(context, extensionDir) {
  const session = await context.browser()?.newBrowserCDPSession();
  await session?.send(/** @type {never} */ ('Extensions.loadUnpacked'), /** @type {never} */ ({ path: extensionDir }));
}
