import { lineOf } from '../compose/line';
import { logSwitch } from '../delivery/desk';
import { compose, send, write } from '../fixture';
import { expect, test } from './crm-test';
import { CRMS } from './practice.mjs';

test.setTimeout(120_000);

for (const name of CRMS)
  test.describe(name, () => {
    test.use({ crmName: name });

    test('K5 D3: connected on the options page, a mail from practice Gmail is there once, and the popup leads to it', async ({
      ours,
      crm,
      connectCrm,
      internet,
    }) => {
      const before = crm.contacts();
      const options = await connectCrm();
      await expect(options.locator('article.tl-card')).toContainText(crm.name);
      expect(
        internet.asked.filter(({ host, method }) => host === crm.host && method === 'OPTIONS'),
        'asked by permission, not by CORS',
      ).toEqual([]);
      const page = await ours.openGmail();
      await compose(page);
      await logSwitch(page);
      const line = await lineOf(page);
      await write(page, { to: 'ada@acme.example', subject: 'Forty seats' });
      await line.says(/^Ada Lovelace · Acme · [23] deals$/);
      await line.openPanel();
      const planned = await line.sections();
      await line.closePanel();
      await send(page);
      await expect.poll(() => crm.mails(), { timeout: 40_000 }).toHaveLength(1);
      const popup = await ours.openPopup();
      const link = popup.locator(`a[href^="https://${crm.appHost}/"]`).first();
      await link.waitFor({ timeout: 30_000 });
      const opened = ours.context.waitForEvent('page');
      await link.click();
      await expect((await opened).getByRole('heading', { name: 'Forty seats' })).toBeVisible();
      const [mail] = crm.mails();
      expect(mail).toMatchObject({ contact: ['Ada Lovelace'], company: ['Acme'], lead: [], times: 1 });
      expect(mail?.deal).toEqual(planned.Deals?.toSorted());
      expect(crm.contacts()).toEqual(before);
    });

    test('D1 D2: sent while it is away and the worker is killed, the mail is there once when it is back', async ({
      ours,
      crm,
      connectCrm,
      ask,
    }) => {
      const options = await connectCrm();
      const page = await ours.openGmail();
      crm.setAway(true);
      await compose(page);
      await logSwitch(page);
      await write(page, { to: 'ada@acme.example, somebody.new@nowhere.example', subject: 'While you were away' });
      await send(page);
      await expect.poll(async () => (await ask(options, 'health'))[0]?.state, { timeout: 30_000 }).toBe('unreachable');
      await ours.killWorker();
      crm.setAway(false);
      await expect.poll(async () => (await ask(options, 'listOutbox', ['logged'], 10, null)).entries.length, { timeout: 90_000 }).toBe(1);
      expect(crm.mails()).toMatchObject([{ subject: 'While you were away', company: ['Acme'], times: 1 }]);
      expect(crm.mails()[0]?.contact).toContain('Ada Lovelace');
      expect(crm.contacts().filter((address) => address === 'somebody.new@nowhere.example')).toHaveLength(1);
    });

    test('D5 K5: the browser’s permission taken back holds the mail and says so; disconnected, it is given back', async ({
      ours,
      crm,
      connectCrm,
      ask,
    }) => {
      const options = await connectCrm();
      const pattern = `https://${crm.host}/*`;
      const has = () => options.evaluate((origin) => chrome.permissions.contains({ origins: [origin] }), pattern);
      expect(await has()).toBe(true);
      await options.evaluate((origin) => chrome.permissions.remove({ origins: [origin] }), pattern);
      await expect.poll(async () => (await ask(options, 'health'))[0]?.code).toBe('host_permission_missing');
      const popup = await ours.openPopup();
      await expect(popup.getByText(/The browser does not let Threadline reach/)).toBeVisible();
      await options.getByRole('button', { name: 'Allow access' }).click();
      await expect.poll(async () => (await ask(options, 'health'))[0]?.state).toBe('ok');
      const [connection] = (await ask(options, 'getSettings')).connections;
      await ask(options, 'removeConnection', connection?.id ?? '');
      expect(await has()).toBe(false);
    });
  });
