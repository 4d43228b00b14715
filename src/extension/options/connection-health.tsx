import { findConnectorKind } from '../../connectors/registry';
import type { Connection } from '../../core/settings';
import { Button } from '../../ui/button';
import { MissingRights } from '../../ui/connector-parts';
import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';
import { RelativeTime } from '../../ui/relative-time';
import type { Health } from '../protocol';

export const DOTS: Record<Health['state'], string> = {
  ok: 'ok',
  unknown: 'plain',
  unreachable: 'warn',
  'needs-reconnect': 'danger',
  'permission-missing': 'danger',
};

/** Who we are there. The address is only told where somebody chose it. */
export function Who({
  connection: { connector, role, userName, userAddress, label, baseUrl },
  checkedAt,
}: {
  connection: Connection;
  checkedAt: number | null;
}) {
  const t = useTexts();
  const kind = findConnectorKind(connector);
  const facts = [
    ...(kind ? [t(kind.labelKey)] : []),
    t(`options_connected_as_${role}`, userName || userAddress || label),
    ...(kind?.fields.some((field) => field.kind === 'url') ? [baseUrl] : []),
  ];
  return (
    <p class="tl-hint options-break">
      {facts.join(' · ')}
      {checkedAt !== null && (
        <>
          {' · '}
          {t('options_checked')} <RelativeTime at={checkedAt} />
        </>
      )}
    </p>
  );
}

/** What is wrong, and what helps. */
export function Trouble({ health: { state, code, missing }, crm, onAllow }: { health: Health; crm: string; onAllow(): void }) {
  const t = useTexts();
  return (
    <>
      {code && (
        <Notice
          tone={DOTS[state] === 'danger' ? 'danger' : 'warn'}
          action={code === 'host_permission_missing' && <Button onClick={onAllow}>{t('options_allow_host')}</Button>}
        >
          {t(`failure_${code}`)} {t(`remedy_${code}`)}
        </Notice>
      )}
      {missing.length > 0 && <MissingRights missing={missing} crm={crm} />}
    </>
  );
}
