import type { ConnectorFace, ConnectorField, FieldId, FieldValues } from '../core/connector-face';
import type { ConnectFaults } from './connect-words';
import { useTexts } from './i18n';
import { Notice } from './notice';
import { SecretField } from './secret-field';
import { TextField } from './text-field';

interface ChoiceProps {
  faces: readonly ConnectorFace[];
  chosen: string;
  onChoose(id: string): void;
}

export function ConnectorChoice({ faces, chosen, onChoose }: ChoiceProps) {
  const t = useTexts();
  return (
    <fieldset class="tl-choices">
      <legend class="tl-unseen">{t('options_choose_crm')}</legend>
      {faces.map(({ id, labelKey, aboutKey }) => (
        <label key={id} class="tl-choice">
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

interface FieldsProps {
  face: ConnectorFace;
  /** Gets a new key: its address stays what it is. */
  reconnects: boolean;
  typed: FieldValues;
  faults: ConnectFaults;
  onType(id: FieldId, value: string): void;
}

/** What a CRM asks for, and what its key must be allowed to do. */
export function ConnectorFields({ face, reconnects, typed, faults, onType }: FieldsProps) {
  return (
    <>
      {face.fields
        .filter(({ kind }) => !reconnects || kind !== 'url')
        .map((field) => (
          <Field
            key={`${face.id} ${field.id}`}
            field={field}
            value={typed[field.id] ?? ''}
            error={faults[field.id]}
            onValue={(value) => onType(field.id, value)}
          />
        ))}
      <Rights face={face} />
    </>
  );
}

interface FieldProps {
  field: ConnectorField;
  value: string;
  error?: string;
  onValue(value: string): void;
}

function Field({ field: { id, kind, labelKey, hintKey, example }, value, error, onValue }: FieldProps) {
  const t = useTexts();
  const common = { name: id, label: t(labelKey), hint: t(hintKey), placeholder: example, error, value, onValue };
  if (kind === 'secret') return <SecretField {...common} show={t('options_key_show')} hide={t('options_key_hide')} />;
  return <TextField {...common} inputMode={kind === 'url' ? 'url' : 'text'} autocapitalize="none" />;
}

/** As the CRM's own form names them, for whoever makes the key there. */
function Rights({ face: { rights } }: { face: ConnectorFace }) {
  const t = useTexts();
  if (rights.length === 0) return null;
  return (
    <div class="tl-hint">
      <p>{t('options_rights')}</p>
      <ul class="tl-rights">
        {rights.map((right) => (
          <li key={right}>
            <code>{right}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What the key may not do, as the CRM's own form names it. `crm`: the key of its name. */
export function MissingRights({ missing, crm }: { missing: readonly string[]; crm: string }) {
  const t = useTexts();
  return <Notice tone="warn">{t('options_rights_missing', missing.join(', '), t(crm))}</Notice>;
}

/** A service that is going to end is told so before and after it is connected. */
export function EndNotice({ face: { labelKey, endsAt } }: { face: ConnectorFace }) {
  const t = useTexts();
  if (!endsAt) return null;
  // The day, wherever one is.
  const date = new Intl.DateTimeFormat(t.language, { dateStyle: 'long', timeZone: 'UTC' }).format(endsAt);
  return <Notice tone="warn">{t('options_ends', t(labelKey), date)}</Notice>;
}
