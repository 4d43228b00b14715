import type { Page } from '@playwright/test';

/** What somebody at the keyboard does in the practice Gmail; always in the newest compose window. */

const newest = (page: Page) => page.locator('[role=dialog]:has(input[name=subjectbox])').last();

export interface Writing {
  to?: string;
  cc?: string;
  bcc?: string;
  subject?: string;
  body?: string;
}

export const compose = (page: Page) => page.locator('[gh=cm]').click();

export async function write(
  page: Page,
  { to = 'Ada Lovelace <ada@acme.example>', cc, bcc, subject = 'Hello', body = 'Hi there' }: Writing = {},
): Promise<void> {
  const window = newest(page);
  await type(page, 'to', to);
  if (cc) {
    await window.locator('.pE').click();
    await type(page, 'cc', cc);
  }
  if (bcc) {
    await window.locator('.pB').click();
    await type(page, 'bcc', bcc);
  }
  await window.locator('[name=subjectbox]').fill(subject);
  await window.locator('[g_editable=true]').click();
  await page.keyboard.type(body);
}

async function type(page: Page, field: 'to' | 'cc' | 'bcc', people: string): Promise<void> {
  await newest(page).locator(`.anm[name=${field}] input`).click();
  await page.keyboard.type(`${people},`);
}

export const attach = (page: Page, name: string, size: number, mimeType = 'application/pdf') =>
  newest(page)
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType, buffer: Buffer.alloc(size, 'x') });

export const send = (page: Page) => newest(page).locator('.aoO').click();
export const discard = (page: Page) => newest(page).locator('.oh').click();
/** In the notice at the bottom left. */
export const undo = (page: Page) => page.locator('#notices > .vh .ag').first().click();
