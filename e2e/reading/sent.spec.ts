import type { Page } from '@playwright/test';
import { type Desk, logSwitch } from '../compose/compose-test';
import { lineOf } from '../compose/line';
import { compose, expect, handsOf, send, undo, write } from '../fixture';
import { test } from './reading-test';

test.setTimeout(150_000);

const ADA = { name: 'Ada Lovelace', address: 'ada@acme.example' };

const rows = (popup: Page) => popup.getByRole('region', { name: 'Sent, but not logged' }).getByRole('listitem');

/** Writes a mail with Log off and sends it. */
async function sendUnlogged(page: Page, subject: string, body = 'Hi there'): Promise<void> {
  await compose(page);
  await logSwitch(page);
  await write(page, { subject, body });
  const line = await lineOf(page);
  await line.click('switch', 'Log');
  await line.isOff('Log');
  await expect.poll(() => handsOf(page).draftId(page)).not.toBe('');
  await send(page);
}

/** What the endpoint holds of the mail's text. */
async function textHeld(desk: Desk, api: { get(url: string): Promise<{ json(): Promise<{ text: string }> }> }, subject: string) {
  const [held] = await desk.held(subject);
  return (await (await api.get(`/api/v1/engagements/${held?.id}`)).json()).text;
}

test('R3: a mail that was sent with Log off is one click away: logged as it was, once; or left alone for good', async ({
  desk,
  ours,
  api,
}) => {
  const page = await desk.open();
  await sendUnlogged(page, 'Kept for later', 'Forty seats from May.');
  await sendUnlogged(page, 'Private matter');
  const popup = await ours.openPopup();
  await expect(rows(popup)).toHaveCount(2);
  expect(await desk.held('Kept for later')).toEqual([]);
  await rows(popup)
    .filter({ hasText: 'Private matter' })
    .getByRole('button', { name: /Ada Lovelace/ })
    .click();
  await expect(rows(popup)).toHaveCount(1);
  await rows(popup).getByRole('button', { name: 'Log', exact: true }).click();
  await desk.becomes('Kept for later', 'logged');
  await expect(rows(popup)).toHaveCount(0);
  expect(await desk.held('Kept for later')).toHaveLength(1);
  expect(await textHeld(desk, api, 'Kept for later')).toContain('Forty seats from May.');

  // The Sent list shows both; neither comes back.
  await handsOf(page).openSent(page);
  await desk.mail(page, { subject: 'The last one' });
  await desk.becomes('The last one', 'logged');
  await popup.reload();
  await expect(popup.getByText('The last one')).toBeVisible();
  await expect(rows(popup)).toHaveCount(0);
  expect(await desk.held('Kept for later')).toHaveLength(1);
  expect(await desk.held('Private matter')).toEqual([]);
});

test('R3 C5: taken back by the host’s Undo, it was not sent', async ({ desk, ours, client }) => {
  for (const { name, options } of client.undoModes) {
    const page = await desk.open(options);
    const popup = await ours.openPopup();
    await page.bringToFront();
    await sendUnlogged(page, `Undone, ${name}`);
    if (name === 'taken-back') await expect(rows(popup)).toHaveCount(1);
    await undo(page);
    await expect(handsOf(page).windows(page)).toBeVisible();
    await expect(rows(popup)).toHaveCount(0);
    await send(page);
    await expect(rows(popup)).toHaveCount(1, { timeout: 30_000 });
    await expect(rows(popup)).toContainText(`Undone, ${name}`);
    await rows(popup)
      .getByRole('button', { name: /Ada Lovelace/ })
      .click();
    await expect(rows(popup)).toHaveCount(0);
    await page.close();
    await popup.close();
  }
  expect((await desk.ask('counts')).logged).toBe(0);
});

test('R3: what was sent from elsewhere stands in the Sent list: one click opens it, where it logs itself, once', async ({
  desk,
  ours,
  sent,
  receive,
  api,
}) => {
  sent({ to: ADA, subject: 'From the phone', html: 'Forty seats it is.', hoursAgo: 30 });
  sent({ to: ADA, subject: 'Long ago', html: 'Hello', hoursAgo: 24 * 30 });
  receive({ from: ADA, subject: 'A question', hoursAgo: 2 });
  sent({ to: ADA, subject: 'Re: A question', html: 'An answer.', hoursAgo: 1, answers: 'A question' });
  const page = await desk.open();
  await handsOf(page).openSent(page);
  const popup = await ours.openPopup();
  await expect(rows(popup)).toHaveCount(2, { timeout: 30_000 });
  await expect(rows(popup).first()).toContainText('Re: A question');
  for (const [subject, text] of [
    ['From the phone', 'Forty seats it is.'],
    ['Re: A question', 'An answer.'],
  ] as const) {
    const opened = ours.context.waitForEvent('page');
    await rows(popup).filter({ hasText: subject }).getByRole('button', { name: 'Open and log' }).click();
    await desk.becomes(subject, 'logged');
    expect(await desk.held(subject)).toHaveLength(1);
    expect(await textHeld(desk, api, subject)).toContain(text);
    await (await opened).close();
  }
  await expect(rows(popup)).toHaveCount(0);
  await page.reload();
  await page.locator('[data-practice=ready]').waitFor();
  await handsOf(page).openSent(page);
  await desk.mail(page, { subject: 'The last one' });
  await desk.becomes('The last one', 'logged');
  await expect(rows(popup)).toHaveCount(0);
  expect((await desk.ask('counts')).logged).toBe(3);
});
