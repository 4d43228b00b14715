import { expect, expectSound, expectToFit, test } from './fixture';

const SCENES = {
  usual: {},
  empty: { logged: 0, failed: 0, waiting: 0, blocked: 0, unconfirmed: 0, notLogged: 0 },
  'not connected': { connections: 0, accounts: 0, logged: 0, failed: 0, waiting: 0, blocked: 0, unconfirmed: 0, notLogged: 0 },
  'every failure': { failed: 17 },
  'much that is not logged': { logged: 0, failed: 0, waiting: 0, blocked: 0, unconfirmed: 0, notLogged: 10_000 },
  'names without end': { long: 1, health: 'needs-reconnect', accounts: 3, paused: 1 },
  'a worker that is gone': { dead: 1 },
  'a worker that sleeps': { slow: 100_000 },
};

for (const [name, scene] of Object.entries(SCENES)) {
  test(`E1: the popup has nothing to stumble over: ${name}`, async ({ page, show }) => {
    await page.setViewportSize({ width: 360, height: 600 });
    await show('popup', { ...scene, lang: 'de' });
    await expectSound(page);
    await expectToFit(page, [320, 360]);
  });
}

test('a sleeping worker is waited for with words', async ({ show }) => {
  const page = await show('popup', { slow: 100_000 });
  await expect(page.getByText('Reading what is on its way…')).toBeVisible();
});

test('R3: 10,000 mails that were not logged are a list like any other', async ({ show }) => {
  const page = await show('popup', { logged: 0, failed: 0, unconfirmed: 0, waiting: 0, blocked: 0, notLogged: 10_000 });
  await expect(page.getByRole('listitem').first()).toHaveAttribute('aria-setsize', '10000');
  expect(await page.getByRole('listitem').count()).toBeLessThan(60);
  await page.getByRole('button', { name: 'Log', exact: true }).first().click();
  await expect(page.getByRole('listitem').first()).toHaveAttribute('aria-setsize', '9999');
});

test('10,000 logged mails: only the rows in view are drawn, and the last can be reached', async ({ show }) => {
  const page = await show('popup', { logged: 10_000, failed: 0, unconfirmed: 0, waiting: 0, blocked: 0, notLogged: 0 });
  const rows = page.getByRole('listitem');
  await expect(rows.first()).toHaveAttribute('aria-setsize', '10000');
  const main = page.locator('main');
  await expect
    .poll(
      async () => {
        await main.evaluate((box) => box.scrollTo(0, box.scrollHeight));
        return rows.last().getAttribute('aria-posinset');
      },
      { timeout: 30_000, intervals: [20] },
    )
    .toBe('10000');
  expect(await rows.count()).toBeLessThan(60);
});

test('E1: the keyboard alone reaches everything, and is always seen', async ({ show }) => {
  const page = await show('popup', { logged: 2, waiting: 0, blocked: 0, failed: 1, unconfirmed: 0, notLogged: 0 });
  await expect(page.getByRole('button', { name: 'Choose records' })).toBeVisible();
  const names: string[] = [];
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus-visible');
    if ((await focused.count()) === 0) break;
    const name = (await focused.getAttribute('aria-label')) ?? (await focused.innerText());
    if (!names.includes(name)) names.push(name);
    const outline = await focused.evaluate((element) => getComputedStyle(element).outlineStyle);
    expect(outline, name).not.toBe('none');
  }
  expect(names).toEqual([
    'Logging',
    'Choose records',
    'More for the mail to Ada Lovelace',
    'Open the record of the mail to Grace Hopper and Bob Stone',
    'Remove the mail to Grace Hopper and Bob Stone from the CRM',
    'Open the record of the mail to Konrad Zuse',
    'Remove the mail to Konrad Zuse from the CRM',
    'Pause logging',
    'Timeline',
    'Options',
  ]);
});

test('E1: a menu is opened, walked and left by keys, and gives focus back', async ({ show }) => {
  const page = await show('popup');
  const pause = page.getByRole('button', { name: 'Pause logging' });
  await pause.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'For 1 hour' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'For today' })).toBeFocused();
  await expectSound(page);
  await page.keyboard.press('Escape');
  await expect(pause).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /Paused until/ })).toBeVisible();
});

test('E1: after un-logging, the keyboard stands at the next mail', async ({ show }) => {
  const page = await show('popup', { logged: 3, waiting: 0, blocked: 0, failed: 0, unconfirmed: 0, notLogged: 0 });
  await page.getByRole('button', { name: /Remove the mail to Ada/ }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: /Open the record of the mail to Grace/ })).toBeFocused();
  await expectSound(page);
});

test('E1: the dialog keeps the keyboard inside and gives it back', async ({ show }) => {
  const page = await show('popup');
  const opener = page.getByRole('button', { name: 'Choose records' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.getByLabel('Add another record').fill('grace');
  await expect(page.getByRole('dialog').getByRole('button', { name: /Grace Hopper/ })).toBeVisible();
  await expectSound(page);
  await page.keyboard.press('Escape');
  await expect(opener).toBeFocused();
});

test('hostile names, subjects, rules and links stay text', async ({ show }) => {
  const page = await show('popup', { hostile: 1 });
  await expect(page.getByText('<img src=x').first()).toBeVisible();
  await page.locator('summary').click();
  await expect(page).toHaveTitle('Threadline');
  expect(await page.locator('img, a[href^="javascript"]').count()).toBe(0);
});
