import { useState } from 'preact/hooks';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { useTexts } from '../../ui/i18n';
import { TextField } from '../../ui/text-field';
import { useToast } from '../../ui/toast';
import type { RuleRow } from '../protocol';
import { ruleKeyOf } from './rule-words';
import { ScopeField, TrackField } from './scope-field';
import type { Rules } from './use-rules';

interface Props {
  rule: RuleRow;
  rules: Rules;
  mayAll: boolean;
  onClose(): void;
}

export function RuleDialog({ rule, rules, mayAll, onClose }: Props) {
  const t = useTexts();
  const toast = useToast();
  const [key, setKey] = useState(rule.key);
  const [scope, setScope] = useState(rule.scope);
  const [neverTrack, setNeverTrack] = useState(rule.neverTrack);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function save() {
    const canonical = ruleKeyOf(key);
    if (!canonical) return setError(t('rules_not_understood', key));
    setBusy(true);
    const result = await rules.replace(rule, { key: canonical, scope, neverTrack });
    setBusy(false);
    if (result.fault) return setError(t(result.fault));
    if (result.refused.length > 0) return setError(t('rules_not_understood', key));
    toast({ text: t('options_saved') });
    onClose();
  }

  return (
    <Dialog
      title={t('rules_edit', rule.key)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui_cancel')}</Button>
          <Button look="primary" busy={busy} onClick={() => void save()}>
            {t('ui_save')}
          </Button>
        </>
      }
    >
      <TextField label={t('rules_add_label')} value={key} onValue={setKey} error={error} inputMode="email" autocapitalize="none" />
      <ScopeField scope={scope} mayAll={mayAll} onScope={setScope} />
      <TrackField on={neverTrack} onChange={setNeverTrack} />
    </Dialog>
  );
}
