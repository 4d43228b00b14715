import { Dexie } from 'dexie';
import type { OutboxEntry } from '../../core/outbox/entry';
import { makeOutbox } from '../../core/outbox/outbox';
import { keepLocalFromPages, setAlarm } from '../browser-api';
import { tellPages, tellTab } from '../messaging';
import { makeAccountStates } from './account-state';
import { showBadge } from './badge';
import { readChanges } from './changes';
import { makeConnectionStates, needsRep } from './connection-states';
import { makeConnections } from './connections';
import { openDatabase } from './database';
import { makeDexieOutboxStore } from './dexie-outbox-store';
import { makeDrafts } from './drafts';
import { codeOf } from './failures';
import { makeFiles } from './files';
import { makeMailIndex } from './mail-index';
import { makePlanning } from './planning';
import { makeReading } from './reading';
import { makeRules } from './rules';
import { makeSends, newsOfEntry } from './sends';
import { makeSettingsStore } from './settings-store';
import { makeSoon } from './soon';
import { makeTellAll } from './tell-all';
import { makeThreads } from './threads';
import { makeLeaving } from './tracking/leaving';
import { makeOpenNotices } from './tracking/open-notices';
import { makeTracking } from './tracking/tracking';

/** Chrome does not wake a worker more often. */
const BACKSTOP = { name: 'backstop', minutes: 1 };
export const CARE = { name: 'care', minutes: 15 };
/** As long as drafts: what a rep was shown of a recipient is what her mail is tied to, however late she sends it. */
const KEEP_KNOWN_MS = 30 * 86_400_000;
/** A timer of a worker that stops after 30 s; the alarm stands behind it. */
const LONGEST_TIMER_MS = 25_000;

export type Worker = Awaited<ReturnType<typeof startWorker>>;

export interface WorkerSetting {
  fetchIt: typeof fetch;
  clock(): number;
  random(): number;
  isOnline(): boolean;
  sleep(ms: number): Promise<void>;
  databaseName?: string;
}

/** Everything that the worker does, over one database. Listeners are registered elsewhere, before this is ready. */
export async function startWorker({ fetchIt, clock, random, isOnline, sleep, databaseName }: WorkerSetting) {
  const db = openDatabase(databaseName);
  // Opened while the rest starts. If it cannot be, whoever needs it is told so.
  db.open().catch(() => undefined);
  const store = makeDexieOutboxStore(db);
  const settings = makeSettingsStore(() => tellAll('settings'));
  const states = makeConnectionStates(db, clock, () => {
    tellAll('health');
    drawBadge();
  });
  const connections = makeConnections({ settings, states, fetchIt, clock, sleep });
  const rules = makeRules({ db, states, sourceOf: connections.rulesOf, onChange: () => tellAll('rules') });
  const tracking = makeTracking({
    ...{ db, settings, connections, rules, clock, isOnline },
    onNews: (items) => void openNotices.tell(items).catch(codeOf),
    onChange: (what) => Dexie.ignoreTransaction(what === 'opens' ? tellOpens : work),
  });
  const openNotices = makeOpenNotices({ settings, hits: tracking.hits });
  const trackBaseOf = async (connectionId: string) => (await tracking.trackingOf(connectionId))?.baseUrl ?? null;
  const accounts = makeAccountStates({ settings, states, clock, isOnline, trackBaseOf });
  const index = makeMailIndex(db);
  const threads = makeThreads({ db, index, connections, states, clock, isOnline });
  const planning = makePlanning({ db, settings, states, connections, rules, threads, clock, isOnline });
  const drafts = makeDrafts(db, accounts, clock);
  const leave = makeLeaving(db, tracking, clock);
  const files = makeFiles(db);
  const outbox = makeOutbox({
    store,
    checks: store,
    holds: states.holds,
    connectorFor: connections.connectorFor,
    recheck: rules.recheck,
    readAttachment: async (entryId, sha256) => files.read((await drafts.findByEngagement(entryId))?.id ?? entryId, sha256),
    // It may be called inside of a transaction, which what follows must not become part of.
    onChange: (entry) => Dexie.ignoreTransaction(() => void tellNews(entry).catch(codeOf)),
    onConnection: (connectionId, code) => Dexie.ignoreTransaction(() => void states.noteAnswer(connectionId, code).catch(codeOf)),
    clock,
    random,
  });
  const onChange = () => Dexie.ignoreTransaction(changed);
  const sends = makeSends({ db, outbox, planning, rules, index, files, clock, onChange });
  const parts = { db, settings, connections, states, planning, rules, index, threads, files, outbox, clock, isOnline };
  const reading = makeReading({ ...parts, onChange, onSent: () => void tellPages.changed('sent') });
  /** Tabs that showed messages since the worker was woken; the others ask again when they are looked at. */
  const readers = new Set<number>();
  const tellAll = makeTellAll(async () => [...readers, ...(await drafts.listTabs())], codeOf);

  async function tellNews(entry: OutboxEntry): Promise<void> {
    changed();
    const draft = await drafts.findByEngagement(entry.id);
    if (entry.state === 'logged') await files.forget(draft?.id ?? entry.id);
    for (const tab of draft?.tabs ?? []) void tellTab(tab).news(newsOfEntry(draft?.id ?? entry.id, entry, clock()));
    for (const tab of readers) void tellTab(tab).changed('outbox');
  }

  function tellOpens(): void {
    drawBadge();
    void openNotices.tidy().catch(codeOf);
    void tellPages.changed('opens');
    for (const tab of readers) void tellTab(tab).changed('opens');
  }

  const drawBadge = makeSoon(async () => {
    const healths = await Promise.all((await connections.listIds()).map(states.healthOf));
    const broken = healths.filter(needsRep).length;
    const unconfirmed = await sends.countUnconfirmed();
    await showBadge({ counts: await store.counts(), unconfirmed, brokenConnections: broken, opens: await tracking.hits.countUnseen() });
  }, codeOf);
  const tellOutbox = makeSoon(() => tellPages.changed('outbox'), codeOf);
  const work = makeSoon(deliver, codeOf);
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Something in the outbox is other than it was. */
  function changed(): void {
    drawBadge();
    tellOutbox();
    work();
  }

  async function deliver(): Promise<void> {
    if (await sends.expire()) changed();
    // Not awaited: it lasts as long as the slowest CRM, and what becomes due meanwhile has a timer of its own.
    void outbox.flush().then(scheduleNext).catch(codeOf);
    void tracking.mails.tell().catch(codeOf);
    await scheduleNext();
  }

  /** A timer for what is near; what is further is the alarm's. */
  async function scheduleNext(): Promise<void> {
    const times = [await outbox.nextWake(), await sends.nextDeadline(), await tracking.mails.nextDue()].filter((time) => time !== null);
    clearTimeout(timer);
    const wait = Math.max(0, Math.min(...times) - clock());
    if (wait <= LONGEST_TIMER_MS) timer = setTimeout(work, Math.max(wait, 50));
  }

  /** What is done now and then, however often the worker is woken. */
  async function care(): Promise<void> {
    for (const connectionId of await connections.listIds()) {
      const readAt = await states.rulesReadAt(connectionId);
      if (readAt <= clock() && readAt > clock() - (CARE.minutes * 60_000) / 2) continue;
      await connections.check(connectionId);
      await rules.sync(connectionId);
      await readChanges(parts, connectionId);
    }
    await db.known
      .where('at')
      .below(clock() - KEEP_KNOWN_MS)
      .delete();
    await tracking.care();
    await drafts.forgetOld(files.forget);
    await threads.forgetOld(KEEP_KNOWN_MS);
    await reading.sentMails.forgetOld();
    await reading.sentMails.check();
  }

  setAlarm(BACKSTOP.name, { periodInMinutes: BACKSTOP.minutes });
  setAlarm(CARE.name, { periodInMinutes: CARE.minutes });
  await keepLocalFromPages();
  return { ...parts, ...reading, store, tracking, openNotices, leave, accounts, drafts, sends, readers, changed, work, care };
}
