import { useState } from 'preact/hooks';
import { useTexts } from '../../ui/i18n';
import { Switch } from '../../ui/switch';
import { useLoaded } from '../../ui/use-loaded';
import type { BrowserPort } from './browser-port';

interface Props {
  host: Pick<BrowserPort, 'mayShowNotices' | 'requestNotices' | 'removeNotices'>;
  on: boolean;
  onChange(on: boolean): void;
}

/** T6. The browser is asked in this very click, and gets its permission back when the switch is turned off. */
export function NoticesSwitch({ host, on, onChange }: Props) {
  const t = useTexts();
  const allowed = useLoaded(host.mayShowNotices, []);
  const [refused, setRefused] = useState(false);

  function toggle(wanted: boolean) {
    const asked = wanted ? host.requestNotices() : host.removeNotices().then(() => false);
    void asked.then((isAllowed) => {
      allowed.set(isAllowed);
      setRefused(wanted && !isAllowed);
      onChange(isAllowed);
    });
  }
  return (
    <div>
      <Switch
        label={t('options_notices')}
        hint={t('options_notices_hint')}
        on={on && allowed.value === true}
        disabled={allowed.value === undefined}
        onChange={toggle}
      />
      {refused && (
        <p class="tl-field-error" role="alert">
          {t('options_notices_refused')}
        </p>
      )}
    </div>
  );
}
