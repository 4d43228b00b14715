import { expect, expectSound, expectToFit, test } from './fixture';

const SECTIONS = ['accounts', 'logging', 'never-log', 'tracking', 'privacy', 'shortcuts', 'self-check', 'about'];

for (const section of SECTIONS) {
  test(`E1: nothing to stumble over in the options: ${section}`, async ({ page, show }) => {
    await show('options', { lang: 'de', accounts: 3 }, `#/${section}`);
    await expectSound(page);
    await expectToFit(page);
  });
}

const SCENES = {
  'first run': [{ connections: 0, accounts: 0 }, ''],
  'names without end': [{ long: 1, health: 'needs-reconnect', accounts: 3 }, '#/accounts'],
  'a worker that is gone': [{ dead: 1 }, '#/accounts'],
  'no rules': [{ rules: 0 }, '#/never-log'],
} as const;
for (const [name, [scene, hash]] of Object.entries(SCENES)) {
  test(`E1: nothing to stumble over: ${name}`, async ({ page, show }) => {
    await show('options', { ...scene, lang: 'fr' }, hash);
    await expectSound(page);
    await expectToFit(page);
  });
}

test('K5: the first run goes by keyboard from the code to the mail page, every step sound', async ({ show }) => {
  const page = await show('options', { connections: 0, accounts: 0 });
  await page.getByRole('radio', { name: /Threadline server/ }).check();
  await page.getByLabel('Address of the server').fill('127.0.0.1:8787');
  await page.getByLabel('Pairing code').fill('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Pairing code')).toHaveAccessibleDescription(/has expired/);
  await expectSound(page);
  await page.getByLabel('Pairing code').fill('ABCD-1234');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Which mail goes there?' })).toBeFocused();
  await expect(page.getByText('Connected as Anna Berger')).toBeVisible();
  await expectSound(page);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('link', { name: 'Open Gmail' })).toHaveAttribute('href', 'https://mail.google.com');
  await expectSound(page);
});

for (const crm of ['hubspot', 'activecampaign', 'zendesk-sell'])
  test(`K5 E1: nothing to stumble over while ${crm} is connected, nor when it lacks a right or a permission`, async ({ page, show }) => {
    await show('options', { connections: 0, accounts: 0, lang: 'de' });
    await page.locator(`input[name=connector][value=${crm}]`).check();
    await page.locator('button[name=connect]').click();
    await expect(page.locator('input[name=token]')).toHaveAttribute('aria-invalid', 'true');
    await expectSound(page);
    await expectToFit(page);
    await show('options', { connector: crm, missing: 1, health: 'permission-missing', lang: 'fr' }, '#/accounts');
    await expect(page.getByRole('button', { name: 'Autoriser l’accès' })).toBeVisible();
    await expectSound(page);
    await expectToFit(page);
  });

test('N4: 100,000 rules open at once, scroll, and are searched', async ({ show }) => {
  const page = await show('options', { rules: 100_000 }, '#/never-log');
  const rows = page.getByRole('list', { name: 'Rules' }).getByRole('listitem');
  await expect(rows.first()).toHaveAttribute('aria-setsize', '100000');
  expect(await rows.count()).toBeLessThan(40);
  const box = page.locator('.options-scroll');
  await expect(async () => {
    await box.evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    expect(Number(await rows.last().getAttribute('aria-posinset'))).toBeGreaterThan(1000);
  }).toPass({ intervals: [20] });
  await page.getByLabel('Search rules').fill('supplier-99999.');
  await expect(page.getByText('supplier-99999.example')).toBeVisible();
  await expect(page.getByText('1 rule found')).toBeVisible();
});

test('N4: rules go out as CSV and come back', async ({ show }) => {
  const page = await show('options', { rules: 5 }, '#/never-log');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export' }).click()]);
  expect(file.suggestedFilename()).toMatch(/^threadline-never-log-\d{4}-\d\d-\d\d\.csv$/);
  const path = await file.path();
  await show('options', { rules: 0 }, '#/never-log');
  await expect(page.getByText('No rules yet')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles(path);
  await expect(page.getByText('5 rules', { exact: true })).toBeVisible();
  await expect(page.getByText('bank.example', { exact: true })).toBeVisible();
});

test('N4: a pasted column becomes rules', async ({ show }) => {
  const page = await show('options', { rules: 0 }, '#/never-log');
  await page.getByLabel('Address or domain').fill('acme.com\nada@acme.org\nnonsense');
  await expect(page.getByText('2 rules to add')).toBeVisible();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('2 rules added.')).toBeVisible();
  await expect(page.getByLabel('Address or domain')).toHaveValue('nonsense');
});

test('N4: after removing a rule the keyboard stands at the next', async ({ show }) => {
  const page = await show('options', {}, '#/never-log');
  await page.getByRole('button', { name: 'Remove press@newspaper.example' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Edit bank.example' })).toBeFocused();
  await expectSound(page);
});

test('D7: everything can be taken away as files', async ({ show }) => {
  const page = await show('options', {}, '#/privacy');
  for (const name of ['Everything as JSON', 'Mails as CSV']) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    expect(await file.failure()).toBeNull();
  }
});

test('E1: opening a section puts the keyboard at its title', async ({ show }) => {
  const page = await show('options');
  await page.getByRole('link', { name: 'Never log' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Never log' })).toBeFocused();
  await expect(page.getByRole('link', { name: 'Never log' })).toHaveAttribute('aria-current', 'page');
});
