import type { Engagement } from '../../core/engagement';
import type { EntryState, OutboxEntry } from '../../core/outbox/entry';
import { FAILURES } from '../../core/outcome';
import { accountDefaults, defaults, type Settings } from '../../core/settings';
import type { NotLogged, RuleRow } from '../protocol';

/** What the pages are looked at with: how many things there are, and what is wrong. From the page's own query. */
export interface Scene {
  /** Logged mails. */
  logged: number;
  /** One failed mail for each of the first so many failure codes. */
  failed: number;
  waiting: number;
  blocked: number;
  unconfirmed: number;
  /** Sent without being logged. */
  notLogged: number;
  rules: number;
  /** Tracked mails that something happened to; every third of the first nine is news. */
  opens: number;
  /** What the browser says to desktop notifications. */
  notices: boolean;
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
  /** The keys lack a right. */
  missing: boolean;
  /** Of all connections: a connector's id in the registry. */
  connector: string;
}

const DEFAULTS: Scene = {
  logged: 12,
  failed: 2,
  waiting: 2,
  blocked: 3,
  unconfirmed: 1,
  notLogged: 2,
  rules: 8,
  opens: 0,
  notices: false,
  connections: 1,
  health: 'ok',
  accounts: 1,
  slow: 0,
  dead: false,
  role: 'admin',
  long: false,
  hostile: false,
  paused: false,
  missing: false,
  connector: 'endpoint',
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

export const PEOPLE = ['Ada Lovelace', 'Grace Hopper', 'Konrad Zuse', 'Emmy Noether', 'Alan Turing', 'Mary Somerville'];
export const SUBJECTS = [
  'Offer for the new line',
  'Re: Visit on Thursday',
  'Angebot 2024-117',
  'Minutes and next steps',
  '',
  'Fwd: Contract',
];
export const LONG =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft & Söhne GmbH & Co. KG, Niederlassung Süd';
export const HOSTILE = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
export const MINUTE = 60_000;

const LEFT_OUT = { address: 'office@acme-legal.example', name: 'Legal' };

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
    cc: [LEFT_OUT],
    bcc: [],
    subject: scene.hostile ? HOSTILE : scene.long ? `${LONG} ${LONG}` : (SUBJECTS[number % 6] as string),
    html: '',
    text: '',
    attachments: [],
    associations: [
      ...to.map((person, index) => ({ kind: 'contact' as const, recordId: `c${index + 1}`, ...person })),
      { kind: 'company', recordId: 'o1', name: 'Acme' },
      { kind: 'deal', recordId: 'd1', name: 'New line, second stage' },
    ],
    associationsComplete: true,
    excluded: [{ ...LEFT_OUT, field: 'cc', reason: 'never-log', rule: 'acme-legal.example', scope: 'everyone' }],
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

export function makeEntries(scene: Scene): OutboxEntry[] {
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
    ...many(scene.logged, (index) => {
      const logged = entry('logged', (index + 1) * 7 * MINUTE, {});
      const url = scene.hostile ? 'javascript:document.title="owned"' : `https://crm.example/timeline/#/engagement/e${index}`;
      const records = logged.engagement.associations.map(({ kind, recordId, name }) => ({
        kind,
        id: recordId ?? '',
        name: kind === 'company' && scene.hostile ? HOSTILE : name,
      }));
      return { ...logged, ref: { id: `e${index}`, url, records } };
    }),
  ];
}

export function makeSettings(scene: Scene): Settings {
  const label = scene.hostile ? HOSTILE : scene.long ? LONG : 'Northwind Sales';
  const connections = Array.from({ length: scene.connections }, (_, index) => ({
    id: `crm${index + 1}`,
    connector: scene.connector,
    label: index === 0 ? label : `Northwind Service ${index + 1}`,
    baseUrl: 'http://127.0.0.1:8787',
    userId: 'u1',
    userName: 'Anna Berger',
    userAddress: 'anna@northwind.example',
    role: scene.role,
    accountId: 'u1',
  }));
  const addresses = ['anna@northwind.example', 'service@northwind.example', 'anna.berger@private.example'];
  const accounts = addresses
    .slice(0, scene.accounts)
    .map((address, index) => ({ ...accountDefaults, address, connectionId: connections[index]?.id ?? null }));
  return { ...defaults, connections, accounts, pausedUntil: scene.paused ? Date.now() + 25 * MINUTE : null };
}

const DAY = 86_400_000;
export function makeRules(scene: Scene): RuleRow[] {
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

export function makeNotLogged(scene: Scene): NotLogged[] {
  return Array.from({ length: scene.notLogged }, (_, index) => {
    const name = scene.hostile ? HOSTILE : scene.long ? LONG : (PEOPLE[index % 6] as string);
    return {
      id: `sent${index}`,
      account: 'anna@northwind.example',
      subject: scene.hostile ? HOSTILE : scene.long ? `${LONG} ${LONG}` : (SUBJECTS[index % 6] as string),
      names: index % 4 === 1 ? [name, 'Bob Stone'] : [name],
      at: Date.now() - (index + 1) * 17 * MINUTE,
      isKept: index % 2 === 0,
    };
  });
}
