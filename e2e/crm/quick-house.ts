import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { openBrowser } from '../../scripts/start/browser.mjs';
import { allowHosts } from '../../scripts/start/host-permission.mjs';
import { connect } from '../../scripts/start/pairing.mjs';
import { visit } from '../../scripts/start/visit.mjs';
import { killWorker } from '../../scripts/start/worker.mjs';
import type { FromPage, FromUi } from '../../src/extension/protocol';
import { practiceGmail } from '../gmail/site.mjs';
import { type Site, startInternet } from '../internet/internet.mjs';
import { type CrmName, startPracticeCrm } from './practice.mjs';
import { hastenWorker, quickClock } from './quick-time';

const EXTENSION = resolve(process.env.EXT_DIR ?? 'dist');

/** An interface's calls, as answered by the worker. */
type Ask<Calls> = <Name extends keyof Calls>(
  name: Name,
  ...args: Calls[Name] extends (...args: infer Args) => unknown ? Args : never
) => Promise<Calls[Name] extends (...args: never[]) => infer Answer ? Answer : never>;

export type QuickHouse = Awaited<ReturnType<typeof openQuickHouse>>;

/**
 * A browser with the extension connected to one practice CRM, both in quick time; and the worker's own doors: that of the
 * mail page, through the content script that is in it, and that of popup and options.
 */
export async function openQuickHouse(name: CrmName, speed: number) {
  const origin = Date.now();
  const folder = mkdtempSync(join(tmpdir(), 'threadline-quick-'));
  const extensionDir = join(folder, 'extension');
  hastenWorker(EXTENSION, extensionDir, speed, origin);
  const crm = await startPracticeCrm(name, { clock: quickClock(speed, origin) });
  let isReused = true;
  const internet = await startInternet({ 'mail.google.com': practiceGmail().site, ...withoutReuse(crm.sites, () => isReused) });
  const { context, extensionUrl } = await openBrowser({ profileDir: join(folder, 'profile'), internet, headless: true, extensionDir });
  // A hang says where it is.
  context.setDefaultTimeout(30_000);
  await allowHosts(context, extensionUrl, [crm.host]);
  const options = await connect(context, extensionUrl, { connector: name, seen: crm.seen, values: crm.values });
  const mailPage = await context.newPage();
  const contentScript = await findContentScript(mailPage, extensionUrl);

  const askUi: Ask<FromUi> = async (call, ...args) =>
    read(call, await options.evaluate((message) => chrome.runtime.sendMessage(message), { threadline: 'ask', call, args }));
  const askPage: Ask<FromPage> = async (call, ...args) => read(call, await contentScript({ threadline: 'ask', call, args }));
  const { accounts, connections } = await askUi('getSettings');
  const account = accounts.find(({ connectionId }) => connectionId !== null)?.address ?? '';
  return {
    crm,
    internet,
    account,
    connectionId: connections[0]?.id ?? '',
    askUi,
    askPage,
    /** May a request go over the connection of an earlier one. Holds from the next answer on. */
    setReuse: (isWanted: boolean) => {
      isReused = isWanted;
    },
    killWorker: () => killWorker(context, extensionUrl),
    async close() {
      await context.close();
      await Promise.all([internet.close(), crm.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * What went over a used connection, and got no answer, Chromium sends again by itself
 * (`HttpNetworkTransaction::ShouldResendRequest`), and nobody who asked by `fetch` learns of it.
 */
function withoutReuse(sites: Record<string, Site>, isReused: () => boolean): Record<string, Site> {
  const closing =
    (site: Site): Site =>
    async (request) => {
      const answer = await site(request);
      return answer && !isReused() ? { ...answer, headers: { ...answer.headers, connection: 'close' } } : answer;
    };
  return Object.fromEntries(Object.entries(sites).map(([host, site]) => [host, closing(site)]));
}

/** Speaks to the worker as our content script in a page of the practice Gmail does. */
async function findContentScript(page: Page, extensionUrl: string) {
  const session: CDPSession = await page.context().newCDPSession(page);
  const isOurs = ({ origin, auxData }: { origin: string; auxData?: { type?: string } }) =>
    extensionUrl.startsWith(origin) && auxData?.type === 'isolated';
  const found = new Promise<string>((resolve) => {
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (isOurs(context)) resolve(context.uniqueId);
    });
  });
  await session.send('Runtime.enable');
  await visit(page, 'https://mail.google.com/mail/u/0/');
  const uniqueContextId = await found;
  return async (message: unknown): Promise<unknown> => {
    const expression = `chrome.runtime.sendMessage(${JSON.stringify(message)})`;
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      ...{ expression, uniqueContextId, awaitPromise: true, returnByValue: true },
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
}

function read<T>(call: string, reply: unknown): T {
  const { ok, value, code } = (reply ?? {}) as { ok?: boolean; value?: T; code?: string };
  if (!ok) throw new Error(`${call}: ${code ?? 'no answer'}`);
  return value as T;
}
