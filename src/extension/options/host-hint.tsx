import type { ConnectorKind } from '../../connectors/connector-kind';
import type { FieldValues } from '../../core/connector-face';
import { useTexts } from '../../ui/i18n';

/** Says what the browser is about to ask, as soon as it is known which host it will name. */
export function HostHint({ kind, values }: { kind: ConnectorKind; values: FieldValues }) {
  const t = useTexts();
  const read = kind.readValues(values);
  const origins = read.ok ? kind.hostsOf(read.baseUrl) : [];
  return origins.length > 0 ? <p class="tl-hint">{t('options_host_hint', hostNames(origins))}</p> : null;
}

/** The hosts of match patterns, as people know them. */
export const hostNames = (origins: readonly string[]): string =>
  origins.map((origin) => new URL(origin.replace(/\*$/, '')).hostname).join(', ');
