import type { Page } from '@playwright/test';
import { compose, expect, handsOf } from '../fixture';
import { expectSound, expectToFit } from '../ui/fixture';
import { test } from './compose-test';
import { type Line, lineOf } from './line';

test.setTimeout(150_000);

const boxes = (page: Page) =>
  page.evaluate(
    ({ body, send, subject, discard, window }) =>
      [body, send, subject, discard, window].map((selector) => {
        const { x, y, width, height } = (document.querySelector(selector) as Element).getBoundingClientRect();
        return `${selector}: ${[x, y, width, height].map(Math.round)}`;
      }),
    handsOf(page).parts,
  );

const focusIn = (line: Line) =>
  line.read(function (this: ShadowRoot) {
    return this.activeElement?.getAttribute('aria-label') ?? this.activeElement?.textContent ?? '';
  });
const PLAN = 'Ada Lovelace · Acme · 2 deals';

test('E1 E3: nothing moves and no focus is taken when the plan comes; Tab goes on from Send; the page sees none of it', async ({
  desk,
  ours,
}) => {
  const page = await desk.open();
  const { parts } = handsOf(page);
  await compose(page);
  const line = await lineOf(page);
  await line.says(/^No recipient yet$/);
  const [empty, place] = [await boxes(page), await line.box()];
  const held = desk.faults.holdNext((call) => call === 'POST /api/v1/look-ups', 'after');
  await page.locator(parts.window).locator(parts.to).first().click();
  await page.keyboard.type('ada@acme.example,');
  await page.locator(parts.subject).click();
  await page.keyboard.type('St');
  const { release } = await held;
  await line.says(/^Looking up/);
  expect(await boxes(page)).toEqual(empty);
  release();
  await line.says(/^Ada Lovelace · Acme · 2 deals$/);
  expect(await boxes(page)).toEqual(empty);
  expect(await line.box()).toEqual(place);
  await page.keyboard.type('ill here');
  await expect(page.locator(parts.subject)).toBeFocused();
  await expect(page.locator(parts.subject)).toHaveValue('Still here');

  await page.locator(parts.send).focus();
  const stops: string[] = [];
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press('Tab');
    const inside = await focusIn(line);
    if (inside) stops.push(inside);
  }
  expect(stops).toEqual(['Log', 'Track', PLAN]);
  while ((await focusIn(line)) !== 'Log') await page.keyboard.press('Shift+Tab');
  for (const turned of ['isOff', 'isOn'] as const) {
    await page.keyboard.press('Space');
    await line[turned]('Log');
  }
  await line.says(/^Ada Lovelace/);
  for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  await line.find('dialog', 'What will be logged');
  await page.keyboard.press('Escape');
  await expect.poll(() => line.hear('dialog')).toEqual([]);
  expect(await focusIn(line)).toBe(PLAN);
  await expect(page.locator(parts.subject), 'Escape closed our panel, not the window').toBeVisible();

  const [worker] = ours.context.serviceWorkers();
  const press = (command: string) =>
    worker?.evaluate((name) => (chrome.commands.onCommand as unknown as { dispatch(name: string): void }).dispatch(name), command);
  await page.bringToFront();
  await press('toggle-log');
  await line.isOff('Log');
  await press('toggle-log');
  await line.isOn('Log');

  const seen = await page.evaluate(
    (secrets) => ({
      records: secrets.filter((secret) => document.documentElement.outerHTML.includes(secret)),
      roots: [...document.querySelectorAll('*')].filter((node) => node.shadowRoot).length,
      stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
      globals: Object.keys(window).filter((name) => /threadline/i.test(name)),
    }),
    ['onboarding', '2 deals', 'forty seats', desk.faults.url],
  );
  expect(seen).toEqual({ records: [], roots: 0, stored: [], globals: [] });
});

test('E1: nothing to stumble over in popup and options with real mail in them', async ({ desk }) => {
  const page = await desk.open();
  await desk.mail(page, { to: 'ada@acme.example, giulia@colibri.example', subject: 'A first mail' });
  await desk.becomes('A first mail', 'logged');
  desk.faults.failAll('error-before');
  await desk.mail(page, { subject: 'A second mail' });
  await desk.becomes('A second mail', 'waiting');
  const popup = await desk.browser.openPopup();
  await expect(popup.getByText('A first mail')).toBeVisible();
  await expect(popup.getByText('A second mail')).toBeVisible();
  await expectSound(popup);
  await expectToFit(popup, [320, 360]);
  const options = await desk.browser.openOptions();
  for (const section of ['accounts', 'logging', 'never-log', 'tracking', 'privacy', 'self-check']) {
    await options.goto(`${options.url().split('#')[0]}#/${section}`);
    await expect(options.locator('h1, h2').first()).toBeVisible();
    await expectSound(options);
    await expectToFit(options);
  }
});
