import type { Page } from '@playwright/test';
import type { Hands } from '../hands';

/** What somebody at the keyboard does in the practice Outlook; in the compose that is in sight. */

const seen = (page: Page) => page.locator('.compose:visible').last();
const tab = (page: Page, index: number) => page.locator('.tabs > .tab').nth(index).locator('button').first();
const byIcon = (name: string) => `button:has([data-icon-name=${name}])`;

async function typePeople(page: Page, people: string): Promise<void> {
  await seen(page).locator('.well').first().focus();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(`${people},`);
}

export const outlookHands: Hands = {
  parts: {
    window: '.compose',
    to: '.well',
    subject: 'input.subject',
    body: '.editor',
    send: '.actions .split > .primary:first-child',
    discard: byIcon('DeleteRegular'),
  },
  compose: (page) => page.locator('.new-mail').click(),
  async write(page, { to = 'Ada Lovelace <ada@acme.example>', cc, bcc, subject = 'Hello', body = 'Hi there' } = {}) {
    await typePeople(page, to);
    for (const [field, people] of Object.entries({ cc, bcc })) {
      if (!people) continue;
      await seen(page).locator(`[data-show=${field}]`).click();
      await page.keyboard.type(`${people},`);
    }
    await seen(page).locator('input.subject').fill(subject);
    await this.focusBody(page);
    await page.keyboard.type(body);
  },
  async paste(page, people) {
    await seen(page).locator('.well').first().focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(people);
    await page.keyboard.press('Enter');
  },
  // Above the signature.
  focusBody: (page) =>
    seen(page)
      .locator('.editor')
      .click({ position: { x: 40, y: 16 } }),
  attach: (page, files) => seen(page).locator('input[type=file]').setInputFiles(files),
  windows: (page) => page.locator('.compose-place'),
  send: (page) => seen(page).locator('.split > .primary').first().click(),
  sendInline: (page) => seen(page).locator('.split > .primary').first().click(),
  discard: (page) => seen(page).locator(byIcon('DeleteRegular')).click(),
  async schedule(page) {
    await seen(page).locator('.split > .primary').last().click();
    await page.locator('[data-act=schedule]').click();
  },
  close: (page) => page.locator('.tab.active .tab-close').click(),
  undo: (page) => page.locator('.toast button').click(),
  notice: (page) => page.locator('.toast'),
  bring: (page, index) => tab(page, index === null ? 0 : index + 1).click(),
  async popOut(page, index) {
    await this.bring(page, index);
    await seen(page).locator(byIcon('OpenRegular')).click();
  },
  // It fills the reading pane already.
  enlarge: async () => {},
  openMail: (page, subject, nth = 0) => page.locator('[role=option][data-convid]', { hasText: subject }).nth(nth).click(),
  openSent: (page) => page.locator('[data-folder=sentitems]').click(),
  reply: (page) => page.locator(byIcon('ArrowReplyRegular')).first().click(),
  forward: (page) => page.locator(byIcon('ArrowForwardRegular')).first().click(),
  async openDrafts(page) {
    await page.reload();
    await page.locator('[data-folder=drafts]').click();
  },
  openDraft: (page, subject) => page.locator('[role=option][data-convid]', { hasText: subject }).click(),
  draftId: (page) => page.evaluate(() => (window as unknown as { practice: { itemId(): string } }).practice.itemId()),
};
