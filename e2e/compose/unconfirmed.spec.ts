import type { Page } from '@playwright/test';
import { expect } from '../fixture';
import { test } from './compose-test';

test.setTimeout(120_000);

/** The mail server answers nothing any more. */
const fallSilent = (page: Page) =>
  page.evaluate(() => {
    (window as unknown as { practice: { slow: number } }).practice.slow = 600_000;
  });

/** So long ago, as the extension has it, was Send pressed. */
const passTime = (ours: Page, ms: number) =>
  ours.evaluate(
    (passed) =>
      new Promise<void>((done, failed) => {
        const opening = indexedDB.open('threadline');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const change = opening.result.transaction('drafts', 'readwrite');
          const drafts = change.objectStore('drafts');
          const walking = drafts.openCursor();
          walking.onsuccess = () => {
            const cursor = walking.result;
            if (!cursor) return;
            if (cursor.value.send.phase === 'intent')
              cursor.update({ ...cursor.value, send: { ...cursor.value.send, since: Date.now() - passed } });
            cursor.continue();
          };
          change.oncomplete = () => done(opening.result.close());
          change.onabort = () => failed(change.error);
        };
      }),
    ms,
  );

test('C5 R3: a send that the host never answers is asked about in the popup; what was sent is logged once, what was not is not', async ({
  desk,
  ours,
}) => {
  const page = await desk.open();
  const popup = await ours.openPopup();
  await page.bringToFront();
  const needsYou = popup.getByRole('region', { name: 'Needs you' }).getByRole('listitem');
  for (const { subject, answer } of [
    { subject: 'Gone, I think', answer: 'It was sent' },
    { subject: 'Stuck', answer: 'Not sent' },
  ]) {
    await desk.mail(page, { subject, body: 'As agreed by phone.' }, () => fallSilent(page));
    const drafts = async () => JSON.parse((await desk.ask('exportData')).json).drafts;
    await expect.poll(async () => (await drafts()).map(({ send }: { send: { phase: string } }) => send.phase)).toContain('intent');
    // A sign of the send that comes later begins the waiting again.
    await expect
      .poll(
        async () => {
          await passTime(popup, 180_000);
          await ours.killWorker();
          // Whatever wakes it again.
          await desk.ask('health');
          return needsYou.count();
        },
        { timeout: 40_000, intervals: [1_000] },
      )
      .toBe(1);
    await expect(needsYou).toContainText(subject);
    expect(await desk.held(subject)).toEqual([]);
    await needsYou.getByRole('button', { name: answer }).click();
    await expect(needsYou).toHaveCount(0);
    await page.reload();
    await page.locator('[data-practice=ready]').waitFor();
  }
  await desk.becomes('Gone, I think', 'logged');
  expect(await desk.held('Gone, I think')).toHaveLength(1);
  expect(await desk.entry('Stuck')).toBeUndefined();
  expect(await desk.ask('counts')).toMatchObject({ logged: 1, unconfirmed: 0, failed: 0, waiting: 0 });
});
