import { startPracticeCrm } from '../../e2e/crm/practice.mjs';
import { table } from '../report/table.mjs';
import { allowHosts } from './host-permission.mjs';
import { connect } from './pairing.mjs';

/** @typedef {import('./target-endpoint.mjs').Target} Target @typedef {import('./target-endpoint.mjs').Ledger} Ledger */

/** Who is never logged, as in the endpoint's demo data. A CRM has no such list: this one is the browser's own. */
const NEVER = 'acme-legal.example';

/**
 * A practice CRM under its real host names.
 * @param {import('../../e2e/crm/practice.mjs').CrmName} connector
 * @returns {Promise<Target>}
 */
export async function startCrmTarget(connector) {
  const crm = await startPracticeCrm(connector);
  const { name, host, appHost, seen, values } = crm;
  return {
    name: `the practice ${name}`,
    connectedBy: `connected to the practice ${name} by its key`,
    tracks: false,
    hosts: [host, appHost],
    sites: crm.sites,
    page: `https://${appHost}/`,
    async connect(context, extensionUrl) {
      await allowHosts(context, extensionUrl, [host]);
      const options = await connect(context, extensionUrl, { connector, seen, values });
      await neverLog(options, NEVER);
      return options;
    },
    openLedger: async (context) => openLedger(context, crm),
    stop: async () => crm.setAway(true),
    restart: async () => crm.setAway(false),
    close: crm.close,
  };
}

/** Adds a rule in the options page, and goes back to where it was. */
async function neverLog(options, rule) {
  const url = options.url();
  await options.evaluate(() => location.assign('#/never-log'));
  const box = options.locator('[name=rules]');
  await box.waitFor();
  const listed = options.locator('.options-rule-key', { hasText: rule });
  if (!(await listed.isVisible())) {
    await box.fill(rule);
    await options.locator('[name=add-rules]').click();
    await listed.waitFor();
  }
  await options.goto(url);
}

/** @param {import('@playwright/test').BrowserContext} context @param {import('../../e2e/crm/practice.mjs').PracticeCrm} crm @returns {Ledger} */
function openLedger(context, crm) {
  const before = { mails: crm.mails().length, contacts: crm.contacts() };
  const mails = () => crm.mails().slice(before.mails);
  return {
    logged: async () => mails().map(({ subject, times: _, ...held }) => ({ subject, held })),
    async report() {
      const tiesOf = ({ contact, company, deal, lead }) =>
        Object.entries({ contact, company, deal, lead }).flatMap(([kind, names]) => names.map((one) => `${kind} ${one}`));
      return table(
        ['Mail', `Logged in ${crm.name} on`],
        mails().map((mail) => [mail.subject, tiesOf(mail).join('\n')]),
      );
    },
    async faults() {
      const twice = mails().filter(({ times }) => times > 1);
      const made = crm.contacts().filter((address) => !before.contacts.includes(address));
      const strangers = made.filter((address) => /legal|tom@/.test(address));
      return [
        ...twice.map(({ subject }) => `“${subject}” stands twice on one record`),
        ...strangers.map((address) => `a contact was made of ${address}, who is left out`),
      ];
    },
    async show(_name, subject) {
      const page = await context.newPage();
      await page.goto(`https://${crm.appHost}/`);
      await page.getByText(subject).first().waitFor();
      return page;
    },
  };
}
