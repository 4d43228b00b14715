import type { Translate } from '../../core/messages';
import { sayHeldBack } from '../../core/tracking/words';
import type { SessionView } from './compose-session';

/** That a mail is not tracked although Track is on. */
export interface Untracked {
  /** Who stands against it, and why. */
  long: string;
  /** In little room. */
  short: string;
  /** So many stand against it; 0: nobody does, there is just nobody to track. */
  count: number;
}

/** T5. Null: there is nothing to say. */
export function trackingAside({ state, plan, tracking }: SessionView, t: Translate): Untracked | null {
  if (!tracking || tracking.verdict === 'may-track') return null;
  // Nobody on it yet, or only oneself.
  if (tracking.oneOf === 0) return null;
  // What is no address yet the line says already.
  const isSaid = state?.log && plan !== null && plan.unresolved.length > 0;
  const refusals = isSaid ? tracking.refusals.filter(({ reason }) => reason !== 'unreadable') : tracking.refusals;
  if (tracking.verdict === 'held-back' && refusals.length === 0) return null;
  const count = refusals.length;
  return {
    long: sayHeldBack(t, { ...tracking, refusals }) ?? '',
    short: count > 0 ? t.plural('track_held_back_count', count) : t('track_not'),
    count,
  };
}
