import { useEffect, useRef, useState } from 'preact/hooks';
import type { NewConsent } from '../../connectors/endpoint-tracking';
import type { Translate } from '../../core/messages';
import { sayConsent, TOLD_WAYS, WAYS } from '../../core/tracking/consent-words';
import { sayRefusal } from '../../core/tracking/words';
import type { PersonConsent } from '../tracking-protocol';
import { nameOf } from './plan-words';

interface RowProps {
  person: PersonConsent;
  /** False: nobody could write it down. */
  note(consent: NewConsent): Promise<boolean>;
  t: Translate;
}

/** One recipient: what is recorded of her, by whom and when; and two clicks to record something else. */
export function ConsentRow({ person, note, t }: RowProps) {
  const row = useRef<HTMLLIElement>(null);
  const [asked, setAsked] = useState<NewConsent['state'] | null>(null);
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const before = useRef(asked);
  // Buttons come and go; the focus stays in the row.
  useEffect(() => {
    if (before.current !== asked) row.current?.querySelector('button')?.focus();
    before.current = asked;
  }, [asked]);
  const record = async (consent: NewConsent) => {
    setState('busy');
    const isNoted = await note(consent).catch(() => false);
    setState(isNoted ? 'idle' : 'failed');
    if (isNoted) setAsked(null);
  };
  const name = nameOf(person);
  return (
    <li class="row consent" ref={row} aria-busy={state === 'busy'}>
      <span class="text">
        <b>{name}</b>
        <span class="detail">{person.address === name ? '' : person.address}</span>
        <Recorded person={person} t={t} />
        {state === 'failed' && (
          <span class="detail over" role="alert">
            {t('consent_not_noted')}
          </span>
        )}
      </span>
      {asked === null ? (
        <Offers person={person} name={name} t={t} onAsk={setAsked} />
      ) : (
        <fieldset class="ways">
          <legend>{t(`consent_ask_${asked}`, name)}</legend>
          {TOLD_WAYS.map((how) => (
            <button key={how} type="button" class="way" onClick={() => record({ address: person.address, state: asked, how })}>
              {t(WAYS[how])}
            </button>
          ))}
          <button type="button" class="way quiet" onClick={() => setAsked(null)}>
            {t('ui_cancel')}
          </button>
        </fieldset>
      )}
    </li>
  );
}

function Recorded({ person, t }: Pick<RowProps, 'person' | 't'>) {
  const { consent, refusal, isColleague } = person;
  // A rule, or that nobody could be asked, counts before what is recorded.
  const isOther = refusal !== null && ['never-track', 'not-known', 'unreadable'].includes(refusal.reason);
  const { said, recorded } = consent ? sayConsent(t, consent) : { said: wordless(person, t), recorded: '' };
  return (
    <>
      <span class={refusal ? 'detail over' : 'detail'}>{isOther ? sayRefusal(t, refusal) : said}</span>
      {recorded && !isColleague && <span class="detail">{recorded}</span>}
    </>
  );
}

/** Of somebody of whom no word is recorded. */
function wordless({ isColleague, refusal }: PersonConsent, t: Translate): string {
  if (isColleague) return t('consent_colleague');
  return refusal ? t('consent_none') : t('consent_ground');
}

interface OffersProps extends Pick<RowProps, 'person' | 't'> {
  name: string;
  onAsk(state: NewConsent['state']): void;
}

function Offers({ person, name, t, onAsk }: OffersProps) {
  const { consent, refusal, isColleague, address } = person;
  if (isColleague || address === '' || refusal?.reason === 'never-track') return null;
  const states: NewConsent['state'][] = consent?.state === 'given' ? ['withdrawn'] : consent ? ['given'] : ['given', 'refused'];
  return (
    <span class="offers">
      {states.map((state, index) => (
        // By its place: the button that has the focus keeps it when it means something else.
        <button key={index} type="button" class="way" aria-label={`${t(`consent_do_${state}`)} ${name}`} onClick={() => onAsk(state)}>
          {t(`consent_do_${state}`)}
        </button>
      ))}
    </span>
  );
}
