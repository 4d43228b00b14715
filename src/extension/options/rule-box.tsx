import { useState } from 'preact/hooks';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { TextArea } from '../../ui/text-field';
import { useToast } from '../../ui/toast';
import { readRuleLines } from './rule-words';
import { ScopeField, TrackField } from './scope-field';
import type { Rules, Scope } from './use-rules';

/** The box to add rules: one typed, or a whole column pasted. */
export function RuleBox({ rules, mayAll }: { rules: Rules; mayAll: boolean }) {
  const t = useTexts();
  const toast = useToast();
  const [text, setText] = useState('');
  const [scope, setScope] = useState<Scope>('me');
  const [neverTrack, setNeverTrack] = useState(false);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { lines, wrong } = readRuleLines(text);
  const many = text.includes('\n');

  async function add() {
    if (lines.length === 0) return setError(t(wrong.length > 0 ? 'rules_not_understood' : 'rules_missing', wrong.join(', ')));
    setBusy(true);
    const result = await rules.add({ lines, scope, neverTrack });
    setBusy(false);
    const left = [...wrong, ...result.refused];
    if (result.fault) return setError(t(result.fault));
    // What was not understood stays in the box to be corrected.
    setText(left.join('\n'));
    setError(left.length > 0 ? t('rules_not_understood', left.join(', ')) : undefined);
    if (result.added > 0) toast({ text: t.plural('rules_added', result.added) });
  }

  return (
    <form
      class="options-group tl-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void add();
      }}
    >
      <TextArea
        label={t('rules_add_label')}
        hint={many ? t.plural('rules_ready', lines.length) : t('rules_add_hint')}
        name="rules"
        placeholder={t('rules_add_placeholder')}
        rows={many ? 6 : 1}
        error={error}
        value={text}
        onValue={(value) => {
          setText(value);
          setError(undefined);
        }}
        onEnter={many ? undefined : () => void add()}
      />
      <div class="options-pair">
        <ScopeField scope={scope} mayAll={mayAll} onScope={setScope} />
        <TrackField on={neverTrack} onChange={setNeverTrack} />
      </div>
      <div class="tl-buttons">
        <Button type="submit" name="add-rules" look="primary" busy={busy}>
          {t('rules_add')}
        </Button>
      </div>
    </form>
  );
}
