import type { Identity } from '../../connectors/crm-connector';
import { parseAddress } from '../../core/address';
import { defaultOwnDomains } from '../../core/own-domains';
import { accountDefaults, type Connection, type Settings } from '../../core/settings';

/** Of one service, at one address, and of no other account of it as far as anybody can tell. */
export function isSameAccount(known: Connection, made: { connector: string; baseUrl: string; accountId: string }): boolean {
  if (known.connector !== made.connector || known.baseUrl !== made.baseUrl) return false;
  return known.accountId === '' || made.accountId === '' || known.accountId === made.accountId;
}

export function toConnection(known: Pick<Connection, 'id' | 'connector' | 'baseUrl' | 'label'>, identity: Identity): Connection {
  const { userId, name: userName, address: userAddress, role, organisation, accountId } = identity;
  return { ...known, label: known.label || organisation, userId, userName, userAddress, role, accountId };
}

export const putConnection = (settings: Settings, connection: Connection): Settings => ({
  ...settings,
  connections: [...settings.connections.filter(({ id }) => id !== connection.id), connection],
});

export const changeConnection = (settings: Settings, connectionId: string, to: Partial<Connection> = {}): Settings => ({
  ...settings,
  connections: settings.connections.map((one) => (one.id === connectionId ? { ...one, ...to } : one)),
});

/** Links the account that was named; at the very first connection, if none was named, the user's own address. */
export function linkAccount(settings: Settings, connection: Connection, named: string | null): Settings {
  const isFirst = !settings.accounts.some(({ connectionId }) => connectionId !== null);
  const address = named === null ? (isFirst ? parseAddress(connection.userAddress) : null) : parseAddress(named);
  if (address === null) return settings;
  const known = settings.accounts.find((account) => account.address === address);
  const account = { ...accountDefaults, ownDomains: defaultOwnDomains(address), ...known, address, connectionId: connection.id };
  return { ...settings, accounts: [...settings.accounts.filter((one) => one !== known), account] };
}
