import type { Translate } from '../messages';
import type { Consent } from '../tracking-api';

/** T5. What somebody said of being tracked and by which way, and who wrote it down when. */
export function sayConsent(t: Translate, { state, how, by, at }: Omit<Consent, 'address' | 'note'>): { said: string; recorded: string } {
  const day = new Intl.DateTimeFormat(t.language, { dateStyle: 'medium' }).format(at);
  return {
    said: t(`consent_${state}`, t(`consent_how_${how}`)),
    recorded: by === null ? t('consent_by_contact', day) : t('consent_recorded', by, day),
  };
}
