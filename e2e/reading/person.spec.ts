import { expect } from '../fixture';
import { chipOf, saysOf, sidePanelIn, sidePanelsIn, textOf } from './message';
import { read, test } from './reading-test';

test.setTimeout(120_000);

test('R2: the side panel shows who wrote; it opens and closes by keyboard, and the focus comes back', async ({ desk }) => {
  const page = await desk.open();
  await read(page, 'Quote for 40 seats');
  const chip = await chipOf(page);
  await saysOf(chip, /^Not logged$/);
  const body = await page.evaluate(() => JSON.stringify(document.querySelector('.a3s, [id^=UniqueMessageBody]')?.getBoundingClientRect()));
  await chip.read(function () {
    this.querySelector<HTMLElement>('.who')?.focus();
  });
  await page.keyboard.press('Enter');
  const side = await sidePanelIn(page);
  await expect.poll(() => textOf(side), { timeout: 30_000 }).toMatch(/Acme: forty seats/);
  const text = await textOf(side);
  for (const part of ['Ada Lovelace', 'Acme', '€12,500', 'Proposal', 'Re: Forty seats: our proposal', 'days ago'])
    expect(text).toContain(part);
  expect(text).not.toContain('Acme: pilot');
  expect(await page.evaluate(() => JSON.stringify(document.querySelector('.a3s, [id^=UniqueMessageBody]')?.getBoundingClientRect()))).toBe(
    body,
  );
  await page.keyboard.press('Escape');
  await expect.poll(async () => (await sidePanelsIn(page)).length).toBe(0);
  expect(
    await chip.read(function () {
      return this.activeElement?.textContent;
    }),
  ).toBe('Ada Lovelace');
});

test('R2: somebody without a record gets one by a click; the panel goes with what is read, and says what it cannot ask', async ({
  desk,
  receive,
  endpoint,
}) => {
  receive({ from: { name: 'Nina Novak', address: 'nina@newcomer.example' }, subject: 'First contact' });
  const page = await desk.open();
  await read(page, 'First contact');
  const chip = await chipOf(page);
  await chip.click('button', 'Nina Novak');
  const side = await sidePanelIn(page);
  await expect.poll(() => textOf(side), { timeout: 30_000 }).toContain('No record yet');
  await side.click('button', 'Create contact');
  await expect.poll(() => textOf(side), { timeout: 30_000 }).toContain('Nothing logged yet');
  await read(page, 'Quote for 40 seats');
  await expect.poll(async () => textOf(await sidePanelIn(page)), { timeout: 30_000 }).toContain('Acme: forty seats');
  await endpoint.stop();
  await read(page, 'Contrat signé');
  await expect.poll(async () => textOf(await sidePanelIn(page)), { timeout: 30_000 }).toContain('cannot be reached');
  await endpoint.start();
  for (const width of [320, 400]) {
    await page.setViewportSize({ width, height: 700 });
    const box = await (await sidePanelIn(page)).read(function () {
      const { left, right, bottom } = (this.querySelector('.side') as Element).getBoundingClientRect();
      return { left, right, bottom };
    });
    expect(box.left).toBeGreaterThanOrEqual(0);
    expect(box.right).toBeLessThanOrEqual(width);
    expect(box.bottom).toBeLessThanOrEqual(700);
  }
});
