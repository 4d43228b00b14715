import type { Checked } from '../../connectors/crm-connector';
import { makePace, type Pace } from '../../connectors/pace';
import { findConnectorKind } from '../../connectors/registry';
import { makeOutbox, type Outbox } from '../../core/outbox/outbox';
import type { FailureCode } from '../../core/outcome';
import type { Log } from '../http/problem';
import { readAttachment } from '../store/attachments';
import { type CrmConnection, makeCrmConnections, makeHoldKeeper, type Secret } from '../store/crm-connections';
import type { Database } from '../store/database';
import { listWorkToDo, makeSqlOutbox } from '../store/sql-outbox';
import type { Vault } from '../vault';
import { makeArrivals } from './arrivals';
import { type Line, openLine } from './line';
import { OAUTH_HOMES, type OAuthClient, type OAuthProvider, providerOf, revokeTokens } from './oauth/provider';
import { makeTokenKeeper } from './oauth/tokens';
import { recheck } from './recheck';
import { makeSharedBuckets } from './shared-pace';
import { makeTurns } from './turns';

/** A timer for what is near; what is further is looked at again then. */
const LONGEST_TIMER_MS = 60_000;
/** What another node took in, or left behind when it was killed, is looked for so often. */
const SWEEP_MS = 8000;
/** Another node that delivers is waited for so long; what is due is then its work, or the next sweep's. */
const TURN_MS = 8000;

export interface HubSetting {
  db: Database;
  vault: Vault;
  fetch: typeof fetch;
  /** Epoch ms. */
  clock(): number;
  sleep(ms: number): Promise<void>;
  random(): number;
  log: Log;
  /** Where a CRM is reached, if not at its own address; by connector. */
  urls: Record<string, string>;
  /** What CRMs know this endpoint as, by connector. `consentUrl`: as in `providerOf`. */
  clients: Record<string, OAuthClient & { consentUrl?: string }>;
  /** So long an answer waits for the CRM, in ms. */
  patienceMs: number;
}

interface Desk {
  outbox: Outbox;
  /** The turn that `outbox` is of: after another node's, it would not know what that did. */
  turn: number;
  timer?: ReturnType<typeof setTimeout>;
  /** Called after every change of an entry. */
  watchers: Set<() => void>;
}

/** A CRM that somebody wants to be connected to. `connectedBy`: a user's id; null: the operator. */
export interface Wish {
  connector: string;
  baseUrl: string;
  secret: Secret;
  connectedBy: string | null;
}

/** Passes on what organisations take in to the CRMs that they are connected to, and asks those. */
export type Hub = ReturnType<typeof makeHub>;

export function makeHub(setting: HubSetting) {
  const { db, vault, clock, sleep, random, log, urls, clients } = setting;
  const closing = new AbortController();
  const fetchIt: typeof fetch = (input, init) =>
    setting.fetch(input, { ...init, signal: AbortSignal.any([closing.signal, ...(init?.signal ? [init.signal] : [])]) });
  const connections = makeCrmConnections(db, vault);
  const turns = makeTurns({ db, name: 'crm outbox', clock, patienceMs: TURN_MS, signal: closing.signal });
  const refreshes = makeTurns({ db, name: 'crm token', clock, patienceMs: setting.patienceMs, signal: closing.signal });
  const tokens = makeTokenKeeper({ connections, clientOf, inTurn: refreshes.during, fetch: fetchIt, clock, log });
  const lines = new Map<string, Line>();
  const paces = new Map<string, Pace>();
  const desks = new Map<string, Desk>();
  const working = new Set<Promise<void>>();
  let noting = Promise.resolve();
  let sweeper: ReturnType<typeof setInterval> | undefined;

  function clientOf(connector: string): { provider: OAuthProvider; client: OAuthClient } | null {
    const client = clients[connector];
    const apiUrl = urls[connector] ?? OAUTH_HOMES[connector];
    const provider = client && apiUrl ? providerOf(connector, apiUrl, client.consentUrl) : null;
    return client && provider ? { provider, client } : null;
  }

  /** One after the other, so that the last answer is what stands in the end. */
  function note({ tenant, id }: Pick<CrmConnection, 'tenant' | 'id'>, code: FailureCode | null): Promise<void> {
    noting = noting.then(() => connections.noteAnswer(tenant, id, code)).catch(tell('crm_answer_not_noted'));
    return noting;
  }

  const tell = (event: string) => (error: unknown) => log({ event, name: error instanceof Error ? error.name : '' });

  /** The organisation's CRM; null: there is none. */
  async function lineOf(tenant: string): Promise<Line | null> {
    const connection = await connections.read(tenant);
    if (!connection) return null;
    const open = lines.get(tenant);
    if (open?.connection.id === connection.id) return open;
    const line = openLine(connection, {
      db,
      fetch: fetchIt,
      clock,
      pace: paceOf(tenant, connection),
      tokenOf: tokens.current,
      noteAnswer: note,
    });
    lines.set(tenant, line);
    return line;
  }

  /** It outlives a change of keys: the CRM counts on. */
  function paceOf(tenant: string, { connector, baseUrl }: Pick<CrmConnection, 'connector' | 'baseUrl'>): Pace | undefined {
    const setting = findConnectorKind(connector)?.pace;
    const key = `${tenant} ${connector} ${baseUrl}`;
    const buckets = db.isShared ? makeSharedBuckets(db, tenant, `${connector} ${baseUrl}`) : undefined;
    const pace = paces.get(key) ?? (setting && makePace(setting.rate, setting.lanes, { clock, sleep }, buckets));
    if (pace) paces.set(key, pace);
    return pace;
  }

  function deskOf(tenant: string): Desk {
    const known = desks.get(tenant);
    if (known) return known;
    const watchers: Desk['watchers'] = new Set();
    const desk = { outbox: outboxOf(tenant, watchers, 0), turn: 0, watchers };
    desks.set(tenant, desk);
    return desk;
  }

  function outboxOf(tenant: string, watchers: Desk['watchers'], turn: number): Outbox {
    const arrive = makeArrivals(tenant, clock);
    return makeOutbox({
      store: makeSqlOutbox(db, tenant, async (tx, before, after) => {
        await turns.assert(tx, tenant, turn);
        return arrive(tx, before, after);
      }),
      holds: makeHoldKeeper(db, tenant),
      async connectorFor(connectionId) {
        const line = await lineOf(tenant);
        return line?.connection.id === connectionId ? line.deliverer : null;
      },
      recheck: (engagement) => recheck(db.read, tenant, engagement),
      readAttachment: (_id, sha256) => readAttachment(db, tenant, sha256),
      onChange: () => {
        for (const watch of watchers) watch();
      },
      onConnection: (id, code) => void note({ tenant, id }, code),
      clock,
      random,
    });
  }

  /** Passes on what is due, and sees to what will be. */
  function work(tenant: string): Promise<void> {
    if (closing.signal.aborted) return Promise.resolve();
    const run = flush(tenant).catch(tell('crm_outbox_failed'));
    working.add(run);
    return run.finally(() => working.delete(run));
  }

  async function flush(tenant: string): Promise<void> {
    const desk = deskOf(tenant);
    const deliver = async (turn: number) => {
      if (desk.turn !== turn) Object.assign(desk, { turn, outbox: outboxOf(tenant, desk.watchers, turn) });
      await desk.outbox.flush();
    };
    const look = () => {
      for (const watch of desk.watchers) watch();
    };
    await turns.during(tenant, deliver, look);
    const next = await desk.outbox.nextWake();
    clearTimeout(desk.timer);
    if (next === null || closing.signal.aborted) return;
    desk.timer = setTimeout(() => void work(tenant), Math.min(LONGEST_TIMER_MS, Math.max(50, next - clock())));
    desk.timer.unref();
  }

  /** Passes on, and waits until `isDone`, until there is nothing that can be done now, or as long as is decent. */
  async function workUntil(tenant: string, isDone: () => Promise<boolean>): Promise<void> {
    const { watchers } = deskOf(tenant);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let watch = () => {};
    const done = new Promise<void>((resolve) => {
      watch = () => void isDone().then((is) => is && resolve(), tell('crm_outbox_failed'));
      timer = setTimeout(resolve, setting.patienceMs);
    });
    watchers.add(watch);
    await Promise.race([work(tenant), done]);
    watchers.delete(watch);
    clearTimeout(timer);
    await noting;
  }

  /** What waited when this node was ended, or killed, and what another left behind. */
  async function workAll(): Promise<void> {
    for (const tenant of await listWorkToDo(db.read)) void work(tenant);
  }

  async function resume(tenant: string, connectionId: string): Promise<void> {
    await deskOf(tenant).outbox.release(connectionId);
    void work(tenant);
  }

  return {
    connections,
    vault,
    /** Ends with the hub. */
    fetch: fetchIt,
    lineOf,
    work,
    workUntil,
    clientOf,
    /** It is reached elsewhere than at its own address: the operator says so. */
    isElsewhere: (connector: string) => urls[connector] !== undefined,
    /** Connectors that can be connected to by OAuth. */
    oauth: Object.keys(clients).filter((connector) => clientOf(connector) !== null),
    /** Connects, if the CRM takes the key; what waited for this account goes on. `isKnownGood`: the operator's, who may start while the CRM is away. */
    async connect(tenant: string, wish: Wish, isKnownGood = false): Promise<Checked<CrmConnection>> {
      const kind = findConnectorKind(wish.connector);
      if (!kind) return { ok: false, outcome: { kind: 'rejected', code: 'invalid' } };
      const baseUrl = urls[wish.connector] ?? wish.baseUrl;
      const token = wish.secret.kind === 'token' ? wish.secret.token : wish.secret.access;
      const pace = paceOf(tenant, { connector: wish.connector, baseUrl });
      const checked = await kind.make({ fetch: fetchIt, baseUrl, token, pace }).check();
      if (!checked.ok && !(isKnownGood && checked.outcome.code !== 'token_refused')) return checked;
      const { accountId, organisation } = checked.ok ? checked.value : { accountId: '', organisation: '' };
      const former = await connections.read(tenant);
      const before = await connections.readSecret(tenant);
      const { connector, secret, connectedBy } = wish;
      const account = { accountId, account: organisation };
      const connection = await connections.put(tenant, { connector, baseUrl, secret, connectedBy, ...account }, clock());
      lines.delete(tenant);
      // A CRM may give the same account the same refresh token again.
      if (former && before && (former.connector !== connector || secret.kind === 'token')) await revoke(former.connector, before.secret);
      await resume(tenant, connection.id);
      return { ok: true, value: connection };
    },
    async disconnect(tenant: string): Promise<void> {
      const connection = await connections.read(tenant);
      const kept = await connections.readSecret(tenant);
      await connections.remove(tenant);
      lines.delete(tenant);
      if (connection && kept) await revoke(connection.connector, kept.secret);
    },
    /** What waited when it was ended, or killed, goes on. */
    async start(): Promise<void> {
      await workAll();
      if (db.isShared) sweeper = setInterval(() => void workAll().catch(tell('crm_outbox_failed')), SWEEP_MS).unref();
    },
    async close(): Promise<void> {
      closing.abort();
      clearInterval(sweeper);
      for (const { timer } of desks.values()) clearTimeout(timer);
      await Promise.allSettled(working);
      await noting;
    },
  };

  async function revoke(connector: string, secret: Secret): Promise<void> {
    const oauth = clientOf(connector);
    if (oauth && secret.kind === 'oauth') await revokeTokens({ ...oauth, fetch: fetchIt }, secret.refresh);
  }
}
