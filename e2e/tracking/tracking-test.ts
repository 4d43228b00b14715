import { type APIRequestContext, type Page, request } from '@playwright/test';
import type { MailHits } from '../../src/core/tracking-api';
import { type Line, lineOf } from '../compose/line';
import { test as base, type Desk } from '../delivery/desk';
import { compose, expect, handsOf, type Writing, write } from '../fixture';

export const ADA = 'ada@acme.example';
export const GIULIA = 'giulia@colibri.example';
/** A picture of somebody else's, as marketing mail has them. */
export const FOREIGN = 'https://news.example/pixel.gif';
const OFFER = 'https://northwind.example/offer';

export interface Tracking {
  /** Where pixels and links of ours begin. */
  readonly base: string;
  agrees(...addresses: string[]): Promise<void>;
  /** New messages begin with Track on. */
  byDefault(log?: boolean): Promise<void>;
  /** Bodies, as the mail client's server has them: what was sent, and what was saved. */
  sent(subject: string): string[];
  drafts(subject: string): string[];
  /** At the host a scheduled mail is a draft again, as it was saved. */
  unschedule(subject: string): void;
  /** So many mails of this subject are tracked at the endpoint; with their hits. */
  tracked(subject: string): Promise<MailHits[]>;
  /** What somebody else's mail program asks for. */
  fetch(url: string, agent?: string): Promise<number>;
}

interface Fixtures {
  tracking: Tracking;
  stranger: APIRequestContext;
}

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  stranger: async ({}, use) => {
    const stranger = await request.newContext();
    await use(stranger);
    await stranger.dispose();
  },
  tracking: async ({ desk, api, endpoint, mail, gmail, outlook, stranger }, use) => {
    const base = endpoint.current.url.replace(/\/$/, '');
    await use({
      base,
      async agrees(...addresses) {
        const [connection] = (await desk.ask('getSettings')).connections;
        const consents = addresses.map((address) => ({ address, state: 'given' as const, how: 'written' as const }));
        expect(await askTracking(desk, 'noteConsentsAt', connection?.id ?? '', consents)).toEqual({ noted: true });
      },
      async byDefault(log = true) {
        for (const account of (await desk.ask('getSettings')).accounts)
          await desk.ask('saveAccount', { ...account, trackByDefault: true, logByDefault: log });
      },
      sent: (subject) =>
        mail === 'gmail'
          ? bodies(gmail.boxes, subject, ({ labels }) => labels.includes('^pfg') || labels.includes('^scheduled'))
          : bodies(outlook.boxes, subject, ({ folder }) => folder === 'sentitems' || folder === 'scheduled'),
      drafts: (subject) =>
        mail === 'gmail'
          ? bodies(gmail.boxes, subject, ({ labels }) => labels.includes('^r'))
          : bodies(outlook.boxes, subject, ({ folder }) => folder === 'drafts'),
      unschedule(subject) {
        for (const one of gmail.boxes[0]?.messages.values() ?? []) if (one.subject === subject) one.labels = ['^all', '^r', '^r_bt'];
        for (const one of outlook.boxes[0]?.messages.values() ?? []) if (one.subject === subject) one.folder = 'drafts';
      },
      async tracked(subject) {
        const { tracked } = JSON.parse((await desk.ask('exportData')).json) as { tracked: { id: string; mail: { subject: string } }[] };
        const mine = tracked.filter((row) => row.mail.subject === subject);
        const answers = await Promise.all(mine.map(({ id }) => api.get(`/api/v1/tracked-messages/${id}/hits`)));
        return Promise.all(answers.filter((answer) => answer.ok()).map((answer) => answer.json()));
      },
      fetch: async (url, agent = SOMEBODY) => (await stranger.get(url, { headers: { 'user-agent': agent }, maxRedirects: 0 })).status(),
    });
  },
});

/** Thunderbird asks for pictures in the reader's own name. */
const SOMEBODY = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0';

type Asked = 'noteConsentsAt';
const askTracking = (desk: Desk, name: Asked, ...args: unknown[]): Promise<unknown> =>
  (desk.ask as (name: string, ...args: unknown[]) => Promise<unknown>)(name, ...args);

const bodies = <M extends { subject: string; html: string }>(
  boxes: { messages: Map<string, M> }[],
  subject: string,
  passes: (message: M) => boolean,
): string[] => [...(boxes[0]?.messages.values() ?? [])].filter((one) => one.subject === subject && passes(one)).map(({ html }) => html);

/** Writes a mail with a link in it, one whose words are its address, and a picture of somebody else's. */
export async function writeOffer(page: Page, writing: Writing): Promise<Line> {
  await compose(page);
  const line = await lineOf(page);
  await write(page, writing);
  await page.evaluate(
    ({ body, offer, foreign }) => {
      const bodies = [...document.querySelectorAll<HTMLElement>(body)].filter((one) => one.offsetParent !== null);
      const at = bodies.at(-1);
      const link = (href: string, text: string) => {
        const a = document.createElement('a');
        a.href = href;
        a.textContent = text;
        return a;
      };
      const image = document.createElement('img');
      image.src = foreign;
      at?.append(' See ', link(offer, 'our offer'), ' or ', link('https://acme.example/', 'acme.example'), image);
      at?.dispatchEvent(new InputEvent('input', { bubbles: true }));
    },
    { body: handsOf(page).parts.body, offer: OFFER, foreign: FOREIGN },
  );
  return line;
}

/** What the rep has before her. */
export const bodyIn = (page: Page): Promise<string> =>
  page.evaluate(
    (selector) => [...document.querySelectorAll<HTMLElement>(selector)].findLast((one) => one.offsetParent !== null)?.innerHTML ?? '',
    handsOf(page).parts.body,
  );

/** The offer to somebody who agreed, with Track on, ready to be sent. */
export async function openTracked(desk: Desk, tracking: Tracking, writing: Writing): Promise<Page> {
  await tracking.agrees(ADA);
  await tracking.byDefault();
  const page = await desk.open();
  const line = await writeOffer(page, writing);
  await line.says(/^Ada Lovelace/);
  return page;
}

/** From the panel, where one of the three is still to be asked. */
export async function sendToEachOfThree(line: Line, unasked: string): Promise<void> {
  await line.openPanel();
  await line.find('button', `Has agreed… ${unasked}`);
  await line.click('button', 'Send individually…');
  await line.click('button', 'Send 3 messages now');
}

export const pixelsIn = (html: string, base: string): string[] =>
  [...html.matchAll(/<img[^>]* src="([^"]+)"/g)].flatMap(([, url = '']) => (url.startsWith(`${base}/o/`) ? [url] : []));
export const linksIn = (html: string, base: string): string[] =>
  [...html.matchAll(/<a[^>]* href="([^"]+)"/g)].flatMap(([, url = '']) =>
    url.startsWith(`${base}/c/`) ? [url.replaceAll('&amp;', '&')] : [],
  );
