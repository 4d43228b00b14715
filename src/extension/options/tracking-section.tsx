import type { Settings } from '../../core/settings';
import { useTexts } from '../../ui/i18n';
import { Switch } from '../../ui/switch';
import { NoAccount, useAccountChoice } from './account-choice';
import type { SettingsHandle } from './use-settings';

export function TrackingSection({ settings, handle }: { settings: Settings; handle: SettingsHandle }) {
  const t = useTexts();
  const { account, choice } = useAccountChoice(settings);
  if (!account) return <NoAccount />;
  return (
    <>
      {choice}
      <div class="options-group options-lines">
        <Switch
          label={t('options_track_by_default')}
          hint={t('options_track_by_default_hint')}
          on={account.trackByDefault}
          onChange={(trackByDefault) => void handle.saveAccount({ ...account, trackByDefault })}
        />
      </div>
      <section class="options-group" aria-labelledby="consent">
        <h2 id="consent">{t('options_consent')}</h2>
        <p>{t('options_consent_text')}</p>
        <p class="tl-soft">{t('options_consent_rules')}</p>
      </section>
    </>
  );
}
