import type { Ground, TrackingSettings } from '../../core/tracking-api';
import { useTexts } from '../../ui/i18n';
import { shortDate } from '../../ui/time-words';

/** The locale strings that name and explain each. */
export const GROUNDS: Record<Ground['kind'], { name: string; text: string }> = {
  consent: { name: 'options_ground_consent', text: 'options_ground_consent_text' },
  other: { name: 'options_ground_stated', text: 'options_ground_stated_text' },
};

/** By what right mails are tracked, in its own words, and whose they are. */
export function StatedGround({ rules }: { rules: TrackingSettings }) {
  const t = useTexts();
  const { ground } = rules;
  return (
    <div>
      <p>{t(GROUNDS[ground.kind].text)}</p>
      {ground.kind === 'other' && <blockquote class="options-quote">{ground.words}</blockquote>}
      <GroundBy rules={rules} />
    </div>
  );
}

/** Nothing where nobody has changed it. */
export function GroundBy({ rules: { groundBy, groundAt } }: { rules: TrackingSettings }) {
  const t = useTexts();
  if (!groundBy || groundAt === null) return null;
  return <p class="tl-hint">{t('options_ground_by', groundBy, shortDate(groundAt, Date.now(), t.language))}</p>;
}
