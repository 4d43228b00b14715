import type { Page } from '@playwright/test';
import type { Client } from '../clients';
import { compose, discard, expect, handsOf, send, undo, write } from '../fixture';
import { type Desk, logSwitch, test } from './compose-test';
import { lineOf } from './line';

test.setTimeout(120_000);

const notice = (page: Page) => handsOf(page).notice(page);

async function offerUndo(desk: Desk, undoSeconds: number): Promise<void> {
  for (const account of (await desk.ask('getSettings')).accounts) await desk.ask('saveAccount', { ...account, undoSeconds });
}

/** How far the mail has come, by the extension's own export. */
async function phaseOf(desk: Desk, draft: string): Promise<string | undefined> {
  const { drafts } = JSON.parse((await desk.ask('exportData')).json);
  return drafts.find(({ hostDraftId }: { hostDraftId: string }) => hostDraftId === draft)?.send.phase;
}

/** The host's id of the draft, as soon as there is one. */
async function draftId(page: Page): Promise<string> {
  await expect.poll(() => handsOf(page).draftId(page)).not.toBe('');
  return handsOf(page).draftId(page);
}

/** What a script of the page can say in the witness's name. */
const forge = (page: Page, { claimEvent }: Client, draft: string) =>
  page.evaluate(
    ({ draft, claimEvent }) => {
      const claim = (detail: object) => document.dispatchEvent(new CustomEvent(claimEvent, { detail: JSON.stringify(detail) }));
      const to = [{ address: 'ada@acme.example', name: 'Ada' }];
      claim({ kind: 'leaving', draft, order: 1e6, to, cc: [], bcc: [], subject: 'Forged', html: 'x' });
      claim({ kind: 'accepted', draft, order: 1e6, messageId: '<forged@x>', hostMessageId: null, hostThreadId: '' });
    },
    { draft, claimEvent },
  );

test('C5: undone before it left, or taken back after: nothing is logged; sent again, it is logged once', async ({ client, desk }) => {
  for (const { name, options } of client.undoModes) {
    await offerUndo(desk, 5);
    const page = await desk.open(options);
    const subject = `Undone, ${name}`;
    await desk.mail(page, { subject }, () => draftId(page));
    await undo(page);
    await expect(handsOf(page).windows(page)).toBeVisible();
    const draft = await draftId(page);
    await expect.poll(() => phaseOf(desk, draft), { message: name }).toBe('cancelled');
    expect(await desk.entry(subject)).toBeUndefined();
    expect(await desk.held(subject)).toEqual([]);
    await logSwitch(page);
    await send(page);
    await desk.becomes(subject, 'logged');
    expect(await desk.held(subject)).toHaveLength(1);
    await page.close();
  }
  expect((await desk.ask('counts')).logged).toBe(client.undoModes.length);
});

test('C5 D6: taken back after it was logged, it is un-logged; sent again, it is logged once', { tag: '@gmail' }, async ({ desk, ours }) => {
  const page = await ours.openGmail({ seconds: 60 });
  await desk.mail(page, { subject: 'Second thoughts' });
  await desk.becomes('Second thoughts', 'logged');
  await undo(page);
  await desk.becomes('Second thoughts', 'removed');
  expect(await desk.held('Second thoughts')).toEqual([]);
  await logSwitch(page);
  await send(page);
  await expect.poll(async () => (await desk.held('Second thoughts')).length, { timeout: 40_000 }).toBe(1);
});

test('C5: refused, discarded, scheduled, forged: only what was sent is logged, and nothing is forgotten', async ({ client, desk }) => {
  const page = await desk.open({ fail: 500 });
  await desk.mail(page, { subject: 'Refused once' }, () => draftId(page));
  await expect(notice(page)).toContainText('was not sent');
  const refused = await draftId(page);
  await expect.poll(() => phaseOf(desk, refused)).toBe('failed');
  expect(await desk.entry('Refused once')).toBeUndefined();
  await logSwitch(page);
  await send(page);
  await desk.becomes('Refused once', 'logged');
  expect(await desk.held('Refused once')).toHaveLength(1);

  await compose(page);
  await logSwitch(page);
  await write(page, { subject: 'Thrown away' });
  const thrown = await draftId(page);
  await discard(page);
  await expect.poll(() => phaseOf(desk, thrown)).toBe('cancelled');

  await compose(page);
  await logSwitch(page);
  await write(page, { subject: 'Tomorrow' });
  const scheduled = await draftId(page);
  await handsOf(page).schedule(page);
  await expect(notice(page)).toContainText('scheduled');
  await expect.poll(() => phaseOf(desk, scheduled)).toBe('scheduled');
  const { drafts } = JSON.parse((await desk.ask('exportData')).json);
  const kept = drafts.find(({ hostDraftId }: { hostDraftId: string }) => hostDraftId === scheduled);
  expect(new Date(kept.send.scheduledFor).getHours()).toBe(8);
  expect(kept.content).toMatchObject({ subject: 'Tomorrow', recipients: [{ address: 'ada@acme.example' }] });

  await compose(page);
  await logSwitch(page);
  await write(page, { subject: 'Never sent' });
  const silent = await draftId(page);
  await handsOf(page).close(page);
  await forge(page, client, client.strangeDraft);

  // Sent by the keyboard, after all of it: what comes later proves that nothing else did.
  await compose(page);
  await logSwitch(page);
  await write(page, { subject: 'By the keyboard' });
  await page.keyboard.press('Control+Enter');
  await desk.becomes('By the keyboard', 'logged');
  for (const subject of ['Thrown away', 'Tomorrow', 'Never sent', 'Forged']) expect(await desk.entry(subject), subject).toBeUndefined();
  expect(await desk.ask('counts')).toMatchObject({ logged: 2, waiting: 0, failed: 0, blocked: 0, unconfirmed: 0 });
  expect(await phaseOf(desk, silent)).toBe('composing');
  expect(await phaseOf(desk, client.strangeDraft)).toBeUndefined();
});

test('C5: two mails sent together are two records, one sent another way is one; a draft with Log off stays out, whatever the page claims', async ({
  client,
  desk,
}) => {
  const page = await desk.open(client.together);
  await compose(page);
  await logSwitch(page);
  await write(page, { subject: 'One of two' });
  await compose(page);
  await expect(handsOf(page).windows(page)).toHaveCount(2);
  await logSwitch(page);
  await write(page, { subject: 'Two of two', to: 'giulia@colibri.example' });
  await send(page);
  await send(page);
  for (const subject of ['One of two', 'Two of two']) {
    await desk.becomes(subject, 'logged');
    expect(await desk.held(subject)).toHaveLength(1);
  }
  const other = await desk.open(client.otherTransport);
  await compose(other);
  const line = await lineOf(other);
  await write(other, { subject: 'Log is off' });
  await line.click('switch', 'Log');
  await line.isOff('Log');
  const off = await draftId(other);
  await forge(other, client, off);
  await desk.mail(other, { subject: 'Another way' });
  await desk.becomes('Another way', 'logged');
  expect(await desk.held('Another way')).toHaveLength(1);
  expect(await phaseOf(desk, off)).toBe('composing');
  expect(await desk.ask('counts')).toMatchObject({ logged: 3, waiting: 0, blocked: 0, failed: 0, unconfirmed: 0 });
});
