import { join } from 'node:path';
import { practiceGmail } from '../../e2e/gmail/site.mjs';
import { startInternet } from '../../e2e/internet/internet.mjs';
import { practiceOutlook } from '../../e2e/outlook/site.mjs';
import { build } from '../build/build.mjs';
import { root } from '../run.mjs';
import { needWritable } from '../setup/writable.mjs';
import { openBrowser } from './browser.mjs';
import { needFreePort } from './readiness.mjs';
import { startCrmTarget } from './target-crm.mjs';
import { startEndpointTarget } from './target-endpoint.mjs';

export const HOME = join(root, '.threadline');
/** Where the practice mailboxes are, under the real host names. @type {Record<import('./options.mjs').Mail, string>} */
export const MAILBOXES = { gmail: 'https://mail.google.com/mail/u/0/', outlook: 'https://outlook.office.com/mail/' };
/** The demo user whose mailbox this is. */
export const ME = { address: 'anna@northwind.example', name: 'Anna Berger' };

/**
 * Everything that a demonstration needs, built and running: the CRM or the endpoint, practice internet, browser with the
 * extension.
 * @typedef {Awaited<ReturnType<typeof openWorld>>} World
 * @param {{ crm: import('./options.mjs').Crm, port: number, dataDir: string, profileDir: string, headless: boolean }} options
 */
export async function openWorld({ crm, port, dataDir, profileDir, headless }) {
  for (const folder of [dataDir, profileDir]) needWritable(folder);
  if (crm === 'endpoint') await needFreePort(port);
  await build(crm === 'endpoint' ? ['chromium', 'endpoint', 'timeline'] : ['chromium']);
  const open = [];
  const close = async () => {
    for (const end of open.splice(0).reverse()) await end();
  };
  try {
    const target = crm === 'endpoint' ? await startEndpointTarget({ port, dataDir }) : await startCrmTarget(crm);
    open.push(() => target.close());
    const accounts = [ME];
    const gmail = practiceGmail({ accounts });
    const outlook = practiceOutlook({ accounts });
    const internet = await startInternet({ 'mail.google.com': gmail.site, ...outlook.sites, ...target.sites });
    open.push(() => internet.close());
    const { context, extensionUrl } = await openBrowser({ profileDir, internet, headless });
    open.push(() => context.close());
    const mailboxes = { gmail: gmail.boxes[0], outlook: outlook.boxes[0] };
    return { internet, context, extensionUrl, target, mailboxes, close };
  } catch (error) {
    await close();
    throw error;
  }
}
