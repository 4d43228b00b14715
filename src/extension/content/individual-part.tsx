import { useEffect, useRef, useState } from 'preact/hooks';
import type { Translate } from '../../core/messages';
import type { TrackingPlan } from '../../core/tracking/consent';
import { sayIndividually } from './individual-words';
import { type IndividualState, MOST, type SendIndividually } from './send-individually';

interface IndividualProps {
  tracking: TrackingPlan;
  state: IndividualState;
  individually: Pick<SendIndividually, 'obstacle' | 'run'>;
  t: Translate;
}

/** A mail to each by herself: what can then be known of each, and who may not be tracked holds up nobody else. */
export function IndividualPart({ tracking, state, individually, t }: IndividualProps) {
  const part = useRef<HTMLDivElement>(null);
  const [isSure, setSure] = useState(false);
  useEffect(() => {
    if (isSure) part.current?.querySelector('button')?.focus();
  }, [isSure]);
  const { oneOf, individually: allowed } = tracking;
  const obstacle = individually.obstacle();
  const isOffered = oneOf > 1 && state.kind !== 'sending';
  const send = () => {
    setSure(false);
    void individually.run();
  };
  return (
    <div class="individual" ref={part}>
      <h4>{t('individual_title')}</h4>
      {oneOf > 1 && <p class="note">{t('individual_text', oneOf, allowed.length)}</p>}
      {state.kind === 'sending' && <p role="status">{t('individual_sending', state.done, state.of)}</p>}
      {state.kind === 'ended' && (
        <p role="status" class="over">
          {sayIndividually(t, state)}
        </p>
      )}
      {isOffered && obstacle !== null && <p class="note">{t(`individual_not_${obstacle}`, MOST)}</p>}
      {isOffered && obstacle === null && (
        <span class="offers">
          {isSure ? (
            <>
              <button type="button" class="action" onClick={send}>
                {t('individual_send', oneOf)}
              </button>
              <button type="button" class="action quiet" onClick={() => setSure(false)}>
                {t('ui_cancel')}
              </button>
            </>
          ) : (
            <button type="button" class="way" onClick={() => setSure(true)}>
              {t('individual_choose')}
            </button>
          )}
        </span>
      )}
    </div>
  );
}
