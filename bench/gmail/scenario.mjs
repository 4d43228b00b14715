import { profiler, scriptTimes } from '../support/profile.mjs';

const ROWS = 300;
const KEYS = 200;
const TEXT = 'Hello Ada. ';
/** Long enough for InboxSDK's own fixed delay and what follows from it. */
const LOAD_MS = 2000;
const SETTLE_MS = 600;
const IDLE_MS = 1000;
const BODY = '[g_editable=true]';

export const PHASES = ['load', 'compose', 'rows', 'save', 'typing', 'idle'];

/**
 * One visit to the practice Gmail; script time of each phase, ms.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {Parameters<typeof scriptTimes>[1]} ownerOf
 * @returns {Promise<Record<string, import('../support/profile.mjs').Times>>}
 */
export async function visit(context, ownerOf) {
  const page = await context.newPage();
  try {
    const session = await watched(page);
    const during = (act) => scriptTimes(session, ownerOf, act);
    const body = page.locator(BODY);
    return {
      load: await during(() => load(page)),
      compose: await during(() => compose(page)),
      rows: await during(async () => {
        await page.evaluate(changeRows, ROWS);
        await page.waitForTimeout(SETTLE_MS);
      }),
      // The first that the page saves is the first that its witness reads.
      save: await during(async () => {
        await body.click();
        await page.keyboard.type(TEXT);
        await page.waitForTimeout(SETTLE_MS);
      }),
      typing: await during(async () => {
        await page.keyboard.type(TEXT.repeat(KEYS).slice(0, KEYS));
        await page.waitForTimeout(SETTLE_MS);
      }),
      idle: await during(() => page.waitForTimeout(IDLE_MS)),
    };
  } finally {
    await page.close();
  }
}

/** A new window alone; script time, ms. */
export async function visitCompose(context, ownerOf) {
  const page = await context.newPage();
  try {
    const session = await watched(page);
    // The profiler knows whose a function is if it saw it come.
    await scriptTimes(session, ownerOf, () => load(page));
    return await scriptTimes(session, ownerOf, () => compose(page));
  } finally {
    await page.close();
  }
}

/** Same site, so that the visit that counts stays in a process that is being watched. */
async function watched(page) {
  await page.goto('https://mail.google.com/practice/frame.css');
  return profiler(page);
}

async function load(page) {
  await page.goto('https://mail.google.com/mail/u/0/');
  await page.waitForTimeout(LOAD_MS);
}

async function compose(page) {
  await page.locator('[gh=cm]').click();
  await page.locator(BODY).waitFor();
  await page.waitForTimeout(SETTLE_MS);
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
