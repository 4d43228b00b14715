import { visit } from './visit.mjs';

/** @typedef {import('@playwright/test').BrowserContext} BrowserContext @typedef {import('@playwright/test').Page} Page */

/**
 * Connects as anybody would: chooses the CRM in the options page and types what it asks for. Where this profile is
 * connected there already, it only sees to it that the connection works.
 * @param {BrowserContext} context
 * @param {string} extensionUrl
 * @param {{ connector: string, seen: string, values: Record<string, string> }} crm `seen`: what its card shows
 * @returns {Promise<Page>} the options page
 */
export async function connect(context, extensionUrl, { connector, seen, values }) {
  const page = await context.newPage();
  await visit(page, `${extensionUrl}src/extension/options/index.html#/accounts`);
  const choice = page.locator(`input[name=connector][value="${connector}"]`);
  const cards = page.locator('article.tl-card');
  const card = cards.filter({ hasText: seen });
  await choice.or(cards).first().waitFor();
  const works = card.locator('.tl-dot-ok');
  if (await card.first().isVisible()) {
    const [check, reconnect] = await card.locator('.tl-buttons button').all();
    await check?.click();
    const refused = card.locator('.tl-dot-danger');
    await works.or(refused).first().waitFor();
    if (await works.isVisible()) return page;
    await reconnect?.click();
  } else {
    if (!(await choice.isVisible())) await cards.last().locator('xpath=following-sibling::button').click();
    await choice.check();
  }
  const submit = page.locator('button[name=connect]');
  await submit.waitFor();
  for (const [name, value] of Object.entries(values)) {
    const field = page.locator(`input[name="${name}"]`);
    if (await field.isVisible()) await field.pressSequentially(value);
  }
  await submit.click();
  await submit.waitFor({ state: 'detached' });
  // A first visit goes on to its next step; everybody's page shows the connection.
  await page.reload();
  await works.first().waitFor();
  return page;
}

/**
 * With an endpoint, by its address and its code.
 * @param {BrowserContext} context
 * @param {string} extensionUrl
 * @param {Pick<import('./endpoint.mjs').Endpoint, 'url' | 'pairingCode'>} endpoint
 */
export const pair = (context, extensionUrl, { url, pairingCode }) =>
  connect(context, extensionUrl, { connector: 'endpoint', seen: url, values: { baseUrl: url, code: pairingCode } });
