import type { ConnectorKind } from '../../connectors/connector-kind';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';

/** A service that is going to end is told so before and after it is connected. */
export function EndNotice({ kind: { labelKey, endsAt } }: { kind: ConnectorKind }) {
  const t = useTexts();
  if (!endsAt) return null;
  // The day, wherever one is.
  const date = new Intl.DateTimeFormat(t.language, { dateStyle: 'long', timeZone: 'UTC' }).format(endsAt);
  return <Notice tone="warn">{t('options_ends', t(labelKey), date)}</Notice>;
}
