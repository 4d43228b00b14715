import { lineOf } from '../compose/line';
import { logSwitch } from '../delivery/desk';
import { compose, send, write } from '../fixture';
import { expect, test } from './crm-test';

test.use({ crmName: 'zendesk-sell' });

test('K3: a deal’s own address is put into Bcc by one click; Sell files the mail there itself, and nobody is asked or made of it', async ({
  ours,
  crm,
  connectCrm,
  gmail,
  ask,
}) => {
  const options = await connectCrm();
  const before = crm.contacts();
  const page = await ours.openGmail();
  await compose(page);
  await logSwitch(page);
  const line = await lineOf(page);
  await write(page, { to: 'ada@acme.example', subject: 'By its own address' });
  await line.says(/^Ada Lovelace · Acme · 2 deals$/);
  await line.openPanel();
  await line.find('button', 'Add drop-box to Bcc: Acme: onboarding package');
  await line.click('button', 'Add drop-box to Bcc: Acme: forty seats');
  const isFiled = () =>
    line.read(function () {
      const rows = [...this.querySelectorAll('li')].filter(({ textContent }) =>
        textContent?.includes('Your CRM files this mail here itself'),
      );
      return rows.map((row) => row.querySelector('b')?.textContent);
    });
  await expect.poll(isFiled).toEqual(['Acme: forty seats']);
  expect((await line.hear('button')).filter(({ name }) => name.startsWith('Add drop-box'))).toHaveLength(1);
  await line.closePanel();
  await line.says(/^Ada Lovelace · Acme · 2 deals$/);
  await send(page);
  await expect.poll(async () => (await ask(options, 'counts')).logged, { timeout: 40_000 }).toBe(1);
  expect(crm.mails()).toHaveLength(1);
  expect(crm.mails()[0]).toMatchObject({ contact: ['Ada Lovelace'], company: ['Acme'], deal: ['Acme: onboarding package'], times: 1 });
  expect(crm.contacts()).toEqual(before);
  expect(crm.server.asked.filter(({ query }) => query.includes('dropbox'))).toEqual([]);
  const sent = [...(gmail.boxes[0]?.messages.values() ?? [])].filter(({ subject }) => subject === 'By its own address');
  expect(JSON.stringify(sent)).toContain('.deals.futuresimple.com');
});
