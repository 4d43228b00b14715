import type { Page } from '@playwright/test';
import { lineOf } from '../compose/line';
import { type Desk, logSwitch, planFor, test } from '../delivery/desk';
import { compose, discard, expect, handsOf, type OutlookOptions, send, undo, type Writing, write } from '../fixture';

test.setTimeout(180_000);

async function mail(page: Page, writing: Writing): Promise<void> {
  await compose(page);
  await logSwitch(page);
  await write(page, writing);
  await send(page);
}

interface KeptDraft {
  send: { phase: string; scheduledFor: number | null };
  content: { subject: string } | null;
}

/** How far the mail under this subject has come, by the extension's own export. */
async function draftOf(desk: Desk, subject: string): Promise<KeptDraft | undefined> {
  const { drafts } = JSON.parse((await desk.ask('exportData')).json);
  return drafts.find(({ content }: KeptDraft) => content?.subject === subject);
}
const phaseOf = async (desk: Desk, subject: string) => (await draftOf(desk, subject))?.send.phase ?? '';
const becomesPhase = (desk: Desk, subject: string, phase: string | RegExp) =>
  expect.poll(() => phaseOf(desk, subject), { message: subject, timeout: 15_000 }).toMatch(phase);

async function isLoggedOnce(desk: Desk, subject: string): Promise<void> {
  await desk.becomes(subject, 'logged');
  expect(await desk.held(subject), subject).toHaveLength(1);
}

/** The window that comes back may be seen before the refusal is. */
const BACK_TO_DRAFT = /^(failed|cancelled)$/;

/** The compose window is there again, and takes the mail. */
async function sendAgain(page: Page): Promise<void> {
  await logSwitch(page);
  await send(page);
}

test('C5: sent by whatever way Outlook takes, a mail is logged once', async ({ desk, outlook }) => {
  for (const transport of ['owa', 'fetch', 'xhr', 'request', 'header', 'worker'] as const) {
    const page = await desk.browser.openOutlook({ transport });
    const before = outlook.served.length;
    await mail(page, { subject: `By ${transport}` });
    await isLoggedOnce(desk, `By ${transport}`);
    const sent = outlook.served.slice(before).filter(({ disposition }) => disposition === 'SendAndSaveCopy');
    expect(sent, transport).toMatchObject([{ byHeader: transport === 'owa' || transport === 'header' }]);
    await page.close();
  }
  expect(await desk.ask('counts')).toMatchObject({ logged: 6, waiting: 0, blocked: 0, failed: 0, unconfirmed: 0 });
});

test('C2 C5: a mail that was never saved keeps its switches through Undo: with Log off it stays out', async ({ desk }) => {
  const page = await desk.browser.openOutlook({ undo: 4 });
  await compose(page);
  await logSwitch(page);
  const line = await lineOf(page);
  await line.click('switch', 'Log');
  await line.isOff('Log');
  await write(page, { subject: 'Not for the CRM', body: 'x' });
  await send(page);
  await undo(page);
  const again = await lineOf(page);
  await again.isOff('Log');
  await send(page);
  await expect(handsOf(page).windows(page)).toHaveCount(0);
  await mail(page, { subject: 'Sent after it' });
  await isLoggedOnce(desk, 'Sent after it');
  expect(await desk.entry('Not for the CRM')).toBeUndefined();
  expect(await desk.held('Not for the CRM')).toEqual([]);
});

test('C5: undone while it is held back, nothing is logged; sent again, it is logged once', async ({ desk }) => {
  for (const transport of ['owa', 'worker'] as const) {
    const page = await desk.browser.openOutlook({ undo: 4, transport });
    const subject = `Undone, ${transport}`;
    await mail(page, { subject });
    await undo(page);
    await becomesPhase(desk, subject, 'cancelled');
    expect(await desk.entry(subject)).toBeUndefined();
    await sendAgain(page);
    await isLoggedOnce(desk, subject);
    await page.close();
  }
});

test('C5: refused, inside of an HTTP 200 or by its status, it is not logged; sent again, it is logged once', async ({ desk }) => {
  const ways: [string, OutlookOptions][] = [
    ['a refusal in 200', { refuse: 'ErrorSendAsDenied' }],
    ['a refusal in 200, small', { refuse: 'ErrorMessageSizeExceeded', transport: 'header' }],
    ['HTTP 500', { fail: 500, transport: 'xhr' }],
    ['HTTP 503, by a worker', { fail: 503, transport: 'worker' }],
  ];
  for (const [subject, options] of ways) {
    const page = await desk.browser.openOutlook(options);
    await mail(page, { subject });
    await becomesPhase(desk, subject, BACK_TO_DRAFT);
    expect(await desk.entry(subject)).toBeUndefined();
    await sendAgain(page);
    await isLoggedOnce(desk, subject);
    await page.close();
  }
});

test('C5: a connection that is lost leaves it open whether it was sent; sent again, it is logged once', async ({ desk }) => {
  for (const drop of ['before', 'after'] as const) {
    const page = await desk.browser.openOutlook({ drop });
    const subject = `Lost ${drop}`;
    await mail(page, { subject });
    await expect(handsOf(page).notice(page).last()).toContainText('not');
    await becomesPhase(desk, subject, 'intent');
    expect(await desk.entry(subject)).toBeUndefined();
    await sendAgain(page);
    await isLoggedOnce(desk, subject);
    await page.close();
  }
});

test('C5: scheduled or discarded, nothing is logged, and what is scheduled is not forgotten', async ({ desk }) => {
  for (const [transport, gen] of [
    ['owa', 2026],
    ['worker', 2024],
  ] as const) {
    const page = await desk.browser.openOutlook({ transport, gen });
    const subject = `Tomorrow, ${transport}`;
    await compose(page);
    await logSwitch(page);
    await write(page, { subject });
    await handsOf(page).schedule(page);
    await becomesPhase(desk, subject, 'scheduled');
    expect(new Date((await draftOf(desk, subject))?.send.scheduledFor ?? 0).getHours()).toBe(8);

    await compose(page);
    await logSwitch(page);
    await write(page, { subject: 'Thrown away' });
    await discard(page);
    await mail(page, { subject: `After it, ${transport}` });
    await isLoggedOnce(desk, `After it, ${transport}`);
    for (const other of [subject, 'Thrown away']) expect(await desk.entry(other), other).toBeUndefined();
    await page.close();
  }
});

for (const popout of ['deeplink', 'projected'] as const)
  test(`C1 C5: from a window of its own (${popout}) a mail is logged once, also if that is torn down while it is sent`, async ({
    desk,
  }) => {
    const opener = await desk.browser.openOutlook({ popout });
    const popOut = async (subject: string) => {
      await compose(opener);
      await logSwitch(opener);
      await write(opener, { subject });
      const opened = desk.browser.context.waitForEvent('page');
      await handsOf(opener).popOut(opener, 0);
      const window = await opened;
      await logSwitch(window);
      return window;
    };
    const window = await popOut('In a window');
    await send(window);
    await isLoggedOnce(desk, 'In a window');

    // A mail that a blank window never saved before it was sent has no id by which its opener could tell of a refusal.
    if (popout === 'deeplink') {
      const refused = await popOut('Refused in a window');
      await refused.evaluate(() => {
        (globalThis as unknown as { practice: { refuseNext: string } }).practice.refuseNext = 'ErrorSendAsDenied';
      });
      await send(refused);
      await becomesPhase(desk, 'Refused in a window', BACK_TO_DRAFT);
      await refused.close();
    }

    const torn = await popOut('Torn down');
    await (popout === 'projected' ? opener : torn).evaluate(() => {
      (globalThis as unknown as { practice: { slow: number } }).practice.slow = 1_500;
    });
    await send(torn);
    await becomesPhase(desk, 'Torn down', 'intent');
    await torn.close();
    // What its opener sends goes on; a window's own request ends with it, and nobody can know.
    if (popout === 'projected') await isLoggedOnce(desk, 'Torn down');
    else expect(await desk.entry('Torn down')).toBeUndefined();
    expect(await desk.entry('Refused in a window')).toBeUndefined();
  });

test('C5: what a page claims of drafts that are not ours, or not to be logged, is nothing', async ({ desk }) => {
  const page = await desk.browser.openOutlook();
  await compose(page);
  await logSwitch(page);
  await write(page, { subject: 'Only written' });
  await page.evaluate(() => {
    const say = (detail: object) =>
      document.dispatchEvent(new CustomEvent('threadline:outlook-claim', { detail: JSON.stringify({ order: 9e15, ...detail }) }));
    const to = [{ address: 'forged@acme.example', name: '' }];
    for (const draft of ['AAkForged=', '']) {
      say({ kind: 'leaving', draft, to, cc: [], bcc: [], subject: 'Forged', html: 'x' });
      say({ kind: 'accepted', draft, messageId: '<forged@x>', hostMessageId: null, hostThreadId: '' });
    }
    document.dispatchEvent(new CustomEvent('threadline:outlook-claim', { detail: { kind: 'saved' } }));
    document.dispatchEvent(new CustomEvent('threadline:outlook-messages', { detail: '[null,{"itemId":7}]' }));
  });
  await mail(page, { subject: 'Really sent' });
  await isLoggedOnce(desk, 'Really sent');
  expect(await desk.ask('counts')).toMatchObject({ logged: 1, waiting: 0, blocked: 0, failed: 0, unconfirmed: 0 });
  expect(await desk.entry('Forged')).toBeUndefined();
});

test('C3: of a contact whose address the page does not show, Outlook’s own request tells it', async ({ desk }) => {
  for (const transport of ['fetch', 'worker'] as const) {
    const page = await desk.browser.openOutlook({ contact: 'directory', transport });
    await compose(page);
    await logSwitch(page);
    await write(page, { subject: `By name, ${transport}` });
    await planFor(page, /Ada Lovelace/);
    await send(page);
    await isLoggedOnce(desk, `By name, ${transport}`);
    expect((await desk.entry(`By name, ${transport}`))?.engagement.to).toMatchObject([{ address: 'ada@acme.example' }]);
    await page.close();
  }
});
