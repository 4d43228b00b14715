import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { request } from '@playwright/test';
import { practiceGmail } from '../../e2e/gmail/site.mjs';
import { startInternet } from '../../e2e/internet/internet.mjs';
import { practiceOutlook } from '../../e2e/outlook/site.mjs';
import { root } from '../../scripts/run.mjs';
import { openBrowser } from '../../scripts/start/browser.mjs';
import { startEndpoint } from '../../scripts/start/endpoint.mjs';
import { pair } from '../../scripts/start/pairing.mjs';
import { visit } from '../../scripts/start/visit.mjs';
import { ME } from '../../scripts/start/world.mjs';

/**
 * Runs a measurement beside a practice Gmail and a practice Outlook, and clears everything away. `open` starts a browser with any extension, `openDesk`
 * one with ours, paired with an endpoint of its own; `prepare` is given that endpoint's API, signed in, before.
 * @template T
 * @param {(practice: {
 *   folder: string,
 *   open(name: string, extensionDir?: string): ReturnType<typeof openBrowser>,
 *   openDesk(name: string, options?: { extensionDir?: string, prepare?: (api: import('@playwright/test').APIRequestContext) => Promise<void> }):
 *     Promise<Awaited<ReturnType<typeof deskOf>>>
 * }) => Promise<T>} measure
 * @returns {Promise<T>}
 */
export async function inPractice(measure) {
  const folder = mkdtempSync(join(root, 'node_modules/.bench-'));
  const ends = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    const internet = await startInternet({
      'mail.google.com': practiceGmail({ accounts: [ME] }).site,
      ...practiceOutlook({ accounts: [ME] }).sites,
    });
    ends.push(() => internet.close());
    const open = async (name, extensionDir) => {
      const browser = await openBrowser({ profileDir: join(folder, `profile-${name}`), internet, headless: true, extensionDir });
      ends.push(() => browser.context.close());
      return browser;
    };
    const openDesk = async (name, { extensionDir, prepare } = {}) => {
      const endpoint = await startEndpoint({ port: 0, dataDir: join(folder, `data-${name}`) });
      ends.push(() => endpoint.stop());
      if (prepare) await prepareEndpoint(endpoint, prepare);
      return deskOf(await open(name, extensionDir), endpoint);
    };
    return await measure({ folder, open, openDesk });
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function deskOf({ context, extensionUrl }, endpoint) {
  const ui = await pair(context, extensionUrl, endpoint);
  /** Asks the worker, as popup and options do. */
  const call = async (name, args) => {
    const { reply, ms } = await ui.evaluate(
      async (message) => {
        const start = performance.now();
        const answer = await chrome.runtime.sendMessage(message);
        return { reply: answer, ms: performance.now() - start };
      },
      { threadline: 'ask', call: name, args },
    );
    if (!reply?.ok) throw new Error(`${name}: ${reply?.code ?? 'no answer'}`);
    return { value: reply.value, ms };
  };
  return {
    context,
    extensionUrl,
    ask: async (name, ...args) => (await call(name, args)).value,
    /** What is written from now on is tracked. */
    async trackByDefault() {
      for (const account of (await call('getSettings', [])).value.accounts)
        await call('saveAccount', [{ ...account, trackByDefault: true }]);
    },
    /** Ms until the answer is back in the page. */
    time: async (name, ...args) => (await call(name, args)).ms,
    /** A page of the extension; `path` from its root. */
    async openPage(path, script, argument) {
      const page = await context.newPage();
      if (script) await page.addInitScript(script, argument);
      await visit(page, extensionUrl + path);
      return page;
    },
  };
}

async function prepareEndpoint({ url, signInUrl }, prepare) {
  const api = await request.newContext({ baseURL: url });
  try {
    await api.get(signInUrl);
    await prepare(api);
  } finally {
    await api.dispose();
  }
}
