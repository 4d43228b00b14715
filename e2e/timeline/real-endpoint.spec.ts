import { randomUUID } from 'node:crypto';
import type { Engagement } from '../../src/core/engagement';
import { expect, expectAccessible } from './fixture';
import { pair, test } from './real-fixture';

test.use({ locale: 'en-GB' });

const ANNA = { name: 'Anna Berger', address: 'anna@northwind.example' };

/** What the extension would hand in: a mail to Ada, a new person, and somebody who is never logged. */
function engagement(): Engagement {
  const to = [
    { name: 'Ada Lovelace', address: 'ada@acme.example' },
    { name: 'Nora New', address: 'nora@newcomer.example' },
    { name: 'Lea Legal', address: 'lea@acme-legal.example' },
  ];
  return {
    id: randomUUID(),
    kind: 'email',
    direction: 'sent',
    account: ANNA.address,
    thread: 'gmail:thread-1',
    messageId: `<${randomUUID()}@northwind.example>`,
    at: Date.now(),
    from: ANNA,
    to,
    cc: [],
    bcc: [],
    subject: 'Just sent <b>& logged</b>',
    html: '<p>Hello <i>Ada</i></p><img src="https://elsewhere.example/pixel.gif">',
    text: 'Hello Ada',
    attachments: [],
    associations: to.map(({ name, address }) => ({ kind: 'contact', recordId: null, name, address, create: true })),
    associationsComplete: false,
    excluded: [],
    via: 'extension',
  };
}

test('sign in, connect a browser, and see what it logs appear and go', async ({ page, playwright, real }) => {
  test.slow();
  await page.goto(`${real.url}/timeline/`);
  await expect(page.getByRole('heading', { name: 'Sign in to see the timeline' })).toBeVisible();
  await page.goto(real.signInUrl);
  await expect(page).toHaveURL(`${real.url}/timeline/`);

  await page.getByRole('button', { name: 'Connect a browser' }).click();
  const code = await page.getByRole('dialog').locator('code').last().innerText();
  const extension = await playwright.request.newContext();
  const headers = await pair(extension, real.url, code);
  await page.keyboard.press('Escape');

  await page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('ada@acme.example');
  const mail = engagement();
  const logged = await extension.post(`${real.url}/api/v1/engagements`, { headers, data: { engagements: [mail] } });
  expect(await logged.json()).toMatchObject({ results: [{ result: 'created' }] });

  const entry = page.getByRole('article', { name: mail.subject });
  await expect(entry).toBeVisible({ timeout: 15_000 });
  await expect(entry).toContainText('Without Lea Legal');
  await entry.getByRole('button', { name: mail.subject }).click();
  await expect(entry).toContainText('Nora New new contact, created for this mail');
  await expect(entry).toContainText('Acme primary company of the contact');
  await expect(entry).toContainText('Lea Legal acme-legal.example is on the never-log list (everyone)');
  await expect(entry).toContainText('1 remote image is not loaded.');
  await expect(entry.locator('iframe').contentFrame().getByText('Hello Ada')).toBeVisible();
  await expectAccessible(page);

  await page.goto(`${real.url}/timeline/#/engagement/${mail.id}`);
  await expect(page.getByRole('link', { name: 'All mails of Ada Lovelace' })).toBeVisible();
  await page.getByRole('link', { name: 'All mails of Ada Lovelace' }).click();
  await extension.delete(`${real.url}/api/v1/engagements/${mail.id}`, { headers });
  await expect(entry).toHaveCount(0, { timeout: 15_000 });
  await page.goto(`${real.url}/timeline/#/engagement/${mail.id}`);
  await expect(page.getByRole('alert')).toContainText('not here any more');
  await extension.dispose();

  for (const kind of ['Companies', 'Deals', 'Leads']) {
    await page.getByRole('link', { name: kind, exact: true }).click();
    await page.locator('.row').first().click();
    await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('Created');
    await expectAccessible(page);
  }
});
