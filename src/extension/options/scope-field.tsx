import { useTexts } from '../../ui/i18n';
import { SelectField } from '../../ui/text-field';
import type { Scope } from './use-rules';

interface ScopeProps {
  scope: Scope;
  /** Only an admin may decide for everyone. */
  mayAll: boolean;
  onScope(scope: Scope): void;
}

export function ScopeField({ scope, mayAll, onScope }: ScopeProps) {
  const t = useTexts();
  const me = { value: 'me', label: t('rules_for_me') };
  const everyone = { value: 'everyone', label: t('rules_for_everyone') };
  return (
    <SelectField
      label={t('rules_for')}
      name="scope"
      value={scope}
      hint={mayAll ? undefined : t('rules_for_hint')}
      options={mayAll ? [me, everyone] : [me]}
      onValue={(value) => onScope(value === 'everyone' ? 'everyone' : 'me')}
    />
  );
}

export function TrackField({ on, onChange }: { on: boolean; onChange(on: boolean): void }) {
  const t = useTexts();
  return (
    <label class="options-tick">
      <input type="checkbox" name="never-track" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      {t('rules_never_track')}
    </label>
  );
}
