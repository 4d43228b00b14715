import type { Identity } from '../../connectors/crm-connector';
import { type Failure, retry } from '../../connectors/http';
import { makePace, type Pace } from '../../connectors/pace';
import { findConnectorKind } from '../../connectors/registry';
import type { ConnectFailure } from '../../core/connector-face';
import type { Deliverer } from '../../core/outbox/delivery';
import type { FailureCode } from '../../core/outcome';
import type { Log } from '../http/problem';
import { retryRefused } from '../ingest/passing-on';
import { isSameAccount } from '../store/crm-accounts';
import { type CrmConnection, makeCrmConnections, type Secret } from '../store/crm-connections';
import type { Database } from '../store/database';
import { listWorkToDo } from '../store/sql-outbox';
import type { Vault } from '../vault';
import { type Desk, type Open, openDesk } from './desk';
import { type Line, openLine } from './line';
import { OAUTH_HOMES, type OAuthClient, type OAuthProvider, providerOf, revokeTokens } from './oauth/provider';
import { makeTokenKeeper } from './oauth/tokens';
import { makeSharedBuckets } from './shared-pace';
import { makeTurns } from './turns';

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

/** A CRM that somebody wants to be connected to. `connectedBy`: a user's id; null: the operator. */
export interface Wish {
  connector: string;
  baseUrl: string;
  secret: Secret;
  connectedBy: string | null;
  /** Only if it is the account that is connected already, or was last. */
  reconnects?: boolean;
}
export type Connecting = { ok: true; value: CrmConnection } | { ok: false; code: ConnectFailure; detail: string };

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
    // With another key of the same account, maybe at another node, it may see more.
    if (open?.connection.id === connection.id && open.connection.connectedAt === connection.connectedAt) return open;
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
    const { patienceMs } = setting;
    const desk =
      desks.get(tenant) ??
      openDesk(tenant, {
        ...{ db, turns, clock, random, log, patienceMs, signal: closing.signal },
        open: () => openDeliverer(tenant),
        noteAnswer: (id, code) => void note({ tenant, id }, code),
      });
    desks.set(tenant, desk);
    return desk;
  }

  /** Nothing is written into an account before it has said which one it is. */
  async function openDeliverer(tenant: string): Promise<Open | null> {
    const line = await lineOf(tenant);
    if (!line) return null;
    const { id: connectionId, accountId } = line.connection;
    if (accountId !== null) return { connectionId, deliverer: line.deliverer, isAsked: true };
    const told = await line.check();
    if (!told.ok) return { connectionId, deliverer: silent(told.outcome), isAsked: false };
    await connections.identify(tenant, connectionId, accountOf(told.value));
    lines.delete(tenant);
    return openDeliverer(tenant);
  }

  /** What waited when this node was ended, or killed, and what another left behind. */
  async function workAll(): Promise<void> {
    for (const tenant of await listWorkToDo(db.read)) void deskOf(tenant).work();
  }

  /** The same account keeps its key's entries; what any other one gets is sorted out by the desk. */
  async function replace(tenant: string, wish: Wish, account: ReturnType<typeof accountOf> | null): Promise<CrmConnection> {
    const { connector, baseUrl, secret, connectedBy } = wish;
    const former = await connections.read(tenant);
    const before = await connections.readSecret(tenant);
    const named = account ?? { accountId: null, account: '' };
    const connection = await connections.put(tenant, { connector, baseUrl, secret, connectedBy, ...named }, clock());
    lines.delete(tenant);
    // A CRM may give the same account the same refresh token again.
    if (former && before && (former.connector !== connector || secret.kind === 'token')) await revoke(former.connector, before.secret);
    await deskOf(tenant).resume(connection.id);
    return connection;
  }

  return {
    connections,
    vault,
    /** Ends with the hub. */
    fetch: fetchIt,
    lineOf,
    work: (tenant: string) => deskOf(tenant).work(),
    async workUntil(tenant: string, isDone: () => Promise<boolean>): Promise<void> {
      await deskOf(tenant).workUntil(isDone);
      await noting;
    },
    /** Somebody wants that what was refused is tried again, at the CRM of today. */
    async retry(tenant: string, connectionId: string, ids: readonly string[]): Promise<void> {
      await db.write((tx) => retryRefused(tx, { tenant, connectionId }, ids, clock()), tenant);
      await deskOf(tenant).resume(connectionId);
    },
    clientOf,
    /** It is reached elsewhere than at its own address: the operator says so. */
    isElsewhere: (connector: string) => urls[connector] !== undefined,
    /** Connectors that can be connected to by OAuth. */
    oauth: Object.keys(clients).filter((connector) => clientOf(connector) !== null),
    /** Connects, if the CRM takes the key; what waited for this account goes on. `isKnownGood`: the operator's, who may start while the CRM is away. */
    async connect(tenant: string, wish: Wish, isKnownGood = false): Promise<Connecting> {
      const kind = findConnectorKind(wish.connector);
      if (!kind) return { ok: false, code: 'invalid', detail: '' };
      const baseUrl = urls[wish.connector] ?? wish.baseUrl;
      const token = wish.secret.kind === 'token' ? wish.secret.token : wish.secret.access;
      const pace = paceOf(tenant, { connector: wish.connector, baseUrl });
      const checked = await kind.make({ fetch: fetchIt, baseUrl, token, pace }).check();
      if (!checked.ok && !(isKnownGood && checked.outcome.code !== 'token_refused'))
        return { ok: false, code: checked.outcome.code, detail: '' };
      const account = checked.ok ? accountOf(checked.value) : null;
      const known = wish.reconnects ? await connections.readAccount(tenant) : null;
      if (known && known.accountId !== null && account && !isSameAccount(known, { connector: wish.connector, baseUrl, ...account }))
        return { ok: false, code: 'other_account', detail: account.account };
      return { ok: true, value: await replace(tenant, { ...wish, baseUrl }, account) };
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
      await Promise.all([...desks.values()].map((desk) => desk.close()));
      await noting;
    },
  };

  async function revoke(connector: string, secret: Secret): Promise<void> {
    const oauth = clientOf(connector);
    if (oauth && secret.kind === 'oauth') await revokeTokens({ ...oauth, fetch: fetchIt }, secret.refresh);
  }
}

const accountOf = ({ accountId, organisation: account }: Identity) => ({ accountId, account });

/** Somebody who does not say who he is gets nothing. */
function silent({ code }: Failure): Deliverer {
  const outcome = retry(code, 'connection');
  return { maxBatch: 1, deliver: async (items) => items.map(() => outcome), remove: async () => outcome };
}
