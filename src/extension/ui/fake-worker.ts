import type { Engagement } from '../../core/engagement';
import type { EntryState, OutboxEntry } from '../../core/outbox/entry';
import { FAILURES } from '../../core/outcome';
import { accountDefaults, type Settings } from '../../core/settings';
import type { FromUi, RuleRow, SelfCheckReport, Unconfirmed } from '../protocol';
import type { Changed, WorkerPort } from './worker-port';

/** What the pages are looked at with: how many things there are, and what is wrong. From the page's own query. */
export interface Scene {
  /** Logged mails. */
  logged: number;
  /** One failed mail for each of the first so many failure codes. */
  failed: number;
  waiting: number;
  blocked: number;
  unconfirmed: number;
  rules: number;
  connections: number;
  health: 'ok' | 'needs-reconnect' | 'permission-missing' | 'unreachable';
  accounts: number;
  /** ms before each answer. */
  slow: number;
  /** Every call fails. */
  dead: boolean;
  role: 'rep' | 'admin';
  /** Long names everywhere. */
  long: boolean;
  hostile: boolean;
  paused: boolean;
}

const DEFAULTS: Scene = {
  logged: 12,
  failed: 2,
  waiting: 2,
  blocked: 3,
  unconfirmed: 1,
  rules: 8,
  connections: 1,
  health: 'ok',
  accounts: 1,
  slow: 0,
  dead: false,
  role: 'admin',
  long: false,
  hostile: false,
  paused: false,
};

export function sceneFrom(query: URLSearchParams): Scene {
  const scene: Record<string, unknown> = { ...DEFAULTS };
  for (const [key, value] of query) {
    const standard = DEFAULTS[key as keyof Scene];
    if (standard !== undefined)
      scene[key] = typeof standard === 'number' ? Number(value) : typeof standard === 'boolean' ? value === '1' : value;
  }
  return scene as unknown as Scene;
}

const PEOPLE = ['Ada Lovelace', 'Grace Hopper', 'Konrad Zuse', 'Emmy Noether', 'Alan Turing', 'Mary Somerville'];
const SUBJECTS = ['Offer for the new line', 'Re: Visit on Thursday', 'Angebot 2024-117', 'Minutes and next steps', '', 'Fwd: Contract'];
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft & Söhne GmbH & Co. KG, Niederlassung Süd';
const HOSTILE = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
const MINUTE = 60_000;

function makeEntry(number: number, scene: Scene, state: EntryState, age: number, changes: Partial<OutboxEntry> = {}): OutboxEntry {
  const name = scene.hostile ? HOSTILE : scene.long ? `${PEOPLE[number % 6]} ${LONG}` : (PEOPLE[number % 6] as string);
  const id = `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
  const to = [{ address: `person${number}@acme.example`, name }];
  if (number % 4 === 1) to.push({ address: 'bob@acme.example', name: 'Bob Stone' });
  const engagement = {
    id,
    kind: 'email',
    direction: 'sent',
    account: 'anna@northwind.example',
    thread: `gmail:${number}`,
    messageId: null,
    at: Date.now() - age,
    from: { address: 'anna@northwind.example', name: 'Anna Berger' },
    to,
    cc: [],
    bcc: [],
    subject: scene.hostile ? HOSTILE : scene.long ? `${LONG} ${LONG}` : (SUBJECTS[number % 6] as string),
    html: '',
    text: '',
    attachments: [],
    associations: [
      { kind: 'contact', recordId: 'c1', name, address: `person${number}@acme.example` },
      { kind: 'company', recordId: 'o1', name: 'Acme' },
      { kind: 'deal', recordId: 'd1', name: 'New line, second stage' },
    ],
    associationsComplete: true,
    excluded: [],
    via: 'extension',
  } satisfies Engagement as Engagement;
  return {
    id,
    connectionId: 'crm1',
    thread: engagement.thread,
    state,
    wanted: 'logged',
    engagement,
    dueAt: null,
    position: number,
    tries: 0,
    ambiguous: false,
    saga: {},
    ref: null,
    failure: null,
    createdAt: Date.now() - age,
    changedAt: Date.now() - age,
    ...changes,
  };
}

function makeEntries(scene: Scene): OutboxEntry[] {
  let count = 0;
  const entry = (state: EntryState, age: number, changes: Partial<OutboxEntry>) => makeEntry(count++, scene, state, age, changes);
  const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));
  const codes = ['record_gone', 'token_refused', ...FAILURES.filter((code) => code !== 'record_gone' && code !== 'token_refused')] as const;
  return [
    ...many(scene.failed, (index) => entry('failed', index * MINUTE, { failure: { code: codes[index % codes.length] ?? 'invalid' } })),
    ...many(scene.waiting, (index) =>
      entry('waiting', index * MINUTE, {
        dueAt: Date.now() + 8000 + index * 90_000,
        failure: index % 2 === 1 ? { code: 'unreachable' } : null,
      }),
    ),
    ...many(scene.blocked, (index) =>
      entry('blocked', index * 7 * MINUTE, { failure: { code: 'never_log', rule: scene.hostile ? HOSTILE : 'acme-legal.example' } }),
    ),
    ...many(scene.logged, (index) =>
      entry('logged', (index + 1) * 7 * MINUTE, {
        ref: {
          id: `e${index}`,
          url: scene.hostile ? 'javascript:document.title="owned"' : `https://crm.example/timeline/#/engagement/e${index}`,
          records: [
            { kind: 'contact', id: 'c1', name: 'Ada Lovelace' },
            { kind: 'company', id: 'o1', name: scene.hostile ? HOSTILE : 'Acme' },
            { kind: 'deal', id: 'd1', name: 'New line, second stage' },
          ],
        },
      }),
    ),
  ];
}

function makeSettings(scene: Scene): Settings {
  const label = scene.hostile ? HOSTILE : scene.long ? LONG : 'Northwind Sales';
  const connections = Array.from({ length: scene.connections }, (_, index) => ({
    id: `crm${index + 1}`,
    connector: 'endpoint',
    label: index === 0 ? label : `Northwind Service ${index + 1}`,
    baseUrl: 'http://127.0.0.1:8787',
    userId: 'u1',
    userName: 'Anna Berger',
    userAddress: 'anna@northwind.example',
    role: scene.role,
  }));
  const addresses = ['anna@northwind.example', 'service@northwind.example', 'anna.berger@private.example'];
  const accounts = addresses
    .slice(0, scene.accounts)
    .map((address, index) => ({ ...accountDefaults, address, connectionId: connections[index]?.id ?? null }));
  return { version: 1, connections, accounts, pausedUntil: scene.paused ? Date.now() + 25 * MINUTE : null };
}

const DAY = 86_400_000;
function makeRules(scene: Scene): RuleRow[] {
  const keys = ['acme-legal.example', 'mum@family.example', 'press@newspaper.example', 'bank.example', 'xn--mller-kva.example'];
  return Array.from({ length: scene.rules }, (_, index) => ({
    key: scene.hostile && index === 0 ? HOSTILE : (keys[index] ?? `supplier-${index}.example`),
    scope: index % 3 === 0 ? 'everyone' : 'me',
    neverTrack: index % 4 === 1,
    addedBy: index % 3 === 0 ? 'Tom Keller' : 'Anna Berger',
    addedAt: Date.now() - index * DAY,
    connectionId: 'crm1',
    hits: (index * 7) % 23,
  }));
}

/** A worker that lives in the page: quick, obedient, and wrong where the scene says so. */
export function fakeWorker(scene: Scene): WorkerPort & { tell(what: Changed): void; entries: OutboxEntry[] } {
  const entries = makeEntries(scene);
  let settings = makeSettings(scene);
  let rules = makeRules(scene);
  let unconfirmed: Unconfirmed[] = Array.from({ length: scene.unconfirmed }, (_, index) => ({
    id: `un${index}`,
    account: 'anna@northwind.example',
    subject: SUBJECTS[index % 6] as string,
    names: [PEOPLE[index % 6] as string],
    at: Date.now() - 20 * MINUTE,
    scheduled: index % 2 === 1,
  }));
  const listeners = new Set<(what: Changed) => void>();
  const tell = (what: Changed) => {
    for (const listener of listeners) listener(what);
  };
  const find = (id: string) => entries.find((candidate) => candidate.id === id) ?? null;
  const change = (id: string, changes: Partial<OutboxEntry>) => {
    const found = find(id);
    if (found) Object.assign(found, changes, { changedAt: Date.now() });
    return found;
  };
  const health = (connectionId: string) => ({
    connectionId,
    state: scene.health,
    code:
      scene.health === 'needs-reconnect' ? ('token_refused' as const) : scene.health === 'unreachable' ? ('unreachable' as const) : null,
    checkedAt: Date.now() - MINUTE,
  });
  const hit = (address: string) => {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    return rules.find(({ key }) => key === address || domain === key || domain.endsWith(`.${key}`)) ?? null;
  };

  const calls: FromUi = {
    getSettings: () => settings,
    saveAccount(account) {
      const others = settings.accounts.filter(({ address }) => address !== account.address);
      settings = { ...settings, accounts: [...others, account].sort((a, b) => a.address.localeCompare(b.address)) };
      return settings;
    },
    removeAccount(address) {
      settings = { ...settings, accounts: settings.accounts.filter((account) => account.address !== address) };
      return settings;
    },
    pause(until) {
      settings = { ...settings, pausedUntil: until };
      return settings;
    },
    pair(baseUrl, code) {
      if (code.toUpperCase() === 'WRONG') return { ok: false, code: 'pairing_code_unknown', detail: '' };
      if (baseUrl.includes('nowhere')) return { ok: false, code: 'unreachable', detail: '' };
      const connection = { ...(makeSettings({ ...scene, connections: 1 }).connections[0] as Settings['connections'][0]), baseUrl };
      settings = { ...settings, connections: [...settings.connections.filter(({ id }) => id !== connection.id), connection] };
      return { ok: true, connection };
    },
    checkConnection: health,
    removeConnection(connectionId) {
      settings = { ...settings, connections: settings.connections.filter(({ id }) => id !== connectionId) };
      return settings;
    },
    health: () => settings.connections.map(({ id }) => health(id)),
    counts() {
      const counts = { waiting: 0, sending: 0, logged: 0, blocked: 0, failed: 0, removing: 0, removed: 0 };
      for (const { state } of entries) counts[state]++;
      return { ...counts, unconfirmed: unconfirmed.length };
    },
    listOutbox(states, limit, cursor) {
      const from = Number(cursor ?? 0);
      const all = entries.filter(({ state }) => states.includes(state)).sort((a, b) => b.changedAt - a.changedAt);
      return { entries: all.slice(from, from + limit), cursor: from + limit < all.length ? String(from + limit) : null };
    },
    getEntry: find,
    retry: (id) => change(id, { state: 'waiting', failure: null, dueAt: Date.now() + 2000 }),
    edit(id, associations) {
      const found = find(id);
      return (
        found &&
        change(id, { state: 'waiting', failure: null, dueAt: Date.now() + 2000, engagement: { ...found.engagement, associations } })
      );
    },
    drop(id) {
      entries.splice(
        entries.findIndex((candidate) => candidate.id === id),
        1,
      );
    },
    unlogEntry: (id) => change(id, { state: 'removing', wanted: 'gone', dueAt: Date.now() + 8000 }),
    relog: (id) => change(id, { state: 'logged', wanted: 'logged', dueAt: null }),
    listUnconfirmed: () => unconfirmed,
    resolveUnconfirmed(id) {
      unconfirmed = unconfirmed.filter((mail) => mail.id !== id);
    },
    listRules(_, query, limit, cursor) {
      const from = Number(cursor ?? 0);
      const all = rules.filter(({ key }) => key.includes(query.toLowerCase()));
      return { rules: all.slice(from, from + limit), total: all.length, cursor: from + limit < all.length ? String(from + limit) : null };
    },
    addRules(connectionId, lines, scope, neverTrack) {
      const good = lines.filter((line) => /\./.test(line));
      const added = good.map((line) => ({
        key: line.trim().toLowerCase().replace(/^\*?@/, ''),
        scope,
        neverTrack,
        addedBy: 'Anna Berger',
        addedAt: Date.now(),
        connectionId,
        hits: 0,
      }));
      rules = [...added, ...rules.filter(({ key, scope: other }) => !added.some((rule) => rule.key === key && rule.scope === other))];
      return { added, refused: lines.filter((line) => !/\./.test(line)), failure: null };
    },
    removeRule(_, key, scope) {
      rules = rules.filter((rule) => rule.key !== key || rule.scope !== scope);
      return { failure: null };
    },
    testRule: (_, address) => ({ address, rule: hit(address.toLowerCase()) }),
    search: (_, query) =>
      PEOPLE.filter((name) => name.toLowerCase().includes(query.toLowerCase())).map((name, index) => ({
        kind: 'contact' as const,
        id: `s${index}`,
        name,
        detail: `${name.split(' ')[0]?.toLowerCase()}@acme.example`,
        address: null,
        url: null,
      })),
    exportData: () => ({ json: JSON.stringify({ settings }), csv: 'id,state' }),
    wipe() {
      entries.length = 0;
      settings = { version: 1, connections: [], accounts: [], pausedUntil: null };
      tell('settings');
    },
    selfCheck: (): SelfCheckReport[] => [
      {
        host: 'mail.google.com',
        at: Date.now() - 3 * MINUTE,
        probes: [
          { id: 'account', state: 'found', evidence: 'InboxSDK User' },
          { id: 'compose', state: 'not-needed-yet', evidence: '[role=dialog]' },
          { id: 'status_bar', state: 'missing', evidence: 'tr.aDl' },
        ],
      },
    ],
  };

  const ask = new Proxy({} as WorkerPort['ask'], {
    get:
      (_, name: keyof FromUi) =>
      async (...args: unknown[]) => {
        if (scene.slow > 0) await new Promise((resolve) => setTimeout(resolve, scene.slow));
        if (scene.dead) throw new Error('no worker');
        return structuredClone((calls[name] as (...input: unknown[]) => unknown)(...args));
      },
  });
  return {
    ask,
    entries,
    tell,
    onChanged(listener, signal) {
      listeners.add(listener);
      signal.addEventListener('abort', () => listeners.delete(listener));
    },
    openOptions: () => undefined,
  };
}
