/**
 * Goes to a page of the extension. A fresh profile opens the options page by itself, and Chromium may do so in the very
 * tab that is on its way elsewhere.
 * @param {import('@playwright/test').Page} page
 * @param {string} url
 */
export async function visit(page, url) {
  try {
    await page.goto(url);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('interrupted by another navigation')) throw error;
    await page.goto(url);
  }
}
