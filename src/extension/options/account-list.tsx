import { useState } from 'preact/hooks';
import { parseAddress } from '../../core/address';
import { accountDefaults, type MailAccount, type Settings } from '../../core/settings';
import { Button, IconButton } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { SelectField, TextField } from '../../ui/text-field';
import type { SettingsHandle } from './use-settings';

interface Props {
  settings: Settings;
  handle: Pick<SettingsHandle, 'saveAccount' | 'removeAccount'>;
  /** Where an account that is added is logged; the first CRM unless told. */
  connectionId?: string;
}

/** Which mail account logs to which CRM. */
export function AccountList({ settings, handle, connectionId = settings.connections[0]?.id }: Props) {
  return (
    <>
      {settings.accounts.length > 0 && (
        <ul class="options-rows">
          {settings.accounts.map((account) => (
            <AccountRow key={account.address} account={account} settings={settings} handle={handle} />
          ))}
        </ul>
      )}
      <AddAccount settings={settings} handle={handle} connectionId={connectionId} />
    </>
  );
}

function AccountRow({ account, settings, handle }: Props & { account: MailAccount }) {
  const t = useTexts();
  const none = { value: '', label: t('options_account_none') };
  return (
    <li class="options-account">
      <span class="options-account-address tl-one-line" title={account.address}>
        {account.address}
      </span>
      <SelectField
        quietLabel
        label={t('options_account_crm', account.address)}
        value={account.connectionId ?? ''}
        options={[none, ...settings.connections.map(({ id, label }) => ({ value: id, label }))]}
        onValue={(id) => void handle.saveAccount({ ...account, connectionId: id || null })}
      />
      <SelectField
        quietLabel
        label={t('options_account_kind', account.address)}
        value={account.kind}
        options={[
          { value: 'personal', label: t('options_kind_personal') },
          { value: 'team', label: t('options_kind_team') },
        ]}
        onValue={(kind) => void handle.saveAccount({ ...account, kind: kind === 'team' ? 'team' : 'personal' })}
      />
      <IconButton icon="trash" label={t('options_account_remove', account.address)} onClick={() => void handle.removeAccount(account)} />
    </li>
  );
}

function AddAccount({ settings, handle, connectionId }: Props) {
  const t = useTexts();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();

  function add() {
    const address = parseAddress(typed);
    if (!address) return setError(t('options_address_invalid'));
    if (settings.accounts.some((account) => account.address === address)) return setError(t('options_address_known'));
    setError(undefined);
    setTyped('');
    void handle.saveAccount({ ...accountDefaults, address, connectionId: connectionId ?? null });
  }

  return (
    <form
      class="options-add"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextField
        label={t('options_account_add')}
        name="account"
        placeholder="anna@example.com"
        inputMode="email"
        autocapitalize="none"
        value={typed}
        onValue={setTyped}
        error={error}
      />
      <Button type="submit">{t('options_add')}</Button>
    </form>
  );
}
