import type { Page } from '@playwright/test';
import { compose, discard, expect, send, undo, write } from '../fixture';
import { type Desk, logSwitch, test } from './compose-test';
import { lineOf } from './line';

test.setTimeout(120_000);

const notice = (page: Page) => page.locator('#notices > .vh').first();

async function offerUndo(desk: Desk, undoSeconds: number): Promise<void> {
  for (const account of (await desk.ask('getSettings')).accounts) await desk.ask('saveAccount', { ...account, undoSeconds });
}

/** How far the mail has come, by the extension's own export. */
async function phaseOf(desk: Desk, draft: string): Promise<string | undefined> {
  const { drafts } = JSON.parse((await desk.ask('exportData')).json);
  return drafts.find(({ hostDraftId }: { hostDraftId: string }) => hostDraftId === draft)?.send.phase;
}

const draftId = (page: Page) =>
  page
    .locator('[role=dialog] input[name=draft]')
    .last()
    .inputValue()
    .then((id) => id.replace('#', ''));

/** What a script of the page can say in the witness's name. */
const forge = (page: Page, draft: string) =>
  page.evaluate((draft) => {
    const claim = (detail: object) => document.dispatchEvent(new CustomEvent('threadline:gmail-claim', { detail: JSON.stringify(detail) }));
    const to = [{ address: 'ada@acme.example', name: 'Ada' }];
    claim({ kind: 'leaving', draft, order: 1e6, to, cc: [], bcc: [], subject: 'Forged', html: 'x' });
    claim({ kind: 'accepted', draft, order: 1e6, messageId: '<forged@x>', hostMessageId: null, hostThreadId: '' });
  }, draft);

test('C5: undone before it left, or taken back after: nothing is logged; sent again, it is logged once', async ({ desk }) => {
  for (const mode of ['held', 'taken-back'] as const) {
    await offerUndo(desk, 5);
    const page = await desk.gmail({ undo: mode, seconds: mode === 'held' ? 3 : 30 });
    const subject = `Undone, ${mode}`;
    await desk.mail(page, { subject });
    await undo(page);
    await expect(page.locator('[role=dialog]:has(input[name=subjectbox])')).toBeVisible();
    const draft = await draftId(page);
    await expect.poll(() => phaseOf(desk, draft), { message: mode }).toBe('cancelled');
    expect(await desk.entry(subject)).toBeUndefined();
    expect(await desk.held(subject)).toEqual([]);
    await logSwitch(page);
    await send(page);
    await desk.becomes(subject, 'logged');
    expect(await desk.held(subject)).toHaveLength(1);
    await page.close();
  }
  expect((await desk.ask('counts')).logged).toBe(2);
});

test('C5 D6: taken back after it was logged, it is un-logged; sent again, it is logged once', async ({ desk }) => {
  const page = await desk.gmail({ seconds: 60 });
  await desk.mail(page, { subject: 'Second thoughts' });
  await desk.becomes('Second thoughts', 'logged');
  await undo(page);
  await desk.becomes('Second thoughts', 'removed');
  expect(await desk.held('Second thoughts')).toEqual([]);
  await logSwitch(page);
  await send(page);
  await expect.poll(async () => (await desk.held('Second thoughts')).length, { timeout: 40_000 }).toBe(1);
});

test('C5: refused, discarded, scheduled, forged: only what was sent is logged, and nothing is forgotten', async ({ desk }) => {
  const page = await desk.gmail({ fail: 500 });
  await desk.mail(page, { subject: 'Refused once' });
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
  await page.locator('[role=dialog] .hG').last().click();
  await page.locator('[selector=scheduledSend]').last().click();
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
  await page.locator('[role=dialog] .Ha').last().click();
  await forge(page, 'msg-a:r666');

  // Sent by the keyboard, after all of it: what comes later proves that nothing else did.
  await compose(page);
  await logSwitch(page);
  await write(page, { subject: 'By the keyboard' });
  await page.keyboard.press('Control+Enter');
  await desk.becomes('By the keyboard', 'logged');
  for (const subject of ['Thrown away', 'Tomorrow', 'Never sent', 'Forged']) expect(await desk.entry(subject), subject).toBeUndefined();
  expect(await desk.ask('counts')).toMatchObject({ logged: 2, waiting: 0, failed: 0, blocked: 0, unconfirmed: 0 });
  expect(await phaseOf(desk, silent)).toBe('composing');
  expect(await phaseOf(desk, 'msg-a:r666')).toBeUndefined();
});

test('C5: two mails in one request are two records, one sent by fetch is one; a draft with Log off stays out, whatever the page claims', async ({
  desk,
}) => {
  const page = await desk.gmail({ batch: 2 });
  await compose(page);
  await logSwitch(page);
  await write(page, { subject: 'One of two' });
  await compose(page);
  await expect(page.locator('[role=dialog]:has(input[name=subjectbox])')).toHaveCount(2);
  await logSwitch(page);
  await write(page, { subject: 'Two of two', to: 'giulia@colibri.example' });
  await send(page);
  await send(page);
  for (const subject of ['One of two', 'Two of two']) {
    await desk.becomes(subject, 'logged');
    expect(await desk.held(subject)).toHaveLength(1);
  }
  const fetching = await desk.gmail({ transport: 'fetch' });
  await compose(fetching);
  const line = await lineOf(fetching);
  await write(fetching, { subject: 'Log is off' });
  await line.click('switch', 'Log');
  await line.isOff('Log');
  const off = await draftId(fetching);
  await forge(fetching, off);
  await desk.mail(fetching, { subject: 'By fetch' });
  await desk.becomes('By fetch', 'logged');
  expect(await desk.held('By fetch')).toHaveLength(1);
  expect(await phaseOf(desk, off)).toBe('composing');
  expect(await desk.ask('counts')).toMatchObject({ logged: 3, waiting: 0, blocked: 0, failed: 0, unconfirmed: 0 });
});
