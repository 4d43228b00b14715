import type { Engagement } from '../../core/engagement';
import type { LoggedMail } from '../../core/logged-mail';
import type { Sender } from '../browser-api';
import { makeFakeTracking } from './tracking/fake-tracking';

/** The extension API in memory, for tests: `vi.mock('../browser-api', () => fakeBrowser.api)`. */
export function makeFakeBrowser() {
  const local = new Map<string, unknown>();
  const session = new Map<string, unknown>();
  const opened: string[] = [];
  const badges: { text: string; color: string; title: string }[] = [];
  const told: { tab: number | null; call: string; args: unknown[] }[] = [];
  const alarms = new Map<string, unknown>();
  /** Parts of addresses whose images are not asked for. */
  const blocked: string[] = [];
  /** Desktop notifications by their names. */
  const notices = { allowed: false, shown: new Map<string, { title: string; message: string }>() };
  /** Match patterns of the hosts that may be asked. */
  const hosts = new Set<string>();
  const note = (tab: number | null) => async (message: unknown) => {
    const { call, args } = message as { call: string; args: unknown[] };
    told.push({ tab, call, args });
  };
  const api = {
    ownId: () => 'threadline',
    ownOrigin: () => 'chrome-extension://threadline',
    mailOrigins: () => ['https://mail.google.com'],
    readLocal: async (key: string) => structuredClone(local.get(key)),
    writeLocal: async (key: string, value: unknown) => void local.set(key, structuredClone(value)),
    clearStorage: async () => {
      local.clear();
      session.clear();
    },
    readSession: async (key: string) => structuredClone(session.get(key)),
    writeSession: async (key: string, value: unknown) => void session.set(key, structuredClone(value)),
    keepLocalFromPages: async () => undefined,
    hasHosts: async (origins: string[]) => origins.every((origin) => hosts.has(origin)),
    removeHosts: async (origins: string[]) => {
      for (const origin of origins) hosts.delete(origin);
      return true;
    },
    setAlarm: (name: string, when: unknown) => void alarms.set(name, when),
    readBlockedImages: async () => [...blocked],
    writeBlockedImages: async (filters: readonly string[]) => {
      blocked.splice(0, blocked.length, ...filters);
    },
    mayShowNotices: async () => notices.allowed,
    showNotice: async (id: string, { title, message }: { title: string; message: string }) =>
      void notices.shown.set(id, { title, message }),
    listNotices: async () => [...notices.shown.keys()],
    clearNotice: async (id: string) => notices.shown.delete(id),
    drawBadge: async (badge: { text: string; color: string; title: string }) => void badges.push(badge),
    sendToExtension: note(null),
    sendToTab: (tab: number, message: unknown) => note(tab)(message),
    onMessage: () => undefined,
    openOptionsPage: async () => undefined,
    openPopupWindow: async () => false,
    openTab: async (url: string) => void opened.push(url),
    readShortcuts: async () => ({ 'toggle-log': 'Alt+Shift+L' }),
    browserLanguage: () => 'en',
    lookUpMessage: (key: string, values: string[]) => (key === 'app_language' ? 'en' : [key, ...values].join(' ')),
  };
  return { api, local, session, opened, badges, told, alarms, hosts, blocked, notices };
}

export const uiSender: Sender = { id: 'threadline', url: 'chrome-extension://threadline/src/extension/popup/index.html' };
export const tabSender = (tab: number): Sender => ({
  id: 'threadline',
  url: 'https://mail.google.com/mail/u/0/',
  frameId: 0,
  tab: { id: tab } as Sender['tab'],
});

/** An endpoint in memory behind `fetch`: users, rules, records; it can be made to be away or to refuse. */
export function makeFakeEndpoint() {
  const logged = new Map<string, Engagement>();
  const tombstones = new Set<string>();
  const created = new Set<string>();
  const rules: { key: string; scope: string; neverTrack: boolean; addedBy: string; addedAt: number }[] = [];
  const asked: string[] = [];
  const tracking = makeFakeTracking();
  const state = {
    ...{ away: false, tokenOk: true, rulesReady: Promise.resolve() },
    /** The CRM behind it does not take mails: they wait here, with this code. */
    behind: null as string | null,
  };
  const waiting = new Map<string, Engagement>();
  const changes: { engagementId: string; change: string; at: number }[] = [];
  const deliveriesOf = (ids: string[]) =>
    ids.filter((id) => waiting.has(id)).map((id) => ({ id, state: 'waiting', ...(state.behind ? { code: state.behind } : {}) }));
  const user = { id: 'u1', name: 'Anna Berger', address: 'anna@northwind.example', role: 'rep', organisation: 'Northwind Sales' };
  const problem = (status: number, code: string) =>
    Response.json({ type: 'about:blank', title: 'No', status, code, detail: 'A sentence.' }, { status });

  const contact = (address: string) => ({
    id: `c-${address}`,
    name: address === 'ada@acme.example' ? 'Ada Lovelace' : address,
    address,
    owner: null,
    company: { id: 'co1', name: 'Acme', domain: 'acme.example', url: null },
    deals: [],
    url: null,
  });

  function ingest(engagements: Engagement[]) {
    return engagements.map((engagement) => {
      const { id } = engagement;
      if (tombstones.has(id) || (engagement.automatic && removedMessages.has(engagement.messageId ?? '')))
        return { id, result: 'rejected', code: 'removed', detail: 'It was removed.' };
      if (state.behind !== null) {
        waiting.set(id, engagement);
        return { id, result: 'accepted', delivery: deliveriesOf([id])[0] };
      }
      const result = logged.has(id) ? 'duplicate' : 'created';
      if (!logged.has(id)) logged.set(id, engagement);
      return { id, result, ref: toLogged(engagement).ref, excluded: [] };
    });
  }

  /** Mails that came here by another way. */
  const elsewhere: LoggedMail[] = [];
  const removedMessages = new Set<string>();
  const toLogged = ({ id, messageId, hostId, thread, account, direction, at, from, associations }: Engagement): LoggedMail => ({
    ...{ id, state: 'logged', messageId, hostId: hostId ?? null, thread, account, direction, at, from },
    associations: associations.map((one) => ({ ...one, recordId: one.recordId ?? `c-${one.address}` })),
    ref: {
      id: `e-${id}`,
      url: `https://endpoint.example/${id}`,
      records: associations.map(({ kind, recordId, name }) => ({ kind, id: recordId ?? '', name })),
    },
  });
  function find(asked: { account: string; messageIds: string[]; hostIds: string[]; threads: string[] }): LoggedMail[] {
    return [...elsewhere, ...[...logged.values()].map(toLogged)].filter(
      ({ messageId, hostId, thread, account }) =>
        asked.messageIds.includes(messageId ?? '-') ||
        (asked.account === account && (asked.hostIds.includes(hostId ?? '-') || asked.threads.includes(thread))),
    );
  }
  const history = {
    from: { address: 'a@b.example', name: '' },
    to: [],
    cc: [],
    attachments: [],
    records: [],
    excluded: [],
    via: 'extension',
  };
  const item = {
    ...history,
    id: 'h1',
    direction: 'sent',
    at: 1,
    subject: 'Offer',
    preview: 'Hello',
    loggedBy: { id: 'u1', name: '' },
    loggedAt: 1,
  };

  const fetchIt = (async (input: string, init: RequestInit = {}) => {
    const { pathname, searchParams } = new URL(input);
    const route = `${init.method} ${pathname.replace('/api/v1', '')}`;
    asked.push(route);
    if (state.away) throw new TypeError('Failed to fetch');
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : {};
    if (route === 'POST /pairings')
      return body.code === 'GOOD-CODE'
        ? Response.json({ token: 'secret-token', user }, { status: 201 })
        : problem(422, 'pairing_code_unknown');
    if (!state.tokenOk || new Headers(init.headers).get('authorization') !== 'Bearer secret-token') return problem(401, 'token_refused');
    if (route === 'GET /me') return Response.json(user);
    if (state.behind === 'crm_reconnect' && route === 'POST /look-ups') return problem(502, 'crm_reconnect');
    if (route === 'POST /look-ups')
      return Response.json({
        known: body.addresses.map((address: string) => ({
          address,
          contacts: address.startsWith('new') && !created.has(address) ? [] : [contact(address)],
          leads: [],
        })),
      });
    if (route === 'POST /engagement-states' && body.ids)
      return Response.json({
        states: body.ids.flatMap((id: string) => logged.get(id) ?? []).map(toLogged),
        deliveries: deliveriesOf(body.ids),
      });
    if (route === 'POST /engagement-states') return Response.json({ states: find(body) });
    if (route === 'GET /changes') {
      const from = Number(searchParams.get('cursor') || 0);
      return Response.json({
        changes: changes.slice(from, from + 2),
        cursor: String(Math.min(changes.length, from + 2)),
        more: changes.length > from + 2,
      });
    }
    if (route === 'POST /contacts') {
      created.add(body.address);
      return Response.json({ known: { address: body.address, contacts: [contact(body.address)], leads: [] } });
    }
    if (route.endsWith('/history'))
      return Response.json({ items: [{ ...item, url: `https://endpoint.example/timeline/#/engagement/${item.id}` }] });
    if (route === 'POST /engagements') return Response.json({ results: ingest(body.engagements) });
    if (route.startsWith('DELETE /engagements/')) {
      const id = pathname.split('/').at(-1) ?? '';
      removedMessages.add(logged.get(id)?.messageId ?? '');
      logged.delete(id);
      tombstones.add(id);
      return new Response(null, { status: 204 });
    }
    if (route === 'GET /rules') {
      await state.rulesReady;
      const from = Number(searchParams.get('cursor') ?? 0);
      return Response.json({
        changes: rules.slice(from).map((rule) => ({ rule, removed: false })),
        cursor: String(rules.length),
        more: false,
      });
    }
    if (route === 'POST /rules') {
      if (body.rules[0].scope === 'everyone') return problem(403, 'admin_only');
      const added = body.rules.map((rule: object) => ({ ...rule, addedBy: 'Anna', addedAt: 1 }));
      rules.push(...added);
      return Response.json({ rules: added, refused: [] });
    }
    return tracking.answer(route, body as never, searchParams) ?? new Response(null, { status: 204 });
  }) as typeof fetch;

  /** The CRM behind it takes what waits. */
  function passOn(): void {
    for (const [id, engagement] of waiting) logged.set(id, engagement);
    waiting.clear();
    state.behind = null;
  }

  return { passOn, changes, fetchIt, tracking, logged, tombstones, elsewhere, removedMessages, rules, asked, state };
}
