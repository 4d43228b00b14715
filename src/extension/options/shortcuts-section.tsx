import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { useToast } from '../../ui/toast';
import { useLoaded } from '../../ui/use-loaded';
import type { BrowserPort } from './browser-port';

const COMMANDS = ['toggle-log', 'toggle-track'] as const;

/** The keys as the browser has them; only the browser's own page can change them. */
export function ShortcutsSection({ host }: { host: BrowserPort }) {
  const t = useTexts();
  const toast = useToast();
  const { value } = useLoaded(host.readShortcuts, []);
  return (
    <>
      <p class="tl-soft">{t('shortcuts_about')}</p>
      <dl class="options-keys">
        {COMMANDS.map((command) => (
          <div key={command}>
            <dt>{t(`command_${command.replace('-', '_')}`)}</dt>
            <dd>{value?.[command] ? <kbd>{value[command]}</kbd> : value ? t('shortcuts_none') : ''}</dd>
          </div>
        ))}
      </dl>
      <div class="tl-buttons">
        <Button
          icon="external"
          onClick={async () => {
            if (!(await host.openShortcutPage())) toast({ text: t('shortcuts_by_hand'), problem: true });
          }}
        >
          {t('shortcuts_change')}
        </Button>
      </div>
    </>
  );
}
