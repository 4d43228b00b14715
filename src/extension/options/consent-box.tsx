import { useState } from 'preact/hooks';
import type { NewConsent } from '../../connectors/endpoint-tracking';
import { parseAddress } from '../../core/address';
import { sayConsent } from '../../core/tracking/consent-words';
import type { Consent, Ground } from '../../core/tracking-api';
import { useTexts } from '../../ui/i18n';
import { TextField } from '../../ui/text-field';
import { useToast } from '../../ui/toast';
import { useDelayed } from '../../ui/use-delayed';
import { useLoaded } from '../../ui/use-loaded';
import type { WorkerPort } from '../ui/worker-port';
import { ConsentForm } from './consent-form';

interface Props {
  worker: WorkerPort;
  connectionId: string;
  ground: Ground;
}

/** T5. All that a contact ever said of being tracked, and the place to write down what she says next. */
export function ConsentBox({ worker, connectionId, ground }: Props) {
  const t = useTexts();
  const toast = useToast();
  const [typed, setTyped] = useState('');
  const address = useDelayed(parseAddress(typed));
  const { value, failed, reload } = useLoaded(
    async () => (address ? { address, words: await worker.ask.readConsents(connectionId, address) } : null),
    [address, connectionId],
  );
  const words = value?.address === address ? value?.words : undefined;

  async function record(consent: NewConsent) {
    const { noted } = await worker.ask.noteConsentsAt(connectionId, [consent]).catch(() => ({ noted: false }));
    toast(noted ? { text: t('options_saved') } : { text: t('consent_not_noted'), problem: true });
    reload();
    return noted;
  }

  return (
    <section class="options-group" aria-labelledby="consent">
      <h2 id="consent">{t('options_consent')}</h2>
      <TextField
        label={t('options_consent_look_up')}
        name="consent"
        placeholder="ada@acme.com"
        inputMode="email"
        autocapitalize="none"
        value={typed}
        onValue={setTyped}
      />
      <p role="status" class={`options-answer${isRefused(words, ground) ? ' options-answer-hit' : ''}`}>
        {failed || (address && words === null) ? t('options_consent_unread') : answerOf(words)}
      </p>
      {address && words && (
        <>
          {words.length > 0 && <History words={words} />}
          <ConsentForm key={address} address={address} newest={words[0]?.state ?? null} onRecord={record} />
        </>
      )}
      <p class="tl-hint">{t('options_consent_rules')}</p>
    </section>
  );

  function answerOf(found: Consent[] | null | undefined): string {
    if (!address || !found) return t('options_consent_hint');
    const isFree = found[0] ? found[0].state === 'given' : ground.kind === 'other';
    if (isFree) return t('options_consent_free', address);
    return t(found.length === 0 ? 'options_consent_none' : 'options_consent_not', address);
  }
}

const isRefused = (words: Consent[] | null | undefined, ground: Ground): boolean =>
  Boolean(words && (words[0] ? words[0].state !== 'given' : ground.kind === 'consent'));

function History({ words }: { words: readonly Consent[] }) {
  const t = useTexts();
  return (
    <ol class="options-history" aria-label={t('options_consent_history')}>
      {words.map((word, index) => {
        const { said, recorded } = sayConsent(t, word);
        return (
          <li key={index}>
            <p class="tl-label">{said}</p>
            <p class="tl-hint">{recorded}</p>
            {word.note && <p class="options-break">{word.note}</p>}
          </li>
        );
      })}
    </ol>
  );
}
