import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Sender } from './browser-api';

type Listener = (message: unknown, sender: Sender) => Promise<unknown> | undefined;
const wire = vi.hoisted(() => ({ listeners: [] as Listener[], sender: {} as Sender, gone: false, stops: 0, sent: [] as unknown[] }));
vi.mock('./browser-api', () => ({
  ownId: () => 'threadline',
  isAlive: () => !wire.gone,
  ownOrigin: () => 'chrome-extension://threadline',
  mailOrigins: () => ['https://mail.google.com'],
  onMessage: (listener: Listener, signal?: AbortSignal) => {
    wire.listeners.push(listener);
    signal?.addEventListener('abort', () => wire.listeners.splice(wire.listeners.indexOf(listener), 1));
  },
  // As the browser does it: JSON, the first listener that answers.
  sendToExtension: async (message: unknown) => {
    if (wire.gone) throw new Error('Extension context invalidated.');
    const plain = JSON.parse(JSON.stringify(message));
    wire.sent.push(plain);
    if (wire.stops-- > 0) throw new Error('A listener indicated an asynchronous response, but the message channel closed.');
    for (const listener of wire.listeners) {
      const answer = listener(plain, wire.sender);
      if (answer) return JSON.parse(JSON.stringify(await answer));
    }
    return undefined;
  },
  sendToTab: async () => Promise.reject(new Error('Could not establish connection.')),
}));

const { answerCalls, askWorker, audience, CallFailed, onFromWorker, tellPages, tellTab } = await import('./messaging');
const { isMailPage, isUi } = await import('./background/audiences');

const popup: Sender = { id: 'threadline', url: 'chrome-extension://threadline/popup.html' };
const mail: Sender = { id: 'threadline', url: 'https://mail.google.com/mail/u/0/', frameId: 0, tab: { id: 7 } as Sender['tab'] };

beforeEach(() => {
  Object.assign(wire, { listeners: [], sender: popup, gone: false, stops: 0, sent: [] });
});

describe('calls', () => {
  const serve = () =>
    answerCalls(
      [
        audience<{ pause(until: number): string }>(isUi, { pause: async (_, until) => `until ${until}` }),
        audience<{ news(ids: string[]): string[]; plan(): void }>(isMailPage, {
          news: async (sender, ids) => [...ids, String(sender.tab?.id)],
          plan: async () => {
            throw new CallFailed('storage_full');
          },
        }),
      ],
      (error) => (error instanceof CallFailed ? error.code : 'unexpected'),
    );

  test('a call is answered by the handler of its name, which is told who asks', async () => {
    serve();
    expect(await askWorker.pause(5)).toBe('until 5');
    wire.sender = mail;
    expect(await askWorker.news(['a'])).toEqual(['a', '7']);
  });

  test('what a handler throws arrives as its code', async () => {
    serve();
    wire.sender = mail;
    await expect(askWorker.plan('', {} as never)).rejects.toMatchObject({ name: 'CallFailed', code: 'storage_full' });
  });

  test('a mail page may not ask what the popup may, nor the other way round, nor anybody what nobody offers', async () => {
    serve();
    await expect(askWorker.news([])).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(askWorker.wipe()).rejects.toMatchObject({ code: 'not_allowed' });
    await expect((askWorker as unknown as { toString(): Promise<void> }).toString()).rejects.toMatchObject({ code: 'not_allowed' });
    wire.sender = mail;
    await expect(askWorker.pause(5)).rejects.toMatchObject({ code: 'not_allowed' });
  });

  test('one name that both may call, as to search, is each one’s own', async () => {
    const search = (what: string) => ({ search: async (_: Sender, of: string) => [`${what} ${of}`] });
    answerCalls(
      [
        audience<{ search(of: string): string[] }>(isUi, search('ui')),
        audience<{ search(of: string): string[] }>(isMailPage, search('page')),
      ],
      () => 'unexpected',
    );
    expect(await askWorker.search('connection', '')).toEqual(['ui connection']);
    wire.sender = mail;
    expect(await askWorker.search('draft', '')).toEqual(['page draft']);
  });

  test('a page whose extension is gone is told that it is an orphan', async () => {
    wire.gone = true;
    await expect(askWorker.counts()).rejects.toMatchObject({ code: 'orphaned' });
  });

  test('D1: a call whose worker is stopped under it is made again; not for ever', async () => {
    serve();
    wire.stops = 2;
    expect(await askWorker.pause(5)).toBe('until 5');
    wire.stops = 99;
    await expect(askWorker.pause(5)).rejects.toMatchObject({ code: 'unexpected' });
  });

  test('messages of others, as of the mail page’s SDK, are left to them', async () => {
    serve();
    expect(wire.listeners.map((listener) => listener({ type: 'inboxsdk__injectPageWorld' }, mail))).toEqual([undefined]);
    expect(wire.listeners.map((listener) => listener({ threadline: 'ask', call: 'pause', args: [] }, { id: 'another' }))).toEqual([
      undefined,
    ]);
  });

  test('the worker’s news reach who listens, until they stop; nobody listening is no error', async () => {
    const stop = new AbortController();
    const changed = vi.fn();
    onFromWorker({ changed }, stop.signal);
    await tellPages.changed('outbox');
    stop.abort();
    await tellPages.changed('rules');
    expect(changed.mock.calls).toEqual([['outbox']]);
    await tellTab(7).toggle('log');
  });
});

describe('who may ask', () => {
  test.each([
    ['the popup', popup, true, false],
    ['the options page in its tab', { ...popup, tab: { id: 3 } as Sender['tab'], frameId: 0 }, true, false],
    ['our page framed by another', { ...popup, tab: { id: 3 } as Sender['tab'], frameId: 4 }, false, false],
    ['our content script', mail, false, true],
    ['a content script elsewhere', { ...mail, url: 'https://mail.google.com.evil.example/' }, false, false],
    ['a blank window of the mail page', { ...mail, url: 'about:blank', origin: 'https://mail.google.com' }, false, true],
    ['a blank window of another page', { ...mail, url: 'about:blank', origin: 'https://evil.example' }, false, false],
    [
      'a page that says it is of another origin',
      { ...mail, url: 'https://evil.example/', origin: 'https://mail.google.com' },
      false,
      false,
    ],
    ['a mail page without a tab', { ...mail, tab: undefined }, false, false],
    ['another extension', { ...popup, id: 'another' }, false, false],
    ['an address that only begins like ours', { ...popup, url: 'chrome-extension://threadline.evil/popup.html' }, false, false],
    ['nobody', { id: 'threadline' }, false, false],
  ])('%s', (_, sender, asUi, asMail) => {
    expect([isUi(sender), isMailPage(sender)]).toEqual([asUi, asMail]);
  });
});
