import type { Page } from '@playwright/test';
import type { Hands } from '../hands';

/** What somebody at the keyboard does in the practice Gmail; in the newest compose window where nothing else is said. */

const windows = (page: Page) => page.locator('[role=dialog]:has(input[name=subjectbox])');
const newest = (page: Page) => windows(page).last();
const inline = (page: Page) => page.locator('.M9:not([role=dialog] *)');

async function typePeople(page: Page, field: 'to' | 'cc' | 'bcc', people: string): Promise<void> {
  await newest(page).locator(`.anm[name=${field}] input`).click();
  await page.keyboard.type(`${people},`);
}

export const gmailHands: Hands = {
  parts: {
    window: '[role=dialog]',
    to: '.anm[name=to] input',
    subject: '[name=subjectbox]',
    body: '[g_editable=true]',
    send: '.aoO',
    discard: '.oh',
  },
  compose: (page) => page.locator('[gh=cm]').click(),
  async write(page, { to = 'Ada Lovelace <ada@acme.example>', cc, bcc, subject = 'Hello', body = 'Hi there' } = {}) {
    await typePeople(page, 'to', to);
    for (const [field, button, people] of [
      ['cc', '.pE', cc],
      ['bcc', '.pB', bcc],
    ] as const) {
      if (!people) continue;
      await newest(page).locator(button).click();
      await typePeople(page, field, people);
    }
    await newest(page).locator('[name=subjectbox]').fill(subject);
    await newest(page).locator('[g_editable=true]').click();
    await page.keyboard.type(body);
  },
  async paste(page, people) {
    const box = newest(page).locator('.anm[name=to] input');
    await box.fill(people);
    await box.press('Enter');
  },
  focusBody: (page) => newest(page).locator('[g_editable=true]').click(),
  attach: (page, files) => newest(page).locator('input[type=file]').setInputFiles(files),
  windows,
  send: (page) => newest(page).locator('.aoO').click(),
  sendInline: (page) => inline(page).locator('.aoO').click(),
  discard: (page) => newest(page).locator('.oh').click(),
  async schedule(page) {
    await newest(page).locator('.hG').click();
    await newest(page).locator('[selector=scheduledSend]').click();
  },
  close: (page) => newest(page).locator('.Ha').click(),
  undo: (page) => page.locator('#notices > .vh .ag').first().click(),
  notice: (page) => page.locator('#notices > .vh').first(),
  // Every window is in sight.
  bring: async () => {},
  popOut: (page, index) =>
    windows(page)
      .nth(index)
      .locator('.Hq')
      .click({ modifiers: ['Shift'] }),
  async enlarge(page) {
    await newest(page).locator('.Hq').click();
    await page.locator('.aSt [role=dialog]').waitFor();
  },
  openMail: (page, subject, nth = 0) => page.locator('.bog', { hasText: subject }).nth(nth).click(),
  openSent: (page) => page.locator('[data-folder=sent] a').click(),
  reply: (page) => page.locator('.practice-reply').click(),
  forward: (page) => page.locator('.practice-forward').click(),
  async openDrafts(page) {
    await page.goto(`${page.url().split('#')[0]}#drafts`);
    await page.reload();
  },
  openDraft: (page, subject) => page.locator('tr.zA', { hasText: subject }).click(),
  draftId: async (page) => (await newest(page).locator('input[name=draft]').inputValue()).replace('#', ''),
};
