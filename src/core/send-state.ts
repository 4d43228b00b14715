/**
 * What has become of a draft, as far as its host has said.
 * - `intent`: Send was pressed, nobody has confirmed it. `confirmed`: it was really sent.
 * - `cancelled`: undone, thrown away unsent, or the rep said that it was not sent. `failed`: the host refused it; the draft
 *   is still the rep's. `discarded`: taken for thrown away after Send was pressed; a host that confirms it knows better.
 * - `unconfirmed`: nobody spoke in time; the rep or a later sighting decides.
 * - `scheduled`: the host will send it at `at`, or at a time that the page does not know.
 */
export type SendPhase = 'composing' | 'intent' | 'confirmed' | 'cancelled' | 'discarded' | 'failed' | 'unconfirmed' | 'scheduled';

export interface SendState {
  phase: SendPhase;
  /** Epoch ms of the last step. */
  since: number;
  /** Epoch ms; the time it was scheduled for, where known. */
  scheduledFor: number | null;
  wasScheduled: boolean;
}

/**
 * The signs of `SendSign` in `mail/mail-client.ts`, without what they carry; `intended`, the snapshot that goes ahead of
 * them; the time-out; and the rep's own word.
 */
export type SendEvent = (
  | {
      kind:
        | 'intended'
        | 'pressed'
        | 'leaving'
        | 'confirmed'
        | 'failed'
        | 'undone'
        | 'discarded'
        | 'timed-out'
        | 'said-sent'
        | 'said-not-sent';
    }
  | { kind: 'scheduled'; at: number | null }
) & {
  /** Epoch ms of the request, from a witness that saw no more than that: what was settled since then, others know better. */
  seenAt?: number;
};

/**
 * What a step asks for. `keep`: the draft as it is now is what will be logged. `queue`: hand it to the outbox.
 * `take-back`: it was handed over and was undone. `ask`: list it as unconfirmed.
 */
export type SendEffect = 'none' | 'keep' | 'queue' | 'take-back' | 'ask';

/** How long after Send was pressed, or after the time it was scheduled for, a confirmation is waited for. */
export const CONFIRMATION_MS = 120_000;

export const composing = (now: number): SendState => ({ phase: 'composing', since: now, scheduledFor: null, wasScheduled: false });

/** Phases in which a snapshot of the message is there and a confirmation is believed. After an undo only a new Send is. */
const BELIEVES_CONFIRMATION: readonly SendPhase[] = ['intent', 'unconfirmed', 'scheduled', 'failed', 'discarded'];
const SETTLED: readonly SendPhase[] = ['confirmed', 'cancelled', 'failed', 'scheduled'];
const UNDER_WAY: readonly SendPhase[] = ['intent', 'unconfirmed', 'scheduled'];

/** One step. A sign that is repeated, late, or makes no sense here changes nothing: the same `state` comes back. */
export function nextSend(state: SendState, event: SendEvent, now: number, isLogged: boolean): { state: SendState; effect: SendEffect } {
  const stay = { state, effect: 'none' } as const;
  const go = (phase: SendPhase, effect: SendEffect) => ({ state: { ...state, phase, since: now }, effect });
  const sentAgain = { state: { ...composing(now), phase: 'intent' }, effect: 'keep' } as const;
  const { phase } = state;
  if (event.seenAt !== undefined && SETTLED.includes(phase) && state.since >= event.seenAt) return stay;
  switch (event.kind) {
    case 'intended':
      if (!isLogged || phase === 'confirmed') return stay;
      // A page that looks back takes a snapshot too: after an undo it is kept, but only a new Send counts.
      return UNDER_WAY.includes(phase) || phase === 'cancelled' ? { state, effect: 'keep' } : sentAgain;
    case 'pressed':
      return isLogged && phase !== 'confirmed' ? sentAgain : stay;
    case 'leaving':
      // It implies that Send was pressed, should that have been missed.
      if (!isLogged || phase === 'confirmed') return stay;
      return UNDER_WAY.includes(phase) ? { state, effect: 'keep' } : sentAgain;
    case 'confirmed':
      return BELIEVES_CONFIRMATION.includes(phase) ? go('confirmed', 'queue') : stay;
    case 'failed':
      return phase === 'intent' || phase === 'unconfirmed' ? go('failed', 'none') : stay;
    case 'undone':
      if (phase === 'confirmed') return go('cancelled', 'take-back');
      return UNDER_WAY.includes(phase) || phase === 'failed' ? go('cancelled', 'none') : stay;
    case 'discarded':
      if (phase === 'composing') return go('cancelled', 'none');
      return UNDER_WAY.includes(phase) || phase === 'failed' ? go('discarded', 'none') : stay;
    case 'scheduled':
      if (phase !== 'intent' && phase !== 'unconfirmed' && phase !== 'scheduled') return stay;
      if (phase === 'scheduled' && event.at === state.scheduledFor) return stay;
      return { state: { phase: 'scheduled', since: now, scheduledFor: event.at, wasScheduled: true }, effect: 'none' };
    case 'timed-out':
      return deadline(state) !== null && now >= (deadline(state) ?? 0) ? go('unconfirmed', 'ask') : stay;
    case 'said-sent':
      return phase === 'unconfirmed' ? go('confirmed', 'queue') : stay;
    case 'said-not-sent':
      return phase === 'unconfirmed' ? go('cancelled', 'none') : stay;
  }
}

/** Epoch ms when silence will mean `unconfirmed`; null: it is not waited for. */
export function deadline({ phase, since, scheduledFor }: SendState): number | null {
  if (phase === 'intent') return since + CONFIRMATION_MS;
  if (phase !== 'scheduled') return null;
  return Math.max(since, scheduledFor ?? since) + CONFIRMATION_MS;
}
