import { profiler, scriptTimes } from '../support/profile.mjs';

const ROWS = 300;
const KEYS = 200;
/** Long enough for InboxSDK's own fixed delay and what follows from it. */
const LOAD_MS = 2000;
const SETTLE_MS = 600;
const IDLE_MS = 1000;

export const PHASES = ['load', 'compose', 'rows', 'typing', 'idle'];

/**
 * One visit to the practice Gmail; script time of each phase, ms.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {Parameters<typeof scriptTimes>[1]} ownerOf
 * @returns {Promise<Record<string, import('../support/profile.mjs').Times>>}
 */
export async function visit(context, ownerOf) {
  const page = await context.newPage();
  try {
    // Same site, so that the visit that counts stays in a process that is being watched.
    await page.goto('https://mail.google.com/practice/frame.css');
    const session = await profiler(page);
    const during = (act) => scriptTimes(session, ownerOf, act);
    const body = page.locator('[g_editable=true]');
    return {
      load: await during(async () => {
        await page.goto('https://mail.google.com/mail/u/0/');
        await page.waitForTimeout(LOAD_MS);
      }),
      compose: await during(async () => {
        await page.locator('[gh=cm]').click();
        await body.waitFor();
        await page.waitForTimeout(SETTLE_MS);
      }),
      rows: await during(async () => {
        await page.evaluate(changeRows, ROWS);
        await page.waitForTimeout(SETTLE_MS);
      }),
      typing: await during(async () => {
        await body.click();
        await page.keyboard.type('Hello Ada. '.repeat(KEYS).slice(0, KEYS));
        await page.waitForTimeout(SETTLE_MS);
      }),
      idle: await during(() => page.waitForTimeout(IDLE_MS)),
    };
  } finally {
    await page.close();
  }
}

/** Mail arrives and is read: each change in a task of its own, as the network brings it. */
async function changeRows(count) {
  const row = document.querySelector('[role=main] tr, [role=main] [role=row], #view tr, #view li');
  if (!row?.parentElement) throw new Error('the practice page has no list row');
  for (let n = 0; n < count; n++) {
    const copy = /** @type {HTMLElement} */ (row.cloneNode(true));
    row.parentElement.append(copy);
    copy.classList.toggle('zE');
    await new Promise((done) => setTimeout(done));
    copy.remove();
  }
}
