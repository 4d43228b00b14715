import { useState } from 'preact/hooks';
import { parseAddress } from '../../core/address';
import { useTexts } from '../../ui/i18n';
import { TextField } from '../../ui/text-field';
import { useDelayed } from '../../ui/use-delayed';
import { useLoaded } from '../../ui/use-loaded';
import type { RuleTest } from '../protocol';
import { ruleTestWords } from './rule-words';

interface Props {
  test(address: string): Promise<RuleTest>;
  /** Changes when the rules did: the answer may be another. */
  version: number;
}

/** Says while typing whether an address is logged, and which rule stands against it. */
export function RuleTestBox({ test, version }: Props) {
  const t = useTexts();
  const [typed, setTyped] = useState('');
  const address = useDelayed(parseAddress(typed));
  const { value, failed } = useLoaded(async () => (address ? test(address) : null), [address, version]);
  const hit = Boolean(value?.rule);
  return (
    <section class="options-group" aria-labelledby="rules-test">
      <h2 id="rules-test">{t('rules_test')}</h2>
      <TextField
        quietLabel
        label={t('rules_test_label')}
        name="test"
        placeholder="jane@mail.acme.com"
        inputMode="email"
        autocapitalize="none"
        value={typed}
        onValue={setTyped}
      />
      <p role="status" class={`options-answer${hit ? ' options-answer-hit' : ''}`}>
        {failed ? t('ui_worker_silent') : value && address ? ruleTestWords(value, Date.now(), t) : t('rules_test_hint')}
      </p>
    </section>
  );
}
