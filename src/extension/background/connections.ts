import { v7 as uuid } from 'uuid';
import type { CrmConnector } from '../../connectors/crm-connector';
import { type ConnectorKind, connectorKinds, findConnectorKind } from '../../connectors/registry';
import { parseAddress } from '../../core/address';
import type { User } from '../../core/endpoint-api';
import { defaultOwnDomains } from '../../core/own-domains';
import { accountDefaults, type Connection, type Settings } from '../../core/settings';
import type { FromUi, Health } from '../protocol';
import type { ConnectionStates } from './connection-states';
import type { SettingsStore } from './settings-store';

export type Connections = ReturnType<typeof makeConnections>;
type PairAnswer = ReturnType<FromUi['pair']>;

/** The CRMs that this browser writes to, with their secrets, which go to their own host and nowhere else. */
export function makeConnections(settings: SettingsStore, states: ConnectionStates, fetchIt: typeof fetch) {
  async function openContext(connectionId: string) {
    const connection = (await settings.read()).connections.find(({ id }) => id === connectionId);
    const kind = connection && findConnectorKind(connection.connector);
    const token = await settings.secretOf(connectionId);
    if (!connection || !kind || token === null) return null;
    return { kind, context: { fetch: fetchIt, baseUrl: connection.baseUrl, token } };
  }

  async function connectorFor(connectionId: string): Promise<CrmConnector | null> {
    const opened = await openContext(connectionId);
    return opened?.kind.make(opened.context) ?? null;
  }

  async function check(connectionId: string): Promise<Health> {
    const connector = await connectorFor(connectionId);
    const answer = await connector?.check();
    if (answer?.ok) {
      const { userId, name, address, role, organisation } = answer.value;
      const known = (await settings.read()).connections.find(({ id }) => id === connectionId);
      if (known && (known.userId !== userId || known.userName !== name || known.userAddress !== address || known.role !== role))
        await settings.change(
          changeConnection(connectionId, { userId, userName: name, userAddress: address, role, label: known.label || organisation }),
        );
    }
    await states.noteAnswer(connectionId, answer ? (answer.ok ? null : answer.outcome.code) : 'not_connected');
    return states.healthOf(connectionId);
  }

  async function pair(typedUrl: string, code: string, account: string | null): Promise<PairAnswer> {
    const kind = connectorKinds[0] as ConnectorKind;
    const baseUrl = kind.parseBaseUrl(typedUrl);
    if (baseUrl === null) return { ok: false, code: 'invalid', detail: '' };
    const paired = await kind.pair(baseUrl, code, deviceName(), fetchIt);
    if (!paired.ok) return paired;
    const before = await settings.read();
    const old = before.connections.find((one) => one.connector === kind.id && one.baseUrl === baseUrl && one.userId === paired.user.id);
    const oldToken = old && (await settings.secretOf(old.id));
    const connection = connectionOf(old?.id ?? uuid(), kind.id, baseUrl, paired.user, old?.label);
    await settings.keepSecret(connection.id, paired.token);
    await settings.change((now) => linkAccount(putConnection(now, connection), connection, account));
    await states.noteAnswer(connection.id, null);
    if (oldToken) await kind.unpair({ fetch: fetchIt, baseUrl, token: oldToken });
    return { ok: true, connection };
  }

  async function remove(connectionId: string): Promise<Settings> {
    const opened = await openContext(connectionId);
    await settings.keepSecret(connectionId, null);
    const after = await settings.change((now) => ({
      ...now,
      connections: now.connections.filter(({ id }) => id !== connectionId),
      accounts: now.accounts.map((account) => (account.connectionId === connectionId ? { ...account, connectionId: null } : account)),
    }));
    await states.forget(connectionId);
    await opened?.kind.unpair(opened.context);
    return after;
  }

  return {
    connectorFor,
    check,
    pair,
    remove,
    async rulesOf(connectionId: string) {
      const opened = await openContext(connectionId);
      return opened?.kind.makeRules?.(opened.context) ?? null;
    },
    async listIds(): Promise<string[]> {
      return (await settings.read()).connections.map(({ id }) => id);
    },
  };
}

function connectionOf(id: string, connector: string, baseUrl: string, user: User, label?: string): Connection {
  const { id: userId, name: userName, address: userAddress, role, organisation } = user;
  return { id, connector, label: label || organisation, baseUrl, userId, userName, userAddress, role };
}

const putConnection = (settings: Settings, connection: Connection): Settings => ({
  ...settings,
  connections: [...settings.connections.filter(({ id }) => id !== connection.id), connection],
});

const changeConnection =
  (connectionId: string, changes: Partial<Connection>) =>
  (settings: Settings): Settings => ({
    ...settings,
    connections: settings.connections.map((one) => (one.id === connectionId ? { ...one, ...changes } : one)),
  });

/** Links the account that was named; at the very first connection, if none was named, the user's own address. */
function linkAccount(settings: Settings, connection: Connection, named: string | null): Settings {
  const isFirst = !settings.accounts.some(({ connectionId }) => connectionId !== null);
  const address = named === null ? (isFirst ? parseAddress(connection.userAddress) : null) : parseAddress(named);
  if (address === null) return settings;
  const known = settings.accounts.find((account) => account.address === address);
  const account = { ...accountDefaults, ownDomains: defaultOwnDomains(address), ...known, address, connectionId: connection.id };
  return { ...settings, accounts: [...settings.accounts.filter((one) => one !== known), account] };
}

/** How the endpoint lists this browser among the user's devices. */
function deviceName(): string {
  const agent = globalThis.navigator?.userAgent ?? '';
  const browser = /(Edg|Firefox|Chrome)\//.exec(agent)?.[1]?.replace('Edg', 'Edge') ?? 'Browser';
  const system = /(Windows|Mac OS X|Android|CrOS|Linux)/.exec(agent)?.[1]?.replace('Mac OS X', 'macOS').replace('CrOS', 'ChromeOS');
  return system ? `${browser}, ${system}` : browser;
}
