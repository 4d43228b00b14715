import { visit } from './visit.mjs';

/**
 * Pairs as anybody would: types the endpoint's address and its code into the options page. Where this profile is
 * connected already, it only sees to it that the connection works.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {string} extensionUrl
 * @param {import('./endpoint.mjs').Endpoint} endpoint
 * @returns {Promise<import('@playwright/test').Page>} the options page
 */
export async function pair(context, extensionUrl, { url, pairingCode }) {
  const page = await context.newPage();
  await visit(page, `${extensionUrl}src/extension/options/index.html#/accounts`);
  const address = page.locator('input[name=baseUrl]');
  const card = page.locator('article.options-card', { hasText: url });
  await address.or(card).first().waitFor();
  const works = card.locator('.tl-dot-ok');
  if (await card.isVisible()) {
    const [check, reconnect] = await card.locator('.options-buttons button').all();
    await check?.click();
    const refused = card.locator('.tl-dot-danger');
    await works.or(refused).first().waitFor();
    if (await works.isVisible()) return page;
    await reconnect?.click();
  }
  await address.fill('');
  await address.pressSequentially(url);
  await page.locator('input[name=code]').pressSequentially(pairingCode);
  const submit = page.locator('button[name=pair]');
  await submit.click();
  await submit.waitFor({ state: 'detached' });
  // A first visit goes on to its next step; everybody's page shows the connection.
  await page.reload();
  await works.first().waitFor();
  return page;
}
