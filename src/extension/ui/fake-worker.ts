import { findConnectorKind } from '../../connectors/registry';
import type { OutboxEntry } from '../../core/outbox/entry';
import { defaults, type Settings } from '../../core/settings';
import type { FromUi, FromUiReader, SelfCheckReport, Unconfirmed } from '../protocol';
import type { FromUiTracking } from '../tracking-protocol';
import { MINUTE, makeEntries, makeNotLogged, makeRules, makeSettings, PEOPLE, type Scene, SUBJECTS } from './fake-scene';
import { fakeTracking } from './fake-tracking';
import type { Changed, WorkerPort } from './worker-port';

const CODES = {
  ok: null,
  'needs-reconnect': 'token_refused',
  'permission-missing': 'host_permission_missing',
  unreachable: 'unreachable',
} as const;

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
  let notLogged = makeNotLogged(scene);
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
    code: CODES[scene.health],
    checkedAt: Date.now() - MINUTE,
    missing: scene.missing ? ['crm.objects.deals.read'] : [],
  });
  const hit = (address: string) => {
    const domain = address.slice(address.lastIndexOf('@') + 1);
    return rules.find(({ key }) => key === address || domain === key || domain.endsWith(`.${key}`)) ?? null;
  };

  const calls: FromUi & FromUiReader & FromUiTracking = {
    ...fakeTracking(
      scene,
      (changes) => {
        settings = { ...settings, ...changes };
        return settings;
      },
      tell,
    ),
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
    connect({ connector, values }) {
      const { code = '', token = '' } = values;
      if (code.toUpperCase() === 'WRONG') return { ok: false, code: 'pairing_code_unknown', detail: '' };
      if (/wrong/.test(token)) return { ok: false, code: 'token_refused', detail: '' };
      if (/other/.test(token)) return { ok: false, code: 'other_account', detail: 'HubSpot 815' };
      const read = findConnectorKind(connector)?.readValues(values);
      if (!read?.ok) return { ok: false, code: 'invalid', detail: '' };
      if (read.baseUrl.includes('nowhere')) return { ok: false, code: 'unreachable', detail: '' };
      const [first] = makeSettings({ ...scene, connections: 1 }).connections;
      const connection = { ...(first as Settings['connections'][0]), connector, baseUrl: read.baseUrl };
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
    retryAll(codes) {
      const failed = entries.filter(({ state, failure }) => state === 'failed' && failure && codes.includes(failure.code));
      for (const { id } of failed) change(id, { state: 'waiting', failure: null, dueAt: Date.now() + 2000 });
      return failed.length;
    },
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
    listNotLogged: () => notLogged,
    logSent(id) {
      const mail = notLogged.find((one) => one.id === id);
      notLogged = notLogged.filter((one) => one !== mail);
      return { opened: mail?.isKept === false };
    },
    dismissSent(id) {
      notLogged = notLogged.filter((mail) => mail.id !== id);
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
      settings = { ...defaults };
      tell('settings');
    },
    lookAgain() {},
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
      (_, name: keyof typeof calls) =>
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
