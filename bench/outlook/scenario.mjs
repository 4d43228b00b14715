import { profiler, scriptTimes } from '../support/profile.mjs';

const ROWS = 300;
const KEYS = 200;
const TEXT = 'Hello Ada. ';
const NODES = 40_000;
/** Long enough for the page's own loading, and for what we do after it. */
const LOAD_MS = 2000;
const SETTLE_MS = 900;
const IDLE_MS = 1000;
const BODY = '.compose:visible [aria-multiline=true]';

export const PHASES = ['load', 'compose', 'rows', 'save', 'typing', 'idle', 'scan'];

/**
 * One visit to the practice Outlook; script time of each phase, ms.
 * @param {import('@playwright/test').BrowserContext} context
 * @param {Parameters<typeof scriptTimes>[1]} ownerOf
 * @returns {Promise<Record<string, import('../support/profile.mjs').Times>>}
 */
export async function visit(context, ownerOf) {
  const page = await context.newPage();
  try {
    const session = await watched(page);
    const during = (act) => scriptTimes(session, ownerOf, act);
    return {
      load: await during(() => load(page)),
      compose: await during(() => compose(page)),
      rows: await during(async () => {
        await page.evaluate(changeRows, ROWS);
        await page.waitForTimeout(SETTLE_MS);
      }),
      // The first that the page saves is the first that its witness reads.
      save: await during(async () => {
        await page.locator(BODY).click();
        await page.keyboard.type(TEXT);
        await page.waitForTimeout(SETTLE_MS);
      }),
      typing: await during(async () => {
        await page.keyboard.type(TEXT.repeat(KEYS).slice(0, KEYS));
        await page.waitForTimeout(SETTLE_MS);
      }),
      idle: await during(() => page.waitForTimeout(IDLE_MS)),
      scan: await during(async () => {
        await page.evaluate(fill, NODES);
        await page.waitForTimeout(SETTLE_MS);
        await compose(page);
      }),
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
  await page.goto('https://outlook.office.com/owamail/frame.css');
  return profiler(page);
}

async function load(page) {
  await page.goto('https://outlook.office.com/mail/0/');
  await page.waitForTimeout(LOAD_MS);
}

async function compose(page) {
  await page.locator('.new-mail').click();
  await page.locator(BODY).waitFor();
  await page.waitForTimeout(SETTLE_MS);
}

/** Mail arrives and is read: each change in a task of its own, as the network brings it. */
async function changeRows(count) {
  const row = document.querySelector('[role=option][data-convid]');
  if (!row?.parentElement) throw new Error('the practice page has no list row');
  for (let n = 0; n < count; n++) {
    const copy = /** @type {HTMLElement} */ (row.cloneNode(true));
    row.parentElement.append(copy);
    copy.setAttribute('aria-selected', 'false');
    await new Promise((done) => setTimeout(done));
    copy.remove();
  }
}

/** A mailbox with very much in sight. */
function fill(count) {
  const list = document.querySelector('[role=option][data-convid]')?.parentElement;
  const row = list?.firstElementChild;
  if (!list || !row) throw new Error('the practice page has no list row');
  const each = row.querySelectorAll('*').length + 1;
  const copies = document.createDocumentFragment();
  for (let n = 0; n < count / each; n++) copies.append(row.cloneNode(true));
  list.append(copies);
}
