import { v7 as uuid } from 'uuid';
import type { CrmConnector } from '../../connectors/crm-connector';
import type { RuleSource } from '../../connectors/endpoint-rules';
import type { TrackingSource } from '../../connectors/endpoint-tracking';
import { findConnectorKind } from '../../connectors/registry';
import type { Connection, Settings } from '../../core/settings';
import { hasHosts, removeHosts } from '../browser-api';
import type { ConnectAnswer, ConnectRequest, Health } from '../protocol';
import { changeConnection, isSameAccount, linkAccount, putConnection, toConnection } from './connection-changes';
import type { ConnectionStates } from './connection-states';
import { makeCrmAccounts } from './crm-accounts';
import { deviceName } from './device-name';
import { makeOwnRules } from './own-rules';
import type { SettingsStore } from './settings-store';
import { shutConnector } from './shut-connector';

export type Connections = ReturnType<typeof makeConnections>;

interface ConnectionsSetting {
  settings: SettingsStore;
  states: ConnectionStates;
  fetchIt: typeof fetch;
  clock(): number;
  sleep(ms: number): Promise<void>;
}

/** The CRMs that this browser writes to, with their secrets, which go to their own host and nowhere else. */
export function makeConnections({ settings, states, fetchIt, clock, sleep }: ConnectionsSetting) {
  const crmAccounts = makeCrmAccounts({ clock, sleep });
  const find = async (connectionId: string) => (await settings.read()).connections.find(({ id }) => id === connectionId);

  async function open(connectionId: string) {
    const connection = await find(connectionId);
    const kind = connection && findConnectorKind(connection.connector);
    const token = await settings.secretOf(connectionId);
    if (!connection || !kind || token === null) return null;
    const { baseUrl } = connection;
    return { kind, connection, context: { fetch: fetchIt, baseUrl, token, ...crmAccounts.of(kind, connection) } };
  }

  async function connectorFor(connectionId: string): Promise<CrmConnector | null> {
    const opened = await open(connectionId);
    if (!opened) return null;
    const connector = opened.kind.make(opened.context);
    return (await hasHosts(hostsOf(opened.connection))) ? connector : shutConnector(connector);
  }

  async function check(connectionId: string): Promise<Health> {
    const connector = await connectorFor(connectionId);
    const answer = await connector?.check();
    if (answer?.ok) {
      const known = await find(connectionId);
      const now = known && toConnection(known, answer.value);
      if (JSON.stringify(known) !== JSON.stringify(now)) await settings.change((all) => changeConnection(all, connectionId, now));
      await states.noteMissing(connectionId, answer.value.missing);
    }
    await states.noteAnswer(connectionId, answer ? (answer.ok ? null : answer.outcome.code) : 'not_connected');
    return states.healthOf(connectionId);
  }

  /** Takes up a new connection, or gives a known one a new key. */
  async function connect({ connector, values, account, connectionId }: ConnectRequest): Promise<ConnectAnswer> {
    const kind = findConnectorKind(connector);
    const read = kind?.readValues(values);
    if (!kind || !read?.ok) return { ok: false, code: 'invalid', detail: '' };
    const { baseUrl, secret } = read;
    if (!(await hasHosts(kind.hostsOf(baseUrl)))) return { ok: false, code: 'host_permission_missing', detail: '' };
    const asked = connectionId === null ? undefined : await find(connectionId);
    const turns = { pace: crmAccounts.of(kind, asked ?? { baseUrl, accountId: '' }).pace };
    const context = { fetch: fetchIt, baseUrl, ...turns };
    const connected = await kind.connect({ ...context, token: secret }, deviceName());
    if (!connected.ok) return connected;
    const { token, identity } = connected;
    const made = { connector: kind.id, baseUrl, ...identity };
    if (asked && !isSameAccount(asked, made)) {
      await kind.disconnect?.({ ...context, token });
      return { ok: false, code: 'other_account', detail: identity.organisation };
    }
    const isKnown = (one: Connection) => isSameAccount(one, made) && one.userId === identity.userId;
    const old = asked ?? (await settings.read()).connections.find(isKnown);
    const oldToken = old ? await settings.secretOf(old.id) : null;
    const empty = { id: old?.id ?? uuid(), connector: kind.id, baseUrl, label: old?.label ?? '' };
    const connection = toConnection(empty, identity);
    await settings.keepSecret(connection.id, token);
    await settings.change((now) => linkAccount(putConnection(now, connection), connection, account));
    crmAccounts.renew(kind, connection, turns);
    await states.noteMissing(connection.id, identity.missing);
    await states.noteAnswer(connection.id, null);
    if (oldToken !== null && oldToken !== token) await kind.disconnect?.({ ...context, token: oldToken });
    return { ok: true, connection };
  }

  async function remove(connectionId: string): Promise<Settings> {
    const opened = await open(connectionId);
    await settings.keepSecret(connectionId, null);
    const after = await settings.change((now) => ({
      ...now,
      connections: now.connections.filter(({ id }) => id !== connectionId),
      accounts: now.accounts.map((account) => (account.connectionId === connectionId ? { ...account, connectionId: null } : account)),
    }));
    await states.forget(connectionId);
    if (!opened) return after;
    await opened.kind.disconnect?.(opened.context);
    const stillAsked = after.connections.flatMap(hostsOf);
    const idle = hostsOf(opened.connection).filter((host) => !stillAsked.includes(host));
    if (idle.length > 0) await removeHosts(idle);
    return after;
  }

  return {
    connectorFor,
    check,
    connect,
    remove,
    async rulesOf(connectionId: string): Promise<RuleSource | null> {
      const opened = await open(connectionId);
      if (!opened) return null;
      const { userName, userAddress } = opened.connection;
      return opened.kind.makeRules?.(opened.context) ?? makeOwnRules(userName || userAddress, clock);
    },
    /** Null: there is no such connection, or nobody serves pixels and links there. */
    async trackingOf(connectionId: string): Promise<TrackingSource | null> {
      const opened = await open(connectionId);
      return opened?.kind.makeTracking?.(opened.context) ?? null;
    },
    async listIds(): Promise<string[]> {
      return (await settings.read()).connections.map(({ id }) => id);
    },
    /** The browser gave or took a permission: the connections that can be asked again. */
    async noteHosts(): Promise<string[]> {
      const back: string[] = [];
      for (const connection of (await settings.read()).connections) {
        const isOpen = await hasHosts(hostsOf(connection));
        const { code } = await states.healthOf(connection.id);
        if (!isOpen) await states.noteAnswer(connection.id, 'host_permission_missing');
        else if (code === 'host_permission_missing') back.push(connection.id);
      }
      for (const connectionId of back) await check(connectionId);
      return back;
    },
  };
}

const hostsOf = ({ connector, baseUrl }: Connection): string[] => findConnectorKind(connector)?.hostsOf(baseUrl) ?? [];
