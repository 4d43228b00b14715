import { useTexts } from '../../ui/i18n';
import { Notice } from '../../ui/notice';

/** What the key may not do, as the CRM's own form names it. */
export function MissingRights({ missing }: { missing: readonly string[] }) {
  const t = useTexts();
  return <Notice tone="warn">{t('options_rights_missing', missing.join(', '))}</Notice>;
}
