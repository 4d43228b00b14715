import { profiler, scriptTimes } from './profile.mjs';

const ROWS = 300;
const KEYS = 200;
const TEXT = 'Hello Ada. ';
/** Long enough for fixed delays of the page and of InboxSDK, and for what follows from them. */
const LOAD_MS = 2000;
const IDLE_MS = 1000;

/**
 * A practice mail client, as a visit goes through it.
 * @typedef {object} MailClient
 * @property {string} frame an empty page of the same site
 * @property {string} mailbox
 * @property {string} newMail
 * @property {string} body of the message that is written
 * @property {number} settleMs after which what an act led to is done
 * @property {(count: number) => Promise<void>} changeRows runs in the page
 * @property {Record<string, (page: Page, compose: () => Promise<void>) => Promise<void>>} more further phases, at the end
 *
 * @typedef {import('@playwright/test').Page} Page
 * @typedef {import('@playwright/test').BrowserContext} BrowserContext
 * @typedef {Parameters<typeof scriptTimes>[1]} OwnerOf
 */

/** @param {MailClient} client */
export function makeVisits({ frame, mailbox, newMail, body, settleMs, changeRows, more }) {
  async function load(page) {
    await page.goto(mailbox);
    await page.waitForTimeout(LOAD_MS);
  }

  async function compose(page) {
    await page.locator(newMail).click();
    await page.locator(body).waitFor();
    await page.waitForTimeout(settleMs);
  }

  /** What each phase of a visit does, in their order. */
  const phases = {
    load,
    compose,
    async rows(page) {
      await page.evaluate(changeRows, ROWS);
      await page.waitForTimeout(settleMs);
    },
    // The first that the page saves is the first that its witness reads.
    async save(page) {
      await page.locator(body).click();
      await page.keyboard.type(TEXT);
      await page.waitForTimeout(settleMs);
    },
    async typing(page) {
      await page.keyboard.type(TEXT.repeat(KEYS).slice(0, KEYS));
      await page.waitForTimeout(settleMs);
    },
    idle: (page) => page.waitForTimeout(IDLE_MS),
    ...Object.fromEntries(Object.entries(more).map(([name, act]) => [name, (page) => act(page, () => compose(page))])),
  };

  async function measure(context, ownerOf, names) {
    const page = await context.newPage();
    try {
      // Same site, so that the visit that counts stays in a process that is being watched.
      await page.goto(frame);
      const session = await profiler(page);
      const times = {};
      for (const name of names) times[name] = await scriptTimes(session, ownerOf, () => phases[name](page));
      return times;
    } finally {
      await page.close();
    }
  }

  return {
    PHASES: Object.keys(phases),
    /**
     * One visit; script time of each phase, ms.
     * @param {BrowserContext} context
     * @param {OwnerOf} ownerOf
     * @returns {Promise<Record<string, import('./profile.mjs').Times>>}
     */
    visit: (context, ownerOf) => measure(context, ownerOf, Object.keys(phases)),
    /**
     * A new window alone; script time, ms. The profiler knows whose a function is if it saw it come.
     * @param {BrowserContext} context
     * @param {OwnerOf} ownerOf
     */
    visitCompose: async (context, ownerOf) => (await measure(context, ownerOf, ['load', 'compose'])).compose,
  };
}
