import { compose, expect, send, write } from '../fixture';
import { test } from './compose-test';
import { lineOf } from './line';

test.setTimeout(120_000);

const ANNA = { address: 'anna@northwind.example', own: 'anna.berger@freelance.example' };
const SEVEN_DEALS = 'Jürgen Müller <j.mueller@mueller-soehne.example>';
const FIVE_NEWEST = ['Ersatzteile', 'Lager', 'Messe', 'Schulung', 'Wartung 2026'].map((part) => `Müller: ${part}`);

test('C3 C4 C7 C8 N2: what the line says and the panel shows, as the rep left it, is what is held', async ({ desk }) => {
  const page = await desk.open();
  await compose(page);
  const line = await lineOf(page);
  await write(page, {
    to: 'Ada Lovelace <ada@acme.example>, Nora Vogt <nora.vogt@brightwater.example>',
    cc: `Legal <legal@mail.acme-legal.example>, Tom Keller <tom@northwind.example>, Copy <copy@stranger.example>`,
    bcc: `Blind <blind@stranger.example>, ${ANNA.address}`,
    subject: 'As promised',
    body: 'The offer',
  });
  const says = await line.says(/^Ada Lovelace and 2 others · Acme · 2 deals — 3 left out: /);
  expect(says).toContain('Legal (acme-legal.example is never logged)');
  expect(says).toContain('Tom Keller');
  expect(says).toContain('Blind');

  await line.openPanel();
  expect(await line.sections()).toMatchObject({
    Recipients: ['Ada Lovelace', 'Nora Vogt', 'Copy'],
    'Left out': expect.arrayContaining(['Legal', 'Tom Keller', 'Blind']),
    Companies: ['Acme'],
    Deals: ['Acme: onboarding package', 'Acme: forty seats'],
  });
  await line.click('checkbox', /^Acme: forty seats/);
  await line.find('checkbox', /^Acme: forty seats/, ({ checked }) => !checked);
  await line.says(/ · Acme · 1 deal — /);
  await line.click('combobox', /^Search/);
  await page.keyboard.type('spring');
  await line.click('option', /Colibrì: spring campaign/);
  await line.says(/ · Acme · 2 deals — /);
  expect((await line.sections()).Deals).toEqual(['Acme: onboarding package', '-Acme: forty seats', 'Colibrì: spring campaign']);
  await line.click('button', 'What will be written');
  const written = () =>
    line.read(function () {
      return this.querySelector('.written')?.parentElement?.textContent ?? '';
    });
  await expect.poll(written).toContain('The offer');
  const fields = await written();
  for (const there of ['As promised', 'Ada Lovelace', 'Nora Vogt', 'Colibrì: spring campaign', 'Acme: onboarding package'])
    expect(fields).toContain(there);
  expect(fields).not.toContain('forty seats');
  await line.closePanel();

  await send(page);
  await desk.becomes('As promised', 'logged');
  const [item, ...others] = await desk.held('As promised');
  expect(others).toEqual([]);
  expect(item?.records.map(({ kind, name }) => `${kind}: ${name}`).sort()).toEqual([
    'company: Acme',
    'contact: Ada Lovelace',
    'contact: Copy',
    'contact: Nora Vogt',
    'deal: Acme: onboarding package',
    'deal: Colibrì: spring campaign',
  ]);
  const reasons = Object.fromEntries((item?.excluded ?? []).map(({ address, reason }) => [address, reason]));
  expect(reasons).toEqual({
    'legal@mail.acme-legal.example': 'never-log',
    'tom@northwind.example': 'colleague',
    'blind@stranger.example': 'bcc-without-record',
    [ANNA.address]: 'own-address',
  });
  const [connection] = (await desk.ask('getSettings')).connections;
  const found = async (query: string) => (await desk.ask('search', connection?.id ?? '', query)).map(({ name }) => name);
  expect(await found('copy@stranger')).toEqual(['Copy']);
  expect(await found('blind@stranger')).toEqual([]);
  expect(await found('legal@mail')).toEqual([]);
});

test('C3 C7 C8: five of seven deals; nobody is made with “create contacts” off; one’s other account is no contact', async ({ desk }) => {
  const page = await desk.open();
  await page.evaluate(() => location.reload());
  await page.locator('[data-practice=ready]').waitFor();
  await compose(page);
  const line = await lineOf(page);
  await write(page, { to: `${SEVEN_DEALS}`, subject: 'Seven deals' });
  await line.says(/^Jürgen Müller · Müller & Söhne Maschinenbau · 5 deals$/);
  await line.openPanel();
  expect((await line.sections()).Deals?.toSorted()).toEqual(FIVE_NEWEST);
  await line.closePanel();
  await send(page);
  await desk.becomes('Seven deals', 'logged');
  const [item] = await desk.held('Seven deals');
  expect(item?.records.flatMap(({ kind, name }) => (kind === 'deal' ? [name] : [])).sort()).toEqual(FIVE_NEWEST);

  const [account] = (await desk.ask('getSettings')).accounts;
  if (!account) throw new Error('no account');
  await desk.ask('saveAccount', { ...account, address: ANNA.own });
  await desk.ask('saveAccount', { ...account, createContacts: false });
  await compose(page);
  const second = await lineOf(page);
  await write(page, {
    to: `Grace <grace@acme.example>, ${ANNA.own}`,
    cc: 'New Face <new.face@stranger.example>',
    subject: 'Nobody is made',
  });
  await second.says(/^Grace Hopper · Acme · 1 deal — without New Face: /);
  await send(page);
  await desk.becomes('Nobody is made', 'logged');
  const [lean] = await desk.held('Nobody is made');
  expect(lean?.records.flatMap(({ kind, name }) => (kind === 'contact' ? [name] : []))).toEqual(['Grace Hopper']);
  expect(lean?.excluded.map(({ reason }) => reason).sort()).toEqual(['no-record', 'own-address']);
});
