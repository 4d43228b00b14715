import browser, { type Alarms, type Runtime, type WebRequest } from 'webextension-polyfill';

/** The one file that names the extension API. Thin on purpose: what is decided here cannot be seen in a unit test. */
export type Sender = Runtime.MessageSender & { origin?: string };

/** The origin of the extension's own pages, without a trailing slash. */
export const ownOrigin = (): string => new URL(browser.runtime.getURL('')).origin;
export const ownId = (): string => browser.runtime.id;
export const ownVersion = (): string => browser.runtime.getManifest().version;

/** The origins of the mail pages that the manifest names. */
export function mailOrigins(): string[] {
  const patterns = browser.runtime.getManifest().content_scripts?.flatMap(({ matches }) => matches) ?? [];
  return [...new Set(patterns.map((pattern) => new URL(pattern.replace('*', '')).origin))];
}

export const sendToExtension = (message: unknown): Promise<unknown> => browser.runtime.sendMessage(message);
export const sendToTab = (tabId: number, message: unknown): Promise<unknown> => browser.tabs.sendMessage(tabId, message);

/** `listener` answers undefined for what is not its own. Its promise must be a native one: Chromium drops any other. */
export function onMessage(listener: (message: unknown, sender: Sender) => Promise<unknown> | undefined, signal?: AbortSignal): void {
  const listen = listener as Runtime.OnMessageListenerAsync;
  browser.runtime.onMessage.addListener(listen);
  signal?.addEventListener('abort', () => browser.runtime.onMessage.removeListener(listen));
}

/** False in a content script whose extension was updated or removed under it. */
export const isAlive = (): boolean => Boolean(browser.runtime?.id);

export async function readLocal(key: string): Promise<unknown> {
  return (await browser.storage.local.get(key))[key];
}
export const writeLocal = (key: string, value: unknown): Promise<void> => browser.storage.local.set({ [key]: value });
/** Kept in memory only, until the browser is closed. Pages cannot read it. */
export async function readSession(key: string): Promise<unknown> {
  return (await browser.storage.session.get(key))[key];
}
export const writeSession = (key: string, value: unknown): Promise<void> => browser.storage.session.set({ [key]: value });

/** All that is kept outside of the database. */
export async function clearStorage(): Promise<void> {
  await browser.storage.local.clear();
  await browser.storage.session.clear();
}

/** Shuts content scripts out of `storage.local`, where the secrets are. Firefox has no such switch [bugzilla 1724754]. */
export async function keepLocalFromPages(): Promise<void> {
  const area = browser.storage.local as { setAccessLevel?(access: { accessLevel: 'TRUSTED_CONTEXTS' }): Promise<void> };
  await area.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}

/**
 * Asks the rep to let us ask these hosts (match patterns); false: she would not, or the browser will not ask her. Must be
 * called in her click itself, before anything is awaited.
 */
export const requestHosts = (origins: string[]): Promise<boolean> => browser.permissions.request({ origins }).catch(() => false);
export const hasHosts = async (origins: string[]): Promise<boolean> => origins.length === 0 || browser.permissions.contains({ origins });
/** Gives the permission back. One that the manifest itself names stays. */
export const removeHosts = (origins: string[]): Promise<boolean> => browser.permissions.remove({ origins }).catch(() => false);
export function onHostsChanged(listener: () => void): void {
  browser.permissions.onAdded.addListener(listener);
  browser.permissions.onRemoved.addListener(listener);
}

export function setAlarm(name: string, when: Alarms.CreateAlarmInfoType): void {
  browser.alarms.create(name, when);
}
export const onAlarm = (listener: (name: string) => void): void => browser.alarms.onAlarm.addListener(({ name }) => listener(name));

export const onInstalled = (listener: (reason: string) => void): void =>
  browser.runtime.onInstalled.addListener(({ reason }) => listener(reason));
export const onStartup = (listener: () => void): void => browser.runtime.onStartup.addListener(listener);
export const onCommand = (listener: (command: string) => void): void =>
  browser.commands.onCommand.addListener((command) => listener(command));

/** The keys of the extension's commands as this browser shows them; '' where none is set. */
export async function readShortcuts(): Promise<Record<string, string>> {
  const commands = await browser.commands.getAll();
  return Object.fromEntries(commands.map(({ name, shortcut }) => [name ?? '', shortcut ?? '']));
}

/** Opens the browser's own page for shortcuts; false where an extension may not (Firefox before 137). */
export async function openShortcutPage(): Promise<boolean> {
  const commands = browser.commands as { openShortcutSettings?(): Promise<void> };
  try {
    if (commands.openShortcutSettings) await commands.openShortcutSettings();
    else await openTab('chrome://extensions/shortcuts');
    return true;
  } catch {
    return false;
  }
}

/** A request of a page, its frames or its workers. `initiator` is Chromium's name for where it came from, `originUrl` Firefox's. */
export interface SeenRequest {
  requestId: string;
  url: string;
  /** -1: of no tab, as a service worker. */
  tabId: number;
  /** Epoch ms. */
  timeStamp: number;
  initiator?: string;
  originUrl?: string;
}
export type SentHeaders = SeenRequest & { requestHeaders?: { name: string; value?: string }[] };
export type SentBody = SeenRequest & { requestBody?: { raw?: { bytes?: ArrayBuffer }[] } | null };

/** Watches requests and holds none up. They wake the worker. */
export function watchRequests(
  urls: string[],
  watch: {
    onBody(request: SentBody): void;
    onHeaders(request: SentHeaders): void;
    onAnswered(request: SeenRequest, status: number): void;
    onLost(request: SeenRequest, error: string): void;
  },
): void {
  const { webRequest } = browser;
  const body = (request: WebRequest.OnBeforeRequestDetailsType) => watch.onBody(request as SentBody);
  const headers = (request: WebRequest.OnBeforeSendHeadersDetailsType) => watch.onHeaders(request as SentHeaders);
  webRequest.onBeforeRequest.addListener(body as never, { urls }, ['requestBody']);
  webRequest.onBeforeSendHeaders.addListener(headers as never, { urls }, ['requestHeaders']);
  webRequest.onCompleted.addListener((request) => watch.onAnswered(request as SeenRequest, request.statusCode), { urls });
  webRequest.onErrorOccurred.addListener((request) => watch.onLost(request as SeenRequest, request.error), { urls });
}

/** Parts of addresses, each a `urlFilter`, whose images this browser does not ask for. */
export async function readBlockedImages(): Promise<string[]> {
  return (await browser.declarativeNetRequest.getDynamicRules()).flatMap(({ condition }) => condition.urlFilter ?? []);
}
export async function writeBlockedImages(filters: readonly string[]): Promise<void> {
  const { declarativeNetRequest } = browser;
  const rules = await declarativeNetRequest.getDynamicRules();
  await declarativeNetRequest.updateDynamicRules({
    removeRuleIds: rules.map(({ id }) => id),
    addRules: filters.map((urlFilter, index) => ({
      id: index + 1,
      condition: { urlFilter, resourceTypes: ['image'] },
      action: { type: 'block' },
    })),
  });
}

const NOTICES = { permissions: ['notifications' as const] };

/** Asks the rep to let us show desktop notifications; in her click itself, as `requestHosts`. */
export const requestNotices = (): Promise<boolean> => browser.permissions.request(NOTICES).catch(() => false);
export const removeNotices = (): Promise<boolean> => browser.permissions.remove(NOTICES).catch(() => false);
export const mayShowNotices = (): Promise<boolean> => browser.permissions.contains(NOTICES);

/** One of the same name is replaced. `at`: epoch ms. */
export async function showNotice(id: string, { title, message, at }: { title: string; message: string; at: number }): Promise<void> {
  const iconUrl = browser.runtime.getURL('icons/128.png');
  await browser.notifications.create(id, { type: 'basic', iconUrl, title, message, eventTime: at });
}
export const listNotices = async (): Promise<string[]> => Object.keys(await browser.notifications.getAll());
export const clearNotice = (id: string): Promise<boolean> => browser.notifications.clear(id);

/** Without the permission there is no such API yet: it is listened to as soon as there is. */
export function onNoticeClicked(listener: (id: string) => void): void {
  const listen = () => {
    const { notifications } = browser as { notifications?: typeof browser.notifications };
    if (notifications && !notifications.onClicked.hasListener(listener)) notifications.onClicked.addListener(listener);
  };
  listen();
  browser.permissions.onAdded.addListener(listen);
}

/** Tabs that show mail; their address is known by the right to be in them. */
export async function listMailTabs(): Promise<number[]> {
  const tabs = await browser.tabs.query({ url: mailOrigins().map((origin) => `${origin}/*`) });
  return tabs.flatMap(({ id }) => id ?? []);
}

export async function activeTabId(): Promise<number | undefined> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  return tab?.id;
}

export async function drawBadge(badge: { text: string; color: string; title: string }): Promise<void> {
  await browser.action.setBadgeText({ text: badge.text });
  await browser.action.setBadgeBackgroundColor({ color: badge.color });
  await browser.action.setTitle({ title: badge.title });
}

/** Opens the options page at a section (`''`: where it opens by itself). */
export async function openOptionsPage(section: string): Promise<void> {
  if (section === '') return browser.runtime.openOptionsPage();
  const page = browser.runtime.getManifest().options_ui?.page ?? '';
  await openTab(browser.runtime.getURL(`${page}#${section}`));
}

export async function openTab(url: string): Promise<void> {
  await browser.tabs.create({ url });
}

/** Opens the popup from a page's click; false where the browser does not let us. */
export async function openPopupWindow(): Promise<boolean> {
  try {
    await browser.action.openPopup();
    return true;
  } catch {
    return false;
  }
}

export const lookUpMessage = (key: string, values: string[]): string => browser.i18n.getMessage(key, values);
export const browserLanguage = (): string => browser.i18n.getUILanguage();
