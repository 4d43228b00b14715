import type { Locator, Page } from '@playwright/test';
import { gmailHands } from './gmail/hands';
import { outlookHands } from './outlook/hands';

export interface Writing {
  to?: string;
  cc?: string;
  bcc?: string;
  subject?: string;
  body?: string;
}

type Files = Parameters<Locator['setInputFiles']>[0];

/** What somebody at the keyboard does in a practice mail client; in the newest compose window where nothing else is said. */
export interface Hands {
  /** Selectors of what a compose window has; `window` is the whole, the others stand in it. */
  readonly parts: Record<'window' | 'to' | 'subject' | 'body' | 'send' | 'discard', string>;
  compose(page: Page): Promise<void>;
  write(page: Page, writing?: Writing): Promise<void>;
  /** Recipients at once, as from a list, beside those that are there. */
  paste(page: Page, people: string): Promise<void>;
  focusBody(page: Page): Promise<void>;
  attach(page: Page, files: Files): Promise<void>;
  /** Compose windows, without inline replies. */
  windows(page: Page): Locator;
  send(page: Page): Promise<void>;
  sendInline(page: Page): Promise<void>;
  discard(page: Page): Promise<void>;
  /** For tomorrow morning, eight o'clock. */
  schedule(page: Page): Promise<void>;
  /** Saves and closes. */
  close(page: Page): Promise<void>;
  /** In the client's notice. */
  undo(page: Page): Promise<void>;
  notice(page: Page): Locator;
  /** Into sight: compose window number `index`, or with null what is being read. */
  bring(page: Page, index: number | null): Promise<void>;
  /** Compose window number `index` goes into a browser window of its own. */
  popOut(page: Page, index: number): Promise<void>;
  /** As large as the client makes it. */
  enlarge(page: Page): Promise<void>;
  /** `nth`: of several with this subject, from the top. */
  openMail(page: Page, subject: string, nth?: number): Promise<void>;
  openSent(page: Page): Promise<void>;
  /** Inline, to the mail that is open. */
  reply(page: Page): Promise<void>;
  forward(page: Page): Promise<void>;
  /** The list of drafts, in a page that is loaded anew. */
  openDrafts(page: Page): Promise<void>;
  openDraft(page: Page, subject: string): Promise<void>;
  /** The host's own id of the draft; '' while it has none. */
  draftId(page: Page): Promise<string>;
}

/** A pop-out of Outlook's may be about:blank; Gmail's never is. */
export const handsOf = (page: Page): Hands => (page.url().startsWith('https://mail.google.com/') ? gmailHands : outlookHands);

export const compose = (page: Page) => handsOf(page).compose(page);
export const write = (page: Page, writing?: Writing) => handsOf(page).write(page, writing);
export const send = (page: Page) => handsOf(page).send(page);
export const discard = (page: Page) => handsOf(page).discard(page);
export const undo = (page: Page) => handsOf(page).undo(page);
export const attach = (page: Page, name: string, size: number, mimeType = 'application/pdf') =>
  handsOf(page).attach(page, { name, mimeType, buffer: Buffer.alloc(size, 'x') });
