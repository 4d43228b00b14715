import type { ConnectorField } from '../../connectors/connector-kind';
import { useTexts } from '../../ui/i18n';
import { SecretField } from '../../ui/secret-field';
import { TextField } from '../../ui/text-field';

interface Props {
  field: ConnectorField;
  value: string;
  error?: string;
  onValue(value: string): void;
}

/** One thing that a CRM asks for. */
export function KindField({ field: { id, kind, labelKey, hintKey, example }, value, error, onValue }: Props) {
  const t = useTexts();
  const common = { name: id, label: t(labelKey), hint: t(hintKey), placeholder: example, error, value, onValue };
  if (kind === 'secret') return <SecretField {...common} show={t('options_key_show')} hide={t('options_key_hide')} />;
  return <TextField {...common} inputMode={kind === 'url' ? 'url' : 'text'} autocapitalize="none" />;
}
