import { useState } from 'preact/hooks';
import { type ConnectorField, connectorKinds, findConnectorKind } from '../../connectors/registry';
import type { Connection } from '../../core/settings';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { TextField } from '../../ui/text-field';
import type { WorkerPort } from '../ui/worker-port';
import { readBaseUrl } from './base-url';

type FieldId = ConnectorField['id'];

const PLACEHOLDERS: Record<ConnectorField['kind'], string> = { url: 'https://crm.example.com', code: 'ABCD-1234' };

interface Props {
  worker: WorkerPort;
  /** Filled in already, as for a reconnect. */
  baseUrl?: string;
  onPaired(connection: Connection): void;
  onCancel?: () => void;
}

/** Asks for what the connector declares, pairs, and says at the field what is wrong. */
export function PairingForm({ worker, baseUrl = '', onPaired, onCancel }: Props) {
  const t = useTexts();
  const [chosen, setChosen] = useState('');
  const kind = findConnectorKind(chosen) ?? connectorKinds[0];
  const [values, setValues] = useState<Record<FieldId, string>>({ baseUrl, code: '' });
  const [errors, setErrors] = useState<Partial<Record<FieldId, string>>>({});
  const [busy, setBusy] = useState(false);

  async function pair() {
    if (!kind) return;
    const base = readBaseUrl(kind, values.baseUrl);
    const code = values.code.trim();
    const found = { baseUrl: 'fault' in base ? t(base.fault) : undefined, code: code === '' ? t('options_code_missing') : undefined };
    setErrors(found);
    if ('fault' in base || code === '') return;
    setBusy(true);
    try {
      const answer = await worker.ask.pair(base.url, code, null);
      if (answer.ok) return onPaired(answer.connection);
      if (answer.code === 'pairing_code_unknown') setErrors({ code: t('options_code_unknown') });
      else setErrors({ baseUrl: `${t(`failure_${answer.code}`)} ${t('options_url_check')}` });
    } catch {
      setErrors({ baseUrl: t('ui_worker_silent') });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      class="options-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void pair();
      }}
    >
      <fieldset class="options-choices">
        <legend class="tl-unseen">{t('options_choose_crm')}</legend>
        {connectorKinds.map(({ id, labelKey, aboutKey }) => (
          <label key={id} class="options-choice">
            <input type="radio" name="connector" checked={id === kind?.id} onChange={() => setChosen(id)} />
            <span>
              <span class="tl-label">{t(labelKey)}</span>
              <span class="tl-hint">{t(aboutKey)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {kind?.fields.map((field) => (
        <TextField
          key={field.id}
          name={field.id}
          label={t(field.labelKey)}
          hint={t(field.hintKey)}
          placeholder={PLACEHOLDERS[field.kind]}
          inputMode={field.kind === 'url' ? 'url' : 'text'}
          autocapitalize="none"
          error={errors[field.id]}
          value={values[field.id]}
          onValue={(value) => setValues({ ...values, [field.id]: value })}
        />
      ))}
      <div class="options-buttons">
        <Button type="submit" name="pair" look="primary" busy={busy}>
          {busy ? t('options_connecting') : t('options_connect')}
        </Button>
        {onCancel && <Button onClick={onCancel}>{t('ui_cancel')}</Button>}
      </div>
    </form>
  );
}
