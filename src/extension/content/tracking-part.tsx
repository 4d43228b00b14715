import type { Translate } from '../../core/messages';
import type { TrackingPlan } from '../../core/tracking/consent';
import { sayHeldBack } from '../../core/tracking/words';
import { useLoaded } from '../../ui/use-loaded';
import { ConsentRow } from './consent-row';
import { IndividualPart } from './individual-part';
import type { IndividualState, SendIndividually } from './send-individually';
import type { TrackingSession } from './tracking-session';

export interface TrackingPartProps {
  tracking: TrackingPlan;
  /** Nothing else is in the panel, whose title says what this is about. */
  isAlone: boolean;
  individual: IndividualState;
  session: { tracking: Pick<TrackingSession, 'list' | 'note'>; individually: Pick<SendIndividually, 'obstacle' | 'run'> };
  t: Translate;
}

/** T5. What Track will do with this mail, and what everybody on it said about that. */
export function TrackingPart({ tracking, isAlone, individual, session, t }: TrackingPartProps) {
  // What is written down makes another plan.
  const { value, failed } = useLoaded(() => session.tracking.list(), [tracking]);
  const heldBack = sayHeldBack(t, tracking);
  return (
    <section class="tracking">
      {!isAlone && tracking.oneOf > 0 && <h3>{t('panel_tracking')}</h3>}
      <p class={heldBack ? 'over' : 'note'} role="status">
        {tracking.oneOf > 0 && (heldBack ?? sayTracked(t, tracking))}
      </p>
      {failed && <p class="over">{t('panel_tracking_failed')}</p>}
      <ul>
        {/* As many as there will be: nothing moves when they come. */}
        {!value &&
          !failed &&
          Array.from({ length: tracking.oneOf }, (_, place) => <li key={place} class="row consent" aria-hidden="true" />)}
        {value?.map((person) => (
          <ConsentRow key={person.address || person.name} person={person} note={(consent) => session.tracking.note([consent])} t={t} />
        ))}
      </ul>
      {(tracking.oneOf > 1 || individual.kind !== 'idle') && (
        <IndividualPart tracking={tracking} state={individual} individually={session.individually} t={t} />
      )}
    </section>
  );
}

/** T2: what is claimed of one body for several is no more than can be known. */
const sayTracked = (t: Translate, { oneOf }: TrackingPlan) => (oneOf > 1 ? t('panel_tracking_one_of', oneOf) : t('panel_tracking_one'));
