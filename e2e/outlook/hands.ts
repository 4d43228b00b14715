import type { Page } from '@playwright/test';
import type { Writing } from '../gmail/hands';

/** What somebody at the keyboard does in the practice Outlook; always in the compose that is seen, the newest of them. */

const newest = (page: Page) => page.locator('.compose:visible').last();

export const compose = (page: Page) => page.locator('.new-mail').click();

export async function write(
  page: Page,
  { to = 'Ada Lovelace <ada@acme.example>', cc, bcc, subject = 'Hello', body = 'Hi there' }: Writing = {},
): Promise<void> {
  await type(page, 0, to);
  for (const [field, people] of Object.entries({ cc, bcc })) {
    if (!people) continue;
    await newest(page).locator(`[data-show=${field}]`).click();
    await page.keyboard.type(`${people},`);
  }
  await newest(page).locator('input.subject').fill(subject);
  await bodyOf(page);
  await page.keyboard.type(body);
}

/** Above the signature. */
const bodyOf = (page: Page) =>
  newest(page)
    .locator('.editor')
    .click({ position: { x: 40, y: 16 } });

async function type(page: Page, row: number, people: string): Promise<void> {
  await newest(page).locator('.well').nth(row).click();
  await page.keyboard.type(`${people},`);
}

export const attach = (page: Page, name: string, size: number, mimeType = 'application/pdf') =>
  newest(page)
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType, buffer: Buffer.alloc(size, 'x') });

export const send = (page: Page) => newest(page).locator('.split .primary').first().click();
export const discard = (page: Page) => newest(page).locator('button:has([data-icon-name=DeleteRegular])').click();
/** In the notice at the foot of the page. */
export const undo = (page: Page) => page.locator('.toast button').click();
