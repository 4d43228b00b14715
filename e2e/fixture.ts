import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { openBrowser } from '../scripts/start/browser.mjs';
import { startEndpoint } from '../scripts/start/endpoint.mjs';
import { pair as pairByHand } from '../scripts/start/pairing.mjs';
import { visit } from '../scripts/start/visit.mjs';
import { killWorker as killWorkerOf } from '../scripts/start/worker.mjs';
import { CLIENTS, type Client, type ClientName } from './clients';
import { practiceGmail } from './gmail/site.mjs';
import { startInternet } from './internet/internet.mjs';
import { practiceOutlook } from './outlook/site.mjs';

const EXTENSION = resolve(process.env.EXT_DIR ?? 'dist');

export type Endpoint = Awaited<ReturnType<typeof startEndpoint>>;
type Internet = Awaited<ReturnType<typeof startInternet>>;

/** Where the practice Gmail opens, and what goes wrong in it (see `gmail/page/switches.js`). */
export interface GmailOptions {
  /** 0 or 1: which of the signed-in accounts. */
  account?: number;
  lang?: 'en' | 'de' | 'it' | 'fr' | 'es';
  dark?: boolean;
  /** HTTP status that the first send is refused with. */
  fail?: number;
  batch?: number;
  transport?: 'fetch';
  undo?: 'held' | 'taken-back';
  /** How long Undo is offered. */
  seconds?: number;
  /** Milliseconds that each answer takes. */
  slow?: number;
  broken?: boolean;
  folder?: 'inbox' | 'sent' | 'drafts' | 'scheduled';
}

/** What the practice Outlook is like, and what goes wrong in it (see `outlook/page/switches.js`). */
export interface OutlookOptions {
  /** 0 or 1: which of the signed-in accounts. */
  account?: number;
  host?: 'outlook.office.com' | 'outlook.live.com' | 'outlook.office365.com' | 'outlook.cloud.microsoft';
  /** Of the markup. */
  gen?: 2022 | 2024 | 2025 | 2026;
  /** `xx`: one that nobody speaks. */
  lang?: 'en' | 'de' | 'it' | 'fr' | 'es' | 'zh' | 'ar' | 'xx';
  /** What a recipient's chip shows. */
  contact?: 'address' | 'named' | 'directory';
  transport?: 'owa' | 'fetch' | 'xhr' | 'request' | 'header' | 'worker';
  popout?: 'deeplink' | 'projected';
  dark?: boolean;
  /** Seconds for which a mail is held back; 0 unless told. */
  undo?: number;
  /** HTTP status that the first send is refused with. */
  fail?: number;
  /** ResponseCode that the first send is refused with, inside of an HTTP 200. */
  refuse?: string;
  /** The connection of the first send ends before or after the server did its work. */
  drop?: 'before' | 'after';
  /** Milliseconds that each answer takes. */
  slow?: number;
  broken?: boolean;
  rerender?: boolean;
  /** Folder, or a path under `/mail/`, such as `deeplink/compose`. */
  path?: string;
}

/** What every mail client can be. */
export interface MailOptions {
  /** 0 or 1: which of the signed-in accounts. */
  account?: number;
  lang?: 'en' | 'de' | 'it' | 'fr' | 'es';
  dark?: boolean;
  /** HTTP status that the first send is refused with. */
  fail?: number;
  /** Milliseconds that each answer takes. */
  slow?: number;
  broken?: boolean;
}

/** The browser with the built extension in it, and what can be done to it. */
export interface Browser {
  readonly context: BrowserContext;
  /** `chrome-extension://…/` */
  readonly extensionUrl: string;
  openGmail(options?: GmailOptions): Promise<Page>;
  openOutlook(options?: OutlookOptions): Promise<Page>;
  /** The client that this run is about; further options are those of its own (see `clients.ts`). */
  openMail(options?: MailOptions): Promise<Page>;
  openPopup(): Promise<Page>;
  openOptions(): Promise<Page>;
  /** By the pairing code, on the options page. */
  pair(endpoint?: Endpoint): Promise<Page>;
  /** As when it is idle, without a warning; the next event starts it again. */
  killWorker(): Promise<void>;
  /** As when the machine loses power: SIGKILL, then a new browser with the same profile. */
  killBrowser(): Promise<void>;
}

/** Endpoint with demo data, on a port that stays the same when it is started again. */
export interface EndpointControl {
  readonly current: Endpoint;
  readonly dataDir: string;
  stop(): Promise<void>;
  start(): Promise<Endpoint>;
}

interface Fixtures {
  /** Which client the specs of both are run with. */
  mail: ClientName;
  client: Client;
  /** Subjects that the client has as sent, by its first account. */
  sentSubjects(): string[];
  draftSubjects(): string[];
  gmail: ReturnType<typeof practiceGmail>;
  outlook: ReturnType<typeof practiceOutlook>;
  internet: Internet;
  endpoint: EndpointControl;
  /** Named apart from Playwright's own `browser`. */
  ours: Browser;
}

/** Gmail's proxy for the pictures of mails. */
const picture = () => ({ type: 'image/gif', body: Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkwBADs=', 'base64') });

const temporary = (name: string) => mkdtempSync(join(tmpdir(), `threadline-${name}-`));

export const test = base.extend<Fixtures>({
  mail: ['gmail', { option: true }],
  client: async ({ mail }, use) => use(CLIENTS[mail]),
  sentSubjects: async ({ mail, gmail, outlook }, use) =>
    use(() =>
      mail === 'gmail'
        ? subjectsIn(gmail, ({ labels }) => labels.includes('^pfg'))
        : subjectsIn(outlook, ({ folder }) => folder === 'sentitems'),
    ),
  draftSubjects: async ({ mail, gmail, outlook }, use) =>
    use(() =>
      mail === 'gmail'
        ? subjectsIn(gmail, ({ labels }) => labels.includes('^r'))
        : subjectsIn(outlook, ({ folder }) => folder === 'drafts'),
    ),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  gmail: async ({}, use) => use(practiceGmail()),
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  outlook: async ({}, use) => use(practiceOutlook()),
  internet: async ({ gmail, outlook }, use) => {
    const internet = await startInternet({ 'mail.google.com': gmail.site, 'ci3.googleusercontent.com': picture, ...outlook.sites });
    await use(internet);
    await internet.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
  endpoint: async ({}, use) => {
    const where = { port: await freePort(), dataDir: temporary('endpoint') };
    let current = await startEndpoint(where);
    const start = async () => {
      current = await startEndpoint(where);
      return current;
    };
    await use({
      get current() {
        return current;
      },
      dataDir: where.dataDir,
      stop: () => current.stop(),
      start,
    });
    await current.stop();
    rmSync(where.dataDir, { recursive: true, force: true });
  },
  ours: async ({ mail, internet, endpoint }, use) => {
    const profileDir = temporary('profile');
    const open = () => openBrowser({ profileDir, internet, headless: true, extensionDir: EXTENSION });
    let opened = await open();
    await use({
      get context() {
        return opened.context;
      },
      get extensionUrl() {
        return opened.extensionUrl;
      },
      openGmail: (options) => openGmail(opened.context, options),
      openOutlook: (options) => openOutlook(opened.context, options),
      openMail: (options) => (mail === 'gmail' ? openGmail : openOutlook)(opened.context, options),
      openPopup: () => openPage(opened.context, `${opened.extensionUrl}src/extension/popup/index.html`),
      openOptions: () => openPage(opened.context, `${opened.extensionUrl}src/extension/options/index.html`),
      pair: (to = endpoint.current) => pairByHand(opened.context, opened.extensionUrl, to),
      killWorker: () => killWorkerOf(opened.context, opened.extensionUrl),
      async killBrowser() {
        for (const pid of browserProcesses(profileDir)) process.kill(pid, 'SIGKILL');
        await opened.context.close().catch(() => {});
        opened = await open();
      },
    });
    await opened.context.close();
    rmSync(profileDir, { recursive: true, force: true });
  },
});

export { attach, compose, discard, handsOf, send, undo, type Writing, write } from './hands';
export { expect };

/** Of the first account. */
function subjectsIn<M extends { subject: string }>(
  { boxes }: { boxes: { messages: Map<string, M> }[] },
  passes: (message: M) => boolean,
): string[] {
  return [...(boxes[0]?.messages.values() ?? [])].filter(passes).map(({ subject }) => subject);
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await visit(page, url);
  return page;
}

export async function openGmail(context: BrowserContext, { account = 0, lang, folder, ...switches }: GmailOptions = {}): Promise<Page> {
  const query = new URLSearchParams(lang ? { hl: lang } : {});
  for (const [name, value] of Object.entries(switches)) if (value) query.set(name, value === true ? '1' : String(value));
  const page = await openPage(context, `https://mail.google.com/mail/u/${account}/?${query}${folder ? `#${folder}` : ''}`);
  if (!switches.broken) await page.locator('[data-practice=ready]').waitFor();
  return page;
}

async function openOutlook(
  context: BrowserContext,
  { account = 0, host = 'outlook.office.com', path = '', undo = 0, ...switches }: OutlookOptions = {},
): Promise<Page> {
  const query = new URLSearchParams({ undo: String(undo) });
  for (const [name, value] of Object.entries(switches)) if (value) query.set(name, value === true ? '1' : String(value));
  const page = await openPage(context, `https://${host}/mail/${account}/${path}?${query}`);
  if (!switches.broken) await page.locator('[data-practice=ready]').waitFor();
  return page;
}

/** The browser's own process, not its children: those end with it. Only of this profile, which is a folder of this test. */
function browserProcesses(profileDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const command = commandOf(pid);
      return command.includes(`--user-data-dir=${profileDir}`) && !command.includes('--type=');
    })
    .map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (!address || typeof address === 'string') throw new Error('no port');
  return address.port;
}
