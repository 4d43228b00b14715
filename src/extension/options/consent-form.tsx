import { useState } from 'preact/hooks';
import type { NewConsent } from '../../connectors/endpoint-tracking';
import { TOLD_WAYS, WAYS } from '../../core/tracking/consent-words';
import { Button } from '../../ui/button';
import { useTexts } from '../../ui/i18n';
import { TextField } from '../../ui/text-field';

type State = NewConsent['state'];

interface Props {
  address: string;
  /** What she said last. */
  newest: State | null;
  /** False: nobody could write it down. */
  onRecord(consent: NewConsent): Promise<boolean>;
}

/** What a contact said, by which way, and a word on it: written down, and never changed afterwards. */
export function ConsentForm({ address, newest, onRecord }: Props) {
  const t = useTexts();
  const [state, setState] = useState<State | null>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const offered: State[] = newest === 'given' ? ['withdrawn'] : newest === null ? ['given', 'refused'] : ['given'];

  async function record(how: NewConsent['how']) {
    if (state === null) return;
    setBusy(true);
    const noted = await onRecord({ address, state, how, ...(note.trim() ? { note: note.trim() } : {}) });
    setBusy(false);
    if (!noted) return;
    setState(null);
    setNote('');
  }

  if (state === null)
    return (
      <div class="tl-buttons">
        {offered.map((one) => (
          <Button key={one} onClick={() => setState(one)}>
            {t(`consent_do_${one}`)}
          </Button>
        ))}
      </div>
    );
  return (
    <fieldset class="options-ways" aria-busy={busy}>
      <legend class="tl-label">{t(`consent_ask_${state}`, address)}</legend>
      <TextField label={t('options_consent_note')} hint={t('options_consent_note_hint')} name="note" value={note} onValue={setNote} />
      <div class="tl-buttons">
        {TOLD_WAYS.map((how) => (
          <Button key={how} busy={busy} onClick={() => void record(how)}>
            {t(WAYS[how])}
          </Button>
        ))}
        <Button look="quiet" onClick={() => setState(null)}>
          {t('ui_cancel')}
        </Button>
      </div>
    </fieldset>
  );
}
