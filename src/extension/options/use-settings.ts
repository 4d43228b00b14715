import type { MailAccount, Settings } from '../../core/settings';
import { useTexts } from '../../ui/i18n';
import { useToast } from '../../ui/toast';
import { useLoaded } from '../../ui/use-loaded';
import { useChanges } from '../ui/use-changes';
import type { WorkerPort } from '../ui/worker-port';

export interface SettingsHandle {
  settings: Settings | undefined;
  failed: boolean;
  reload(): void;
  /** Saves what was changed, shows it at once and says so. */
  saveAccount(account: MailAccount): Promise<void>;
  removeAccount(account: MailAccount): Promise<void>;
  removeConnection(connectionId: string): Promise<void>;
  notifyOpens(on: boolean): Promise<void>;
}

const withAccount = (settings: Settings, account: MailAccount): Settings => ({
  ...settings,
  accounts: settings.accounts.map((other) => (other.address === account.address ? account : other)),
});

export function useSettings(worker: WorkerPort): SettingsHandle {
  const t = useTexts();
  const toast = useToast();
  const loaded = useLoaded(worker.ask.getSettings, []);
  useChanges(worker, (what) => {
    if (what === 'settings') loaded.reload();
  });

  async function saving(change: Promise<Settings>, done: { text: string; undo?: () => void }) {
    try {
      loaded.set(await change);
      toast(done);
    } catch {
      toast({ text: t('ui_not_done'), problem: true });
      loaded.reload();
    }
  }
  const saveAccount = (account: MailAccount) => {
    if (loaded.value) loaded.set(withAccount(loaded.value, account));
    return saving(worker.ask.saveAccount(account), { text: t('options_saved') });
  };
  return {
    settings: loaded.value,
    failed: loaded.failed,
    reload: loaded.reload,
    saveAccount,
    removeAccount: (account) =>
      saving(worker.ask.removeAccount(account.address), {
        text: t('options_account_removed', account.address),
        undo: () => void saveAccount(account),
      }),
    notifyOpens: (on) => saving(worker.ask.notifyOpens(on), { text: t('options_saved') }),
    removeConnection: (connectionId) => saving(worker.ask.removeConnection(connectionId), { text: t('options_connection_removed') }),
  };
}
