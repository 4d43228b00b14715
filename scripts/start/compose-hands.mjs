/** @typedef {import('@playwright/test').Page} Page */

/**
 * Writes a mail in the practice Gmail with keys and mouse, and leaves it open.
 * @param {Page} page
 * @param {{ to: string[], cc?: string[], subject: string, body: string }} mail
 * @param {() => Promise<unknown>} drawn waits for our line: InboxSDK puts a window into another place when it first
 *   sees it, which takes the focus out of it
 */
export async function write(page, { to, cc = [], subject, body }, drawn) {
  await page.locator('[gh=cm]').click();
  await drawn();
  const window = page.locator('[role=dialog]:has(input[name=subjectbox])').last();
  await typePeople(window, 'to', to);
  if (cc.length > 0) {
    await window.locator('.pE').click();
    await typePeople(window, 'cc', cc);
  }
  await window.locator('input[name=subjectbox]').click();
  await page.keyboard.type(subject);
  await window.locator('[g_editable=true]').click();
  await page.keyboard.type(body);
  return {
    send: () => window.locator('.aoO').click(),
  };
}

async function typePeople(window, field, people) {
  const box = window.locator(`.anm[name=${field}] input`);
  for (const person of people) {
    await box.click();
    await box.pressSequentially(person);
    await box.press('Enter');
  }
}
