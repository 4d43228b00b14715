import { useState } from 'preact/hooks';
import type { MailAccount, Settings } from '../../core/settings';
import { useTexts } from '../../ui/i18n';
import { EmptyState } from '../../ui/notice';
import { SelectField } from '../../ui/text-field';
import { hashOf } from './route';

/** Which mail account a section speaks about: asked only where there are several. */
export function useAccountChoice({ accounts }: Settings) {
  const t = useTexts();
  const [chosen, setChosen] = useState('');
  const account: MailAccount | undefined = accounts.find(({ address }) => address === chosen) ?? accounts[0];
  const choice =
    accounts.length > 1 && account ? (
      <SelectField
        label={t('options_for_account')}
        value={account.address}
        options={accounts.map(({ address }) => ({ value: address, label: address }))}
        onValue={setChosen}
      />
    ) : null;
  return { account, choice };
}

export function NoAccount() {
  const t = useTexts();
  return (
    <EmptyState
      title={t('options_no_account')}
      text={t('options_no_account_text')}
      action={
        <a class="tl-button" href={hashOf('accounts')}>
          {t('options_section_accounts')}
        </a>
      }
    />
  );
}
