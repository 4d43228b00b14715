/**
 * Goes to a page of the extension. A fresh profile opens the options page by itself, and Chromium may do so in the very
 * tab that is on its way elsewhere.
 * @param {import('@playwright/test').Page} page
 * @param {string} url
 */
export async function visit(page, url) {
  for (let tries = 5; ; tries--) {
    try {
      return void (await page.goto(url));
    } catch (error) {
      if (tries === 1 || !(error instanceof Error) || !error.message.includes('interrupted by another navigation')) throw error;
    }
  }
}
