import { useEffect, useState } from 'preact/hooks';
import type { NewTrackingSettings } from '../../connectors/endpoint-tracking';
import type { TrackingSettings } from '../../core/tracking-api';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { TextArea } from '../../ui/text-field';
import { GROUNDS, GroundBy } from './stated-ground';

/** As `GroundSchema` has it. */
const FEWEST_LETTERS = 10;
const MOST_LETTERS = 2000;
const KINDS = ['consent', 'other'] as const;

/** The admin's choice of the ground. Another than consent counts only once it is stated. */
export function GroundForm({ rules, save }: { rules: TrackingSettings; save(changes: NewTrackingSettings): Promise<void> }) {
  const t = useTexts();
  const { ground } = rules;
  const stated = ground.kind === 'other' ? ground.words : '';
  const [kind, setKind] = useState(ground.kind);
  const [words, setWords] = useState(stated);
  const [error, setError] = useState<string>();
  useEffect(() => {
    setKind(ground.kind);
    setWords(stated);
  }, [ground.kind, stated]);

  function choose(chosen: (typeof KINDS)[number]) {
    setKind(chosen);
    setError(undefined);
    if (chosen === 'consent' && ground.kind !== 'consent') void save({ ground: { kind: 'consent' } });
  }
  function state() {
    if (words.trim().length < FEWEST_LETTERS) return setError(t('options_ground_short'));
    setError(undefined);
    void save({ ground: { kind: 'other', words: words.trim() } });
  }

  return (
    <>
      <fieldset class="tl-choices">
        <legend class="tl-label options-legend">{t('options_ground')}</legend>
        {KINDS.map((one) => (
          <label key={one} class="tl-choice">
            <input type="radio" name="ground" value={one} checked={one === kind} onChange={() => choose(one)} />
            <span>
              <span class="tl-label">{t(GROUNDS[one].name)}</span>
              <span class="tl-hint">{t(GROUNDS[one].text)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {kind === 'other' && (
        <>
          <TextArea
            label={t('options_ground_words')}
            hint={t('options_ground_words_hint')}
            error={error}
            rows={3}
            value={words}
            onValue={(value) => setWords(value.slice(0, MOST_LETTERS))}
          />
          <div class="tl-buttons">
            <Button look="primary" disabled={ground.kind === 'other' && words.trim() === stated} onClick={state}>
              {t('options_ground_state')}
            </Button>
          </div>
        </>
      )}
      <GroundBy rules={rules} />
    </>
  );
}
