/** @typedef {import('@playwright/test').Page} Page */

/** Where things are in each practice client; all but `newMail` inside of `window`. */
const PLACES = {
  gmail: {
    newMail: '[gh=cm]',
    window: '[role=dialog]:has(input[name=subjectbox])',
    to: '.anm[name=to] input',
    showCc: '.pE',
    cc: '.anm[name=cc] input',
    subject: 'input[name=subjectbox]',
    body: '[g_editable=true]',
    send: '.aoO',
  },
  outlook: {
    newMail: '.new-mail',
    window: '.compose:visible',
    to: '.well >> nth=0',
    showCc: '[data-show=cc]',
    cc: '.well >> nth=1',
    subject: 'input.subject',
    body: '.editor',
    send: '.split > .primary >> nth=0',
  },
};

/**
 * Writes a mail in a practice client with keys and mouse, and leaves it open.
 * @param {Page} page
 * @param {import('./options.mjs').Mail} client
 * @param {{ to: string[], cc?: string[], subject: string, body: string }} mail
 * @param {() => Promise<unknown>} drawn waits for our line: InboxSDK puts a window into another place when it first
 *   sees it, which takes the focus out of it
 */
export async function write(page, client, { to, cc = [], subject, body }, drawn) {
  const places = PLACES[client];
  await page.locator(places.newMail).click();
  await drawn();
  const window = page.locator(places.window).last();
  await typePeople(window.locator(places.to), to);
  if (cc.length > 0) {
    await window.locator(places.showCc).click();
    await typePeople(window.locator(places.cc), cc);
  }
  await window.locator(places.subject).click();
  await page.keyboard.type(subject);
  // At its beginning: a signature may stand below.
  await window.locator(places.body).click({ position: { x: 40, y: 16 } });
  await page.keyboard.type(body);
  return {
    send: () => window.locator(places.send).click(),
  };
}

async function typePeople(box, people) {
  for (const person of people) {
    await box.press('Control+End');
    await box.pressSequentially(person);
    await box.press('Enter');
  }
}
