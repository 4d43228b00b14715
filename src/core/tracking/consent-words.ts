import type { Translate } from '../messages';
import type { Consent } from '../tracking-api';

/** The locale string of each way by which somebody says such a thing. */
export const WAYS: Record<Consent['how'], string> = {
  spoken: 'consent_how_spoken',
  written: 'consent_how_written',
  form: 'consent_how_form',
  contract: 'consent_how_contract',
  page: 'consent_how_page',
  other: 'consent_how_otherwise',
};
/** Those that somebody can write down for her. */
export const TOLD_WAYS = ['spoken', 'written', 'form', 'contract', 'other'] as const satisfies Consent['how'][];

/** T5. What somebody said of being tracked and by which way, and who wrote it down when. */
export function sayConsent(t: Translate, { state, how, by, at }: Omit<Consent, 'address' | 'note'>): { said: string; recorded: string } {
  const day = new Intl.DateTimeFormat(t.language, { dateStyle: 'medium' }).format(at);
  return {
    said: t(`consent_${state}`, t(WAYS[how])),
    recorded: by === null ? t('consent_by_contact', day) : t('consent_recorded', by, day),
  };
}
