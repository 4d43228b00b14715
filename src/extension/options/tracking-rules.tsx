import { useEffect, useState } from 'preact/hooks';
import type { NewTrackingSettings } from '../../connectors/endpoint-tracking';
import type { Connection } from '../../core/settings';
import type { TrackingSettings } from '../../core/tracking-api';
import { useTexts } from '../../ui/i18n';
import { Switch } from '../../ui/switch';
import { SelectField, TextField } from '../../ui/text-field';
import { GroundForm } from './ground-form';
import { StatedGround } from './stated-ground';

const DAYS = [30, 90, 180, 365, 730];
const MOST_LETTERS = 300;

interface Props {
  connection: Connection;
  rules: TrackingSettings;
  save(changes: NewTrackingSettings): Promise<void>;
}

/** T5. By what right, with what footer and for how long an organisation tracks: told to everybody, changed by an admin. */
export function TrackingRules({ connection, rules, save }: Props) {
  const t = useTexts();
  const { footer, retentionDays } = rules;
  const isAdmin = connection.role === 'admin';
  const days = [...new Set([...DAYS, retentionDays])].sort((a, b) => a - b);
  return (
    <section class="options-group options-lines" aria-labelledby="tracking-rules">
      <h2 id="tracking-rules">{t('options_track_rules', connection.label)}</h2>
      {isAdmin ? <GroundForm rules={rules} save={save} /> : <StatedGround rules={rules} />}
      {isAdmin ? (
        <>
          <Switch
            label={t('options_footer_required')}
            hint={t('options_footer_required_hint')}
            on={footer.required}
            onChange={(required) => void save({ footer: { ...footer, required } })}
          />
          <FooterText text={footer.text} onText={(text) => void save({ footer: { ...footer, text } })} />
          <SelectField
            label={t('options_retention')}
            value={String(retentionDays)}
            options={days.map((count) => ({ value: String(count), label: t.plural('options_days', count) }))}
            onValue={(count) => void save({ retentionDays: Number(count) })}
          />
        </>
      ) : (
        <p class="tl-soft">{t('options_admin_decides')}</p>
      )}
      <dl class="options-facts">
        <div>
          <dt>{t('options_hits_kept')}</dt>
          <dd>{t('options_hits_kept_text')}</dd>
        </div>
        <div>
          <dt>{t('options_hits_not_kept')}</dt>
          <dd>{t('options_hits_not_kept_text')}</dd>
        </div>
        <div>
          <dt>{t('options_hits_how_long')}</dt>
          <dd>{t.plural('options_hits_how_long_text', retentionDays)}</dd>
        </div>
      </dl>
    </section>
  );
}

function FooterText({ text, onText }: { text: string | null; onText(text: string | null): void }) {
  const t = useTexts();
  const [typed, setTyped] = useState(text ?? '');
  useEffect(() => setTyped(text ?? ''), [text]);
  return (
    <TextField
      label={t('options_footer_text')}
      hint={t('options_footer_text_hint')}
      placeholder={t('tracking_footer')}
      value={typed}
      onValue={(value) => setTyped(value.slice(0, MOST_LETTERS))}
      onBlur={() => {
        const wanted = typed.trim() || null;
        if (wanted !== text) onText(wanted);
      }}
    />
  );
}
