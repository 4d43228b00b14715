import { useEffect, useState } from 'preact/hooks';
import { parseDomain } from '../../core/address';
import type { MailAccount, Settings } from '../../core/settings';
import { useTexts } from '../../ui/i18n';
import { Switch } from '../../ui/switch';
import { SelectField, TextField } from '../../ui/text-field';
import { NoAccount, useAccountChoice } from './account-choice';
import type { SettingsHandle } from './use-settings';

/** What Gmail offers. */
const UNDO_SECONDS = [5, 10, 20, 30];

export function LoggingSection({ settings, handle }: { settings: Settings; handle: SettingsHandle }) {
  const t = useTexts();
  const { account, choice } = useAccountChoice(settings);
  if (!account) return <NoAccount />;
  const save = (changes: Partial<MailAccount>) => void handle.saveAccount({ ...account, ...changes });
  return (
    <>
      {choice}
      <div class="options-group options-lines">
        <Switch
          label={t('options_log_by_default')}
          hint={t('options_log_by_default_hint')}
          on={account.logByDefault}
          onChange={(logByDefault) => save({ logByDefault })}
        />
        <Switch
          label={t('options_create_contacts')}
          hint={t('options_create_contacts_hint')}
          on={account.createContacts}
          onChange={(createContacts) => save({ createContacts })}
        />
        <Switch
          label={t('options_log_replies')}
          hint={t('options_log_replies_hint')}
          on={account.logReplies}
          onChange={(logReplies) => save({ logReplies })}
        />
        <Switch
          label={t('options_colleagues')}
          hint={t('options_colleagues_hint')}
          on={account.leaveOutColleagues}
          onChange={(leaveOutColleagues) => save({ leaveOutColleagues })}
        />
        {account.leaveOutColleagues && (
          <OwnDomains key={account.address} account={account} onChange={(ownDomains) => save({ ownDomains })} />
        )}
        <SelectField
          label={t('options_undo_seconds')}
          hint={t('options_undo_seconds_hint')}
          value={String(account.undoSeconds)}
          options={UNDO_SECONDS.map((seconds) => ({ value: String(seconds), label: t.plural('options_seconds', seconds) }))}
          onValue={(seconds) => save({ undoSeconds: Number(seconds) })}
        />
      </div>
    </>
  );
}

/** Domains as people write them, or the ones that are none. */
export function readDomains(typed: string): { domains: string[] } | { wrong: string[] } {
  const parts = typed.split(/[\s,;]+/).filter(Boolean);
  const parsed = parts.map((part) => ({ part, domain: parseDomain(part.replace(/^@/, '')) }));
  const wrong = parsed.filter(({ domain }) => !domain?.includes('.')).map(({ part }) => part);
  if (wrong.length > 0) return { wrong };
  return { domains: [...new Set(parsed.flatMap(({ domain }) => domain ?? []))] };
}

function OwnDomains({ account, onChange }: { account: MailAccount; onChange(domains: string[]): void }) {
  const t = useTexts();
  const [typed, setTyped] = useState(account.ownDomains.join(', '));
  const [error, setError] = useState<string>();
  const stored = account.ownDomains.join(', ');
  useEffect(() => setTyped(stored), [stored]);
  return (
    <TextField
      label={t('options_own_domains')}
      hint={t('options_own_domains_hint')}
      placeholder="example.com, example.de"
      value={typed}
      error={error}
      onValue={setTyped}
      onBlur={() => {
        const read = readDomains(typed);
        if ('wrong' in read) return setError(t('options_domains_wrong', read.wrong.join(', ')));
        setError(undefined);
        if (read.domains.join(', ') !== stored) onChange(read.domains);
      }}
    />
  );
}
