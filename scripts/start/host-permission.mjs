import { visit } from './visit.mjs';

/**
 * Says yes beforehand to what the extension will ask for: the browser's question is no page, and no script can answer it.
 * Done on the browser's own page for extensions; the extension has the permission only once it has asked for it.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {string} extensionUrl
 * @param {string[]} hosts
 */
export async function allowHosts(context, extensionUrl, hosts) {
  const page = await context.newPage();
  await visit(page, 'chrome://extensions/');
  for (const host of hosts)
    await page.evaluate(
      // @ts-expect-error Only this page has it.
      ([id, pattern]) => chrome.developerPrivate.addHostPermission(id, pattern),
      [new URL(extensionUrl).host, `https://${host}/*`],
    );
  await page.close();
}
