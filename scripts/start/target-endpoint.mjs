import { startEndpoint } from './endpoint.mjs';
import { pair } from './pairing.mjs';
import { heldBy } from './promise.mjs';
import { reportOf } from './report.mjs';
import { timelineApi } from './timeline.mjs';

/**
 * Where the mails of a world are logged.
 * @typedef {object} Target
 * @property {string} name as a sentence has it
 * @property {string} connectedBy
 * @property {boolean} tracks
 * @property {readonly string[]} hosts of it that the browser asks
 * @property {Record<string, import('../../e2e/internet/internet.mjs').Site>} sites
 * @property {string} page where a person sees what it holds
 * @property {(context: BrowserContext, extensionUrl: string) => Promise<Page>} connect answers the options page
 * @property {(context: BrowserContext) => Promise<Ledger>} openLedger from now on
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} restart
 * @property {() => Promise<unknown>} close
 *
 * What was logged since it was opened.
 * @typedef {object} Ledger
 * @property {() => Promise<{ subject: string, held: Partial<import('./promise.mjs').Tied> }[]>} logged oldest first
 * @property {() => Promise<string>} report
 * @property {() => Promise<string[]>} faults what should not be there
 * @property {(name: string, subject: string) => Promise<Page>} show the page of this contact, once it has the mail
 *
 * @typedef {import('@playwright/test').BrowserContext} BrowserContext
 * @typedef {import('@playwright/test').Page} Page
 */

/**
 * Our own endpoint with its demo data, on loopback.
 * @param {{ port: number, dataDir: string }} where
 * @returns {Promise<Target>}
 */
export async function startEndpointTarget(where) {
  let endpoint = await startEndpoint(where);
  return {
    name: 'the endpoint',
    connectedBy: 'paired with the endpoint by its code',
    tracks: true,
    hosts: [],
    sites: {},
    get page() {
      return endpoint.signInUrl;
    },
    connect: (context, extensionUrl) => pair(context, extensionUrl, endpoint),
    openLedger: (context) => openLedger(context, endpoint),
    stop: () => endpoint.stop(),
    async restart() {
      endpoint = await startEndpoint(where);
    },
    close: () => endpoint.stop(),
  };
}

/** @param {BrowserContext} context @param {import('./endpoint.mjs').Endpoint} endpoint @returns {Promise<Ledger>} */
async function openLedger(context, { url, signInUrl }) {
  const timeline = await context.newPage();
  await timeline.goto(signInUrl);
  const api = timelineApi(timeline, url);
  const before = await api.end();
  const items = () => api.loggedSince(before);
  return {
    logged: async () => (await items()).map((item) => ({ subject: item.subject, held: heldBy(item) })),
    report: async () => reportOf(await items()),
    faults: async () => [],
    async show(name, subject) {
      const [item] = await items();
      const id = item?.records.find((record) => record.kind === 'contact' && record.name === name)?.id;
      await timeline.goto(`${url}/timeline/#/contact/${id}`);
      await timeline.getByText(subject).first().waitFor();
      return timeline;
    },
  };
}
