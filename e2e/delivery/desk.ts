import { type APIRequestContext, type Page, request } from '@playwright/test';
import { screenReader } from '../../scripts/start/screen-reader.mjs';
import type { OutboxEntry } from '../../src/core/outbox/entry';
import type { FromUi } from '../../src/extension/protocol';
import { type Browser, test as base, compose, expect, type MailOptions, send, type Writing, write } from '../fixture';
import { type FaultProxy, startFaultProxy } from './fault-proxy';

export const INGEST = (call: string) => call === 'POST /api/v1/engagements';
export const UPLOAD = (call: string) => call.startsWith('PUT /api/v1/attachments/');
export const LOOK_UP = (call: string) => call === 'POST /api/v1/look-ups';
export const REMOVE = (call: string) => call.startsWith('DELETE /api/v1/engagements/');

type Item = {
  id: string;
  subject: string;
  records: { kind: string; name: string }[];
  excluded: { address: string; reason: string }[];
  loggedBy: { name: string };
  attachments: { name: string; sha256: string | null }[];
};

/** A rep at her desk, connected to an endpoint through a network that can fail; and what the endpoint holds in the end. */
export interface Desk {
  readonly faults: FaultProxy;
  readonly browser: Browser;
  /** The mail client that this run is about. */
  open(options?: MailOptions): Promise<Page>;
  /** Writes a mail with Log on and sends it, by mouse and keys. */
  mail(page: Page, writing: Writing, beforeSend?: () => Promise<unknown>): Promise<void>;
  /** What popup and options may ask of the worker; wakes it. */
  ask<Name extends keyof FromUi>(name: Name, ...args: Parameters<FromUi[Name]>): Promise<ReturnType<FromUi[Name]>>;
  entry(subject: string): Promise<OutboxEntry | undefined>;
  /** Waits until the outbox says so of the mail. */
  becomes(subject: string, state: OutboxEntry['state']): Promise<void>;
  /** Everything that the endpoint holds under this subject. */
  held(subject: string): Promise<Item[]>;
}

interface Fixtures {
  faults: FaultProxy;
  /** The endpoint, as its user's browser may ask it. Its sign-in link is good for once. */
  api: APIRequestContext;
  desk: Desk;
}

export const test = base.extend<Fixtures>({
  api: async ({ endpoint }, use) => {
    const api = await request.newContext({ baseURL: endpoint.current.url });
    await api.get(endpoint.current.signInUrl);
    await use(api);
    await api.dispose();
  },
  faults: async ({ endpoint }, use) => {
    const faults = await startFaultProxy(endpoint.current.url);
    await use(faults);
    await faults.close();
  },
  desk: async ({ faults, ours, endpoint, api }, use) => {
    const options = await ours.pair({ ...endpoint.current, url: faults.url });
    const desk = makeDesk(faults, ours, api, options);
    const { accounts } = await desk.ask('getSettings');
    // Only tests of Undo wait for the time in which a mail can be taken back.
    for (const account of accounts) await desk.ask('saveAccount', { ...account, undoSeconds: 0 });
    await use(desk);
  },
});

function makeDesk(faults: FaultProxy, browser: Browser, api: APIRequestContext, options: Page): Desk {
  let ui = options;
  const ask: Desk['ask'] = async (name, ...args) => {
    if (ui.isClosed()) ui = await browser.openOptions();
    const reply = await ui.evaluate((message) => chrome.runtime.sendMessage(message), { threadline: 'ask', call: name, args });
    if (!reply?.ok) throw new Error(`${name}: ${reply?.code ?? 'no answer'}`);
    return reply.value;
  };
  const entry: Desk['entry'] = async (subject) => {
    const states = ['waiting', 'sending', 'logged', 'blocked', 'failed', 'removing', 'removed'] as const;
    const { entries } = await ask('listOutbox', [...states], 200, null);
    return entries.find(({ engagement }) => engagement.subject === subject);
  };
  return {
    faults,
    browser,
    ask,
    entry,
    open: (given) => browser.openMail(given),
    async mail(page, writing, beforeSend) {
      await compose(page);
      await logSwitch(page);
      await write(page, writing);
      await beforeSend?.();
      await send(page);
    },
    async becomes(subject, state) {
      await expect.poll(async () => (await entry(subject))?.state, { timeout: 40_000, message: subject }).toBe(state);
    },
    async held(subject) {
      const items: Item[] = [];
      for (let cursor = '', more = true; more; ) {
        const page = await (await api.get(`/api/v1/changes${cursor && `?cursor=${encodeURIComponent(cursor)}`}`)).json();
        for (const { engagementId, change } of page.changes) {
          const answer = change === 'logged' ? await api.get(`/api/v1/engagements/${engagementId}`) : null;
          if (answer?.ok()) items.push((await answer.json()).item);
        }
        ({ cursor, more } = page);
      }
      return items.filter((item) => item.subject === subject);
    },
  };
}

/** Our line is there, and Log is on. */
export async function logSwitch(page: Page): Promise<void> {
  const reader = await screenReader(page);
  await reader.find('switch', ({ name, checked }) => name === 'Log' && checked, 'Log, turned on', 30_000);
}

/** The plan line names this. */
export async function planFor(page: Page, name: RegExp): Promise<void> {
  const reader = await screenReader(page);
  await reader.find('button', (heard) => name.test(heard.name), `A plan that names ${name}`, 30_000);
}
