import { findConnectorKind } from '../../connectors/registry';
import type { Settings } from '../../core/settings';
import { Button, IconButton } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { isWebUrl } from '../../ui/link';
import { Menu } from '../../ui/menu';
import { clockTime } from '../../ui/time-words';

const HOUR_MS = 3_600_000;

/** Midnight at the end of this day, where the rep is. */
function endOfToday(now: number): number {
  return new Date(now).setHours(24, 0, 0, 0);
}

interface Props {
  settings: Settings;
  onPause(until: number | null): void;
  openOptions(): void;
}

export function Foot({ settings, onPause, openOptions }: Props) {
  const t = useTexts();
  const { pausedUntil, connections } = settings;
  const paused = pausedUntil !== null && pausedUntil > Date.now();
  const timeline = connections
    .flatMap(({ connector, baseUrl }) => findConnectorKind(connector)?.timelineOf?.(baseUrl) ?? [])
    .find(isWebUrl);
  return (
    <footer class="popup-foot">
      {paused ? (
        <Button look="quiet" icon="play" onClick={() => onPause(null)}>
          {t('popup_resume', clockTime(pausedUntil, t.language))}
        </Button>
      ) : (
        <Menu
          wide
          icon="pause"
          label={t('popup_pause')}
          items={[
            { label: t('popup_pause_hour'), run: () => onPause(Date.now() + HOUR_MS) },
            { label: t('popup_pause_today'), run: () => onPause(endOfToday(Date.now())) },
          ]}
        />
      )}
      <span class="popup-foot-gap" />
      {timeline && (
        <a class="tl-button tl-button-quiet" href={timeline} target="_blank" rel="noreferrer">
          {t('popup_timeline')}
        </a>
      )}
      <IconButton icon="settings" label={t('popup_options')} onClick={openOptions} />
    </footer>
  );
}
