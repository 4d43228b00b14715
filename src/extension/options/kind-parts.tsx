import type { ConnectorKind, FieldValues } from '../../connectors/connector-kind';
import { connectorKinds } from '../../connectors/registry';
import { useTexts } from '../../ui/i18n';
import { hostNames } from './connect-words';

export function KindChoice({ chosen, onChoose }: { chosen: string; onChoose(id: string): void }) {
  const t = useTexts();
  return (
    <fieldset class="options-choices">
      <legend class="tl-unseen">{t('options_choose_crm')}</legend>
      {connectorKinds.map(({ id, labelKey, aboutKey }) => (
        <label key={id} class="options-choice">
          <input type="radio" name="connector" value={id} checked={id === chosen} onChange={() => onChoose(id)} />
          <span>
            <span class="tl-label">{t(labelKey)}</span>
            <span class="tl-hint">{t(aboutKey)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** As the CRM's own form names them, for whoever makes the key there. */
export function Rights({ kind: { rights } }: { kind: ConnectorKind }) {
  const t = useTexts();
  if (rights.length === 0) return null;
  return (
    <div class="tl-hint">
      <p>{t('options_rights')}</p>
      <ul class="options-rights">
        {rights.map((right) => (
          <li key={right}>
            <code>{right}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Says what the browser is about to ask, as soon as it is known which host it will name. */
export function HostHint({ kind, values }: { kind: ConnectorKind; values: FieldValues }) {
  const t = useTexts();
  const read = kind.readValues(values);
  const origins = read.ok ? kind.hostsOf(read.baseUrl) : [];
  return origins.length > 0 ? <p class="tl-hint">{t('options_host_hint', hostNames(origins))}</p> : null;
}
