import { expect, expectSound, expectToFit, test } from './fixture';

const QUIET = { logged: 0, failed: 0, waiting: 0, blocked: 0, unconfirmed: 0, notLogged: 0 };
const SHOTS = process.env.SHOTS;

for (const [name, scene] of Object.entries<Record<string, number>>({
  none: {},
  one: { opens: 1 },
  some: { opens: 9 },
  'names without end': { opens: 9, long: 1 },
}))
  test(`E1: opens and clicks in the popup have nothing to stumble over: ${name}`, async ({ page, show }) => {
    await page.setViewportSize({ width: 360, height: 600 });
    await show('popup', { ...QUIET, ...scene, lang: 'de' });
    await page.getByRole('tab', { name: /Öffnungen und Klicks/ }).click();
    await expectSound(page);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/popup-${name.replaceAll(' ', '-')}.png` });
    await expectToFit(page, [320, 360]);
  });

test('T6: whoever comes because of the number on the icon sees what is new; what needs her comes before it', async ({ show }) => {
  const page = await show('popup', { ...QUIET, opens: 9, logged: 3 });
  const tab = page.getByRole('tab', { name: /Opens and clicks/ });
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  const row = page.getByRole('listitem').first();
  await expect(row).toContainText('New');
  await expect(row).toContainText('Opened by someone of 3, through Gmail’s proxy');
  await expect(row).toContainText('2 opens, 1 click');
  // Seen: the number is gone, the mark stays while she reads.
  await expect(tab).toHaveAccessibleName('Opens and clicks');
  await page.getByRole('tab', { name: 'Logging' }).click();
  await page.keyboard.press('ArrowRight');
  await expect(tab).toBeFocused();
  await expect(page.getByRole('listitem').first()).toContainText('New');
  await show('popup', { ...QUIET, opens: 9, failed: 1 });
  await expect(page.getByRole('tab', { name: 'Logging' })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('tab', { name: 'Opens and clicks 3 new' })).toBeVisible();
});

test('T2: machines are shown only to whoever asks for them', async ({ show }) => {
  const page = await show('popup', { ...QUIET, opens: 4 });
  await expect(page.getByRole('listitem')).toHaveCount(3);
  await page.getByRole('switch', { name: 'Also show machines' }).click();
  await expect(page.getByRole('listitem')).toHaveCount(4);
  await expect(page.getByRole('listitem').last()).toContainText('Link checked by a security scanner');
  await expect(page.getByRole('listitem').last()).toContainText('No open seen so far, 2 hits by machines');
});

test('T7: a mail’s tracking is stopped and erased after one question', async ({ show }) => {
  const page = await show('popup', { ...QUIET, opens: 3 });
  await expect(page.getByRole('listitem')).toHaveCount(3);
  await page.getByRole('button', { name: 'Stop tracking and erase: Offer for the new line' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop and erase' }).click();
  await expect(page.getByText('It is no longer tracked')).toBeVisible();
  await expect(page.getByRole('listitem')).toHaveCount(2);
});

test('T6: 10,000 mails are a list like ten, and each leads to its chart', async ({ show }) => {
  const page = await show('popup', { ...QUIET, opens: 10_000, slow: 0 });
  const rows = page.getByRole('listitem');
  await expect(rows.first()).toHaveAttribute('aria-setsize', '7500');
  expect(await rows.count()).toBeLessThan(60);
  await expect(rows.first().getByRole('link')).toHaveAttribute('href', /\/timeline\/#\/engagement\/m0$/);
  const main = page.locator('main');
  await expect(async () => {
    await main.evaluate((box) => box.scrollTo(0, box.scrollHeight));
    expect(Number(await rows.last().getAttribute('aria-posinset'))).toBeGreaterThan(500);
  }).toPass({ intervals: [20] });
  expect(await rows.count()).toBeLessThan(60);
});

test('T6: a CRM that cannot track shows no list of opens', async ({ show }) => {
  const page = await show('popup', { connector: 'hubspot' });
  await expect(page.getByText('Needs you')).toBeVisible();
  await expect(page.getByRole('tab')).toHaveCount(0);
});

for (const [name, scene] of Object.entries<Record<string, string>>({
  admin: {},
  rep: { role: 'rep' },
  'a CRM alone': { connector: 'hubspot' },
}))
  test(`E1: nothing to stumble over where tracking is set up: ${name}`, async ({ page, show }) => {
    await show('options', { ...scene, lang: 'de', accounts: 2 }, '#/tracking');
    await expectSound(page);
    for (const width of [320, 400, 1280]) {
      await expectToFit(page, [width]);
      if (SHOTS) await page.screenshot({ path: `${SHOTS}/options-${name.replaceAll(' ', '-')}-${width}.png`, fullPage: true });
    }
  });

test('T5: what a contact said is looked up with its history, and what she says next is written down', async ({ show }) => {
  const page = await show('options', {}, '#/tracking');
  await page.getByLabel('What has a contact said?').fill('ada@acme.example');
  await expect(page.getByRole('status').filter({ hasText: 'ada@acme.example' })).toContainText('are not tracked');
  const history = page.getByRole('list', { name: 'Everything said so far' }).getByRole('listitem');
  await expect(history).toHaveCount(2);
  await expect(history.first()).toContainText('Has withdrawn consent (on the opt-out page)');
  await expect(history.last()).toContainText('Has agreed (in conversation)');
  await expect(history.last()).toContainText('recorded by Tom Keller');
  await page.getByRole('button', { name: 'Has agreed' }).click();
  await page.getByLabel('Note').fill('Call of 3 May');
  await expectSound(page);
  await page.getByRole('button', { name: 'in writing' }).click();
  await expect(history).toHaveCount(3);
  await expect(history.first()).toContainText('Call of 3 May');
  await expect(page.getByRole('status').filter({ hasText: 'ada@acme.example' })).toContainText('may be tracked');
  await page.getByLabel('What has a contact said?').fill('new@acme.example');
  await expect(page.getByRole('status').filter({ hasText: 'new@acme.example' })).toContainText('no consent is recorded');
  await expect(page.getByRole('button', { name: 'Has refused' })).toBeVisible();
});

test('T5: an admin states another ground in words, and nobody else can', async ({ show }) => {
  const page = await show('options', {}, '#/tracking');
  await page.getByRole('radio', { name: /Another ground/ }).check();
  await page.getByRole('button', { name: 'State this ground' }).click();
  await expect(page.getByRole('textbox', { name: 'The ground' })).toHaveAccessibleDescription(/at least ten letters/);
  await page.getByRole('textbox', { name: 'The ground' }).fill('Existing customers, contract of 2026, clause 9.');
  await page.getByRole('button', { name: 'State this ground' }).click();
  await expect(page.getByText('Stated by Anna Berger')).toBeVisible();
  await page.getByRole('radio', { name: /Consent of each contact/ }).check();
  await expect(page.getByRole('textbox', { name: 'The ground' })).toHaveCount(0);
  await page.getByLabel('Delete single opens and clicks after').selectOption('30');
  await expect(page.getByText('Single opens and clicks for 30 days')).toBeVisible();
  await page.getByRole('switch', { name: 'Footer in every tracked mail' }).click();
  await expect(page.getByRole('switch', { name: 'Say so at the foot' })).toBeDisabled();
  await show('options', { role: 'rep' }, '#/tracking');
  await expect(page.getByText('An admin of your company can change this.')).toBeVisible();
  await expect(page.getByRole('radio')).toHaveCount(0);
});

test('T6: notifications are asked for in the click, and said when the browser refuses them', async ({ show }) => {
  const page = await show('options', { notices: 0 }, '#/tracking');
  const notices = page.getByRole('switch', { name: 'Desktop notifications' });
  await notices.click();
  await expect(page.getByRole('alert').filter({ hasText: 'does not allow notifications' })).toBeVisible();
  await expect(notices).not.toBeChecked();
  await show('options', { notices: 1 }, '#/tracking');
  await notices.click();
  await expect(notices).toBeChecked();
  await notices.click();
  await expect(notices).not.toBeChecked();
});
