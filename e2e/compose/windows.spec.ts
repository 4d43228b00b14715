import { compose, expect, handsOf, send, write } from '../fixture';
import { test } from './compose-test';
import { lineOf, linesIn } from './line';

test.setTimeout(120_000);

test('C1 C2: pop-up, full screen, inline reply and forward, several at once: each has its switches and its own plan', async ({
  client,
  desk,
}) => {
  const page = await desk.open();
  const hands = handsOf(page);
  await hands.openMail(page, 'Quote for 40 seats');
  await hands.reply(page);
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
  await hands.enlarge(page);
  await second.click('switch', 'Log');
  await second.isOff('Log');
  await second.says(/^Will not be logged$/);
  await hands.bring(page, 0);
  await first.isOn('Log');
  await hands.bring(page, null);
  await reply.isOn('Log');

  for (const index of [1, 0]) {
    await hands.bring(page, index);
    await send(page);
  }
  await desk.becomes('To Grace', 'logged');
  await hands.sendInline(page);
  await desk.becomes('Re: Quote for 40 seats', 'logged');
  expect(await desk.entry('To Élodie')).toBeUndefined();
  await expect.poll(async () => (await linesIn(page)).length).toBe(0);
  await hands.forward(page);
  const forward = await lineOf(page);
  await forward.says(/^No recipient yet$/);
  await page.keyboard.type('Giulia Conti <giulia@colibri.example>,');
  await forward.says(/^Giulia Conti · Colibrì Viaggi · 1 deal$/);
  await hands.sendInline(page);
  const forwarded = `${client.forwardPrefix}Re: Quote for 40 seats`;
  await desk.becomes(forwarded, 'logged');
  for (const subject of ['To Grace', 'Re: Quote for 40 seats', forwarded]) expect(await desk.held(subject), subject).toHaveLength(1);
});

test('C1 C2: a choice stays with its draft over a reload and into a pop-out window; defaults are the account’s', async ({
  desk,
  draftSubjects,
}) => {
  const page = await desk.open();
  const hands = handsOf(page);
  await compose(page);
  const line = await lineOf(page);
  await write(page, { subject: 'Kept to myself' });
  await line.click('switch', 'Log');
  await line.isOff('Log');
  await expect.poll(draftSubjects).toContain('Kept to myself');

  const [account] = (await desk.ask('getSettings')).accounts;
  if (!account) throw new Error('no account');
  await desk.ask('saveAccount', { ...account, logByDefault: false, trackByDefault: true });
  await hands.openDrafts(page);
  await hands.openDraft(page, 'Kept to myself');
  const again = await lineOf(page);
  await again.isOff('Log');
  await again.isOff('Track');
  await again.says(/^Will not be logged$/);
  await compose(page);
  const fresh = await lineOf(page, 2);
  await fresh.isOff('Log');
  await fresh.isOn('Track');
  await desk.ask('saveAccount', { ...account, logByDefault: true });
  await compose(page);
  await (await lineOf(page, 3)).isOn('Log');

  await hands.bring(page, 1);
  await fresh.click('switch', 'Log');
  await fresh.isOn('Log');
  const opened = page.context().waitForEvent('page');
  await hands.popOut(page, 1);
  const popOut = await opened;
  const popped = await lineOf(popOut);
  await popped.isOn('Log');
  await write(popOut, { subject: 'From its own window' });
  await popped.says(/^Ada Lovelace/);
  await send(popOut);
  await desk.becomes('From its own window', 'logged');
  expect(await desk.held('From its own window')).toHaveLength(1);

  while (await hands.windows(page).count()) await hands.close(page);
  await hands.openDraft(page, 'Kept to myself');
  await (await lineOf(page)).isOff('Log');
  await send(page);
  await expect(hands.notice(page)).toContainText('Message sent');
  expect(await desk.entry('Kept to myself')).toBeUndefined();
});

test('C1: a window that was open before the extension came up', async ({ client, desk, ours }) => {
  const page = await ours.context.newPage();
  await page.goto(client.url, { waitUntil: 'commit' });
  // Before that the button hears nothing; the extension takes longer.
  await page.locator('[data-practice=ready]').waitFor();
  await compose(page);
  const line = await lineOf(page);
  await write(page, { subject: 'Early' });
  await line.says(/^Ada Lovelace/);
  await page.keyboard.press('Control+Enter');
  await desk.becomes('Early', 'logged');
});
