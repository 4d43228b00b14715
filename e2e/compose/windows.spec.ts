import { compose, expect, send, write } from '../fixture';
import { test } from './compose-test';
import { lineOf, linesIn } from './line';

test.setTimeout(120_000);

test('C1 C2: pop-up, full screen, inline reply and forward, several at once: each has its switches and its own plan', async ({ desk }) => {
  const page = await desk.gmail();
  await page.locator('.bog', { hasText: 'Quote for 40 seats' }).click();
  await page.locator('.practice-reply').click();
  const reply = await lineOf(page);
  await reply.isOn('Log');
  await reply.isOff('Track');
  await reply.says(/^Ada Lovelace · Acme · 2 deals$/);
  await page.keyboard.type('With pleasure');

  await compose(page);
  const first = await lineOf(page, 2);
  await write(page, { to: 'grace@acme.example', subject: 'To Grace' });
  await first.says(/^Grace Hopper · Acme · 1 deal$/);
  await compose(page);
  const second = await lineOf(page, 3);
  await write(page, { to: 'elodie@lumiere.example', subject: 'To Élodie' });
  await second.says(/^Élodie Martin · Atelier Lumière · 1 deal$/);
  await page.locator('[role=dialog] .Hq').last().click();
  await expect(page.locator('.aSt [role=dialog]')).toHaveCount(1);
  await second.click('switch', 'Log');
  await second.isOff('Log');
  await second.says(/^Will not be logged$/);
  for (const line of [reply, first]) await line.isOn('Log');

  await page.locator('.aSt .aoO').click();
  await send(page);
  await desk.becomes('To Grace', 'logged');
  await page.locator('.M9 .aoO').click();
  await desk.becomes('Re: Quote for 40 seats', 'logged');
  expect(await desk.entry('To Élodie')).toBeUndefined();
  await expect.poll(async () => (await linesIn(page)).length).toBe(0);
  await page.locator('.practice-forward').click();
  const forward = await lineOf(page);
  await forward.says(/^No recipient yet$/);
  await page.keyboard.type('Giulia Conti <giulia@colibri.example>,');
  await forward.says(/^Giulia Conti · Colibrì Viaggi · 1 deal$/);
  await page.locator('.M9 .aoO').click();
  await desk.becomes('Fwd: Re: Quote for 40 seats', 'logged');
  for (const subject of ['To Grace', 'Re: Quote for 40 seats', 'Fwd: Re: Quote for 40 seats'])
    expect(await desk.held(subject), subject).toHaveLength(1);
});

test('C1 C2: a choice stays with its draft over a reload and into a pop-out window; defaults are the account’s', async ({ desk }) => {
  const page = await desk.gmail();
  await compose(page);
  const line = await lineOf(page);
  await write(page, { subject: 'Kept to myself' });
  await line.click('switch', 'Log');
  await line.isOff('Log');
  await expect.poll(() => page.evaluate(() => fetch('/practice/mailbox?u=0').then((answer) => answer.text()))).toContain('Kept to myself');

  const [account] = (await desk.ask('getSettings')).accounts;
  if (!account) throw new Error('no account');
  await desk.ask('saveAccount', { ...account, logByDefault: false, trackByDefault: true });
  await page.goto(`${page.url().split('#')[0]}#drafts`);
  await page.reload();
  await page.locator('tr.zA', { hasText: 'Kept to myself' }).click();
  const again = await lineOf(page);
  await again.isOff('Log');
  await again.isOff('Track');
  await again.says(/^Will not be logged$/);
  await compose(page);
  const fresh = await lineOf(page, 2);
  await fresh.isOff('Log');
  // Nobody serves pixels and links yet, whatever the account's default is.
  await fresh.isOff('Track');
  await desk.ask('saveAccount', { ...account, logByDefault: true });
  await compose(page);
  await (await lineOf(page, 3)).isOn('Log');

  await fresh.click('switch', 'Log');
  await fresh.isOn('Log');
  const opened = page.context().waitForEvent('page');
  await page
    .locator('[role=dialog] .Hq')
    .nth(1)
    .click({ modifiers: ['Shift'] });
  const popOut = await opened;
  const popped = await lineOf(popOut);
  await popped.isOn('Log');
  await write(popOut, { subject: 'From its own window' });
  await popped.says(/^Ada Lovelace/);
  await send(popOut);
  await desk.becomes('From its own window', 'logged');
  expect(await desk.held('From its own window')).toHaveLength(1);

  const closing = page.locator('[role=dialog] .Ha');
  while (await closing.count()) await closing.first().click();
  await page.locator('tr.zA', { hasText: 'Kept to myself' }).click();
  await (await lineOf(page)).isOff('Log');
  await send(page);
  await expect(page.locator('#notices')).toContainText('Message sent');
  expect(await desk.entry('Kept to myself')).toBeUndefined();
});

test('C1: a window that was open before the extension came up', async ({ desk, ours }) => {
  const page = await ours.context.newPage();
  await page.goto('https://mail.google.com/mail/u/0/', { waitUntil: 'commit' });
  await compose(page);
  const line = await lineOf(page);
  await write(page, { subject: 'Early' });
  await line.says(/^Ada Lovelace/);
  await page.keyboard.press('Control+Enter');
  await desk.becomes('Early', 'logged');
});
