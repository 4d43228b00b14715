import type { EntryState, OutboxEntry } from '../../src/core/outbox/entry';
import { type EntryRow, openDatabase } from '../../src/extension/background/database';
import { makeDexieOutboxStore } from '../../src/extension/background/dexie-outbox-store';

// Runs in an extension's page: IndexedDB as the worker has it, with its strict durability.

const CONNECTION = 'bench';
const PAGE = 50;
const ROUNDS = 150;
const CHUNK = 10_000;

const SIZES = { small: 100, large: 100_000 };
type Name = keyof typeof SIZES;
const NAMES = Object.keys(SIZES) as Name[];

const WORK = {
  enqueue: (store: Store, round: number) => store.add(entryOf(`new-${round}-${Math.random()}`, 'waiting', Date.now())),
  badge: (store: Store) => store.counts(),
  popup: (store: Store) =>
    Promise.all([
      store.list(['failed', 'blocked'], PAGE),
      store.list(['waiting', 'sending', 'removing'], PAGE),
      store.list(['logged'], PAGE),
    ]),
};
type Store = ReturnType<typeof makeDexieOutboxStore>;
type Work = keyof typeof WORK;

async function measure(): Promise<Record<Work, Record<Name, number>>> {
  const stores = { small: await filled('small'), large: await filled('large') };
  const medians = {} as Record<Work, Record<Name, number>>;
  for (const work of Object.keys(WORK) as Work[]) {
    const times: Record<Name, number[]> = { small: [], large: [] };
    // In turn, so that whatever the computer does meanwhile hits both.
    for (let round = 0; round < ROUNDS; round++)
      for (const name of NAMES) times[name].push(await timeOf(() => WORK[work](stores[name], round)));
    medians[work] = { small: median(times.small), large: median(times.large) };
  }
  return medians;
}

async function timeOf(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

/** Half still waiting, each in its own thread, as after a long time offline; half logged. Written past the store, which would take minutes. */
async function filled(name: Name): Promise<Store> {
  const db = openDatabase(`bench-${name}`);
  const size = SIZES[name];
  for (let from = 0; from < size; from += CHUNK) {
    await db.entries.bulkPut(Array.from({ length: Math.min(CHUNK, size - from) }, (_, n) => rowOf(from + n)));
  }
  const counts = { position: size, waiting: size / 2, logged: size / 2 };
  await db.counters.bulkPut(Object.entries(counts).map(([counter, value]) => ({ name: counter, value })));
  const store = makeDexieOutboxStore(db);
  const kept = await store.counts();
  if (kept.waiting !== size / 2 || kept.logged !== size / 2) throw new Error('the store does not count what was put there');
  return store;
}

function rowOf(n: number): EntryRow {
  const waits = n % 2 === 0;
  const entry = { ...entryOf(`id-${n}`, waits ? 'waiting' : 'logged', n), position: n + 1 };
  return waits ? { ...entry, activeThread: entry.thread, due: entry.dueAt ?? 0 } : entry;
}

function entryOf(id: string, state: EntryState, at: number): Omit<OutboxEntry, 'position'> {
  const engagement = {
    id,
    kind: 'email' as const,
    direction: 'sent' as const,
    account: 'anna@northwind.example',
    thread: `gmail:${id}`,
    messageId: null,
    at,
    from: { address: 'anna@northwind.example', name: 'Anna Berger' },
    to: [{ address: 'ada@acme.example', name: 'Ada Lovelace' }],
    cc: [],
    bcc: [],
    subject: 'Forty seats',
    html: '<p>Shall we talk on Thursday?</p>'.repeat(20),
    text: 'Shall we talk on Thursday?'.repeat(20),
    attachments: [],
    associations: [],
    associationsComplete: false,
    excluded: [],
    via: 'extension' as const,
  };
  return {
    id,
    connectionId: CONNECTION,
    thread: engagement.thread,
    state,
    engagement,
    dueAt: state === 'waiting' ? at : null,
    wanted: 'logged',
    tries: 0,
    ambiguous: false,
    saga: {},
    ref: null,
    failure: null,
    createdAt: at,
    changedAt: at,
  };
}

const median = (numbers: number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

Object.assign(globalThis, { measure });
