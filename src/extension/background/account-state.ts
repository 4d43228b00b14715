import { defaultOwnDomains } from '../../core/own-domains';
import { accountDefaults, type MailAccount, type Settings } from '../../core/settings';
import type { AccountState, Health } from '../protocol';
import type { ConnectionStates } from './connection-states';
import { isPaused } from './planning';
import type { SettingsStore } from './settings-store';

/** A page can name any account; so many without a connection are remembered, to be offered for set-up. */
const MAX_UNLINKED = 20;

export type AccountStates = ReturnType<typeof makeAccountStates>;

interface AccountSetting {
  settings: SettingsStore;
  states: ConnectionStates;
  clock(): number;
  isOnline(): boolean;
  /** Where a connection's pixels and links begin; null: mails are not tracked there. */
  trackBaseOf(connectionId: string): Promise<string | null>;
}

/** What a compose of an account shows before anything else is known. K6: an account without a connection does nothing and says so. */
export function makeAccountStates({ settings, states, clock, isOnline, trackBaseOf }: AccountSetting) {
  async function connectionFor(all: Settings, account: MailAccount | undefined): Promise<AccountState['connection']> {
    if (!account?.connectionId) return all.connections.length === 0 ? 'none' : 'account-unknown';
    return stateFor(await states.healthOf(account.connectionId));
  }

  return {
    async read(address: string): Promise<AccountState> {
      const all = await settings.read();
      const account = all.accounts.find((one) => one.address === address);
      const connection = all.connections.find(({ id }) => id === account?.connectionId);
      const bases = await Promise.all(all.connections.map(({ id }) => trackBaseOf(id)));
      return {
        log: Boolean(account?.connectionId) && (account?.logByDefault ?? false) && !isPaused(all, clock()),
        track: account?.trackByDefault ?? false,
        connection: await connectionFor(all, account),
        connectionLabel: connection?.label ?? '',
        offline: !isOnline(),
        paused: isPaused(all, clock()),
        trackAllowed: connection !== undefined && (await trackBaseOf(connection.id)) !== null,
        trackBases: [...new Set(bases.filter((base) => base !== null))],
      };
    },
    /** Remembers an account that was seen in a mail page, so that the options page can offer to set it up. */
    async noteSeen(address: string): Promise<void> {
      const { accounts } = await settings.read();
      const unlinked = accounts.filter(({ connectionId }) => connectionId === null);
      if (accounts.some((account) => account.address === address) || unlinked.length >= MAX_UNLINKED) return;
      const account = { ...accountDefaults, address, ownDomains: defaultOwnDomains(address) };
      await settings.change((now) =>
        now.accounts.some((one) => one.address === address) ? now : { ...now, accounts: [...now.accounts, account] },
      );
    },
  };
}

function stateFor({ state, code }: Health): AccountState['connection'] {
  if (state === 'needs-reconnect') return 'needs-reconnect';
  if (state === 'permission-missing') return code === 'host_permission_missing' ? 'may-not-reach' : 'may-not-log';
  if (code === 'crm_reconnect') return 'admin-must-reconnect';
  return state === 'unreachable' ? 'unreachable' : 'ok';
}
