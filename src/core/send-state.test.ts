import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONFIRMATION_MS, composing, deadline, nextSend, type SendEffect, type SendEvent, type SendState } from './send-state';

/** Plays events one second apart; answers the last state and every effect. */
function play(events: (SendEvent | SendEvent['kind'])[], isLogged = true): { state: SendState; effects: SendEffect[] } {
  let state = composing(0);
  const effects: SendEffect[] = [];
  for (const [index, one] of events.entries()) {
    const event = (typeof one === 'string' ? { kind: one, at: null } : one) as SendEvent;
    const step = nextSend(state, event, (index + 1) * 1000, isLogged);
    state = step.state;
    effects.push(step.effect);
  }
  return { state, effects };
}
const queued = (events: Parameters<typeof play>[0], isLogged = true) =>
  play(events, isLogged).effects.filter((effect) => effect === 'queue').length;

describe('a send', () => {
  test('C5: it is logged when the host confirms it, once, whoever else confirms it too', () => {
    expect(queued(['pressed', 'leaving', 'confirmed', 'confirmed', 'leaving', 'confirmed'])).toBe(1);
  });

  test('C5: nobody’s word counts without a Send that we saw', () => {
    expect(queued(['confirmed', 'undone', 'confirmed', 'failed', 'confirmed'])).toBe(0);
  });

  test('C5: a message that leaves implies that Send was pressed, but only with Log on', () => {
    expect(queued(['leaving', 'confirmed'])).toBe(1);
    expect(queued(['leaving', 'confirmed'], false)).toBe(0);
    expect(queued(['pressed', 'confirmed'], false)).toBe(0);
  });

  test('C5: an undone send logs nothing, also when a late confirmation comes after it', () => {
    expect(queued(['pressed', 'leaving', 'undone', 'confirmed'])).toBe(0);
    expect(play(['pressed', 'confirmed', 'undone', 'confirmed']).effects).toEqual(['keep', 'queue', 'take-back', 'none']);
  });

  test('C5: a snapshot that is taken after an undo is no Send', () => {
    expect(queued(['intended', 'pressed', 'undone', 'intended', 'confirmed'])).toBe(0);
    expect(queued(['intended', 'confirmed'])).toBe(1);
  });

  test('C5: after an undo the draft can be sent again, and is logged once more', () => {
    expect(play(['pressed', 'confirmed', 'undone', 'pressed', 'confirmed']).effects).toEqual([
      'keep',
      'queue',
      'take-back',
      'keep',
      'queue',
    ]);
  });

  test('C5: a failed send logs nothing until the host’s own next try gets through', () => {
    expect(queued(['pressed', 'leaving', 'failed'])).toBe(0);
    expect(queued(['pressed', 'leaving', 'failed', 'confirmed'])).toBe(1);
    expect(queued(['pressed', 'leaving', 'failed', 'pressed', 'leaving', 'confirmed'])).toBe(1);
  });

  test('C5: a discarded draft logs nothing', () => {
    expect(queued(['discarded'])).toBe(0);
    expect(queued(['pressed', 'discarded'])).toBe(0);
  });

  test('a window that is taken for discarded when it closes after Send is still logged', () => {
    expect(queued(['pressed', 'discarded', 'confirmed'])).toBe(1);
    expect(play(['pressed', 'confirmed', 'discarded']).state.phase).toBe('confirmed');
  });

  test('C5: a scheduled send is logged when it is sent; without a word it is unconfirmed, never dropped', () => {
    expect(queued(['pressed', { kind: 'scheduled', at: 900_000 }])).toBe(0);
    expect(queued(['pressed', { kind: 'scheduled', at: 900_000 }, 'confirmed'])).toBe(1);
    const { state } = play(['pressed', { kind: 'scheduled', at: 900_000 }]);
    expect(deadline(state)).toBe(900_000 + CONFIRMATION_MS);
    const silent = nextSend(state, { kind: 'timed-out' }, 900_000 + CONFIRMATION_MS, true);
    expect(silent).toMatchObject({ state: { phase: 'unconfirmed', wasScheduled: true, scheduledFor: 900_000 }, effect: 'ask' });
  });

  test('silence after Send is unconfirmed, not before its time, and the rep or a later sighting settles it', () => {
    const { state } = play(['pressed']);
    expect(nextSend(state, { kind: 'timed-out' }, 1000 + CONFIRMATION_MS - 1, true).state).toBe(state);
    const silent = nextSend(state, { kind: 'timed-out' }, 1000 + CONFIRMATION_MS, true).state;
    expect(nextSend(silent, { kind: 'confirmed' }, 9e6, true).effect).toBe('queue');
    expect(nextSend(silent, { kind: 'said-sent' }, 9e6, true).effect).toBe('queue');
    const no = nextSend(silent, { kind: 'said-not-sent' }, 9e6, true);
    expect(no).toMatchObject({ state: { phase: 'cancelled' }, effect: 'none' });
    expect(nextSend(no.state, { kind: 'said-sent' }, 9e6, true).effect).toBe('none');
  });

  test('whatever is said in whatever order: never twice without an undo between, never without a Send, repetition changes nothing', () => {
    const kinds = [
      'intended',
      'pressed',
      'leaving',
      'confirmed',
      'failed',
      'undone',
      'discarded',
      'timed-out',
      'said-sent',
      'said-not-sent',
    ] as const;
    const event = fc.oneof(
      fc.constantFrom(...kinds).map((kind): SendEvent => ({ kind })),
      fc.option(fc.nat()).map((at): SendEvent => ({ kind: 'scheduled', at })),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.nat({ max: 200_000 }), (events, pace) => {
        let state = composing(0);
        let held = 0;
        let kept = false;
        for (const [index, one] of events.entries()) {
          const step = nextSend(state, one, index * pace, true);
          if (step.effect === 'keep') kept = true;
          if (step.effect === 'queue') {
            expect(kept).toBe(true);
            held++;
          }
          if (step.effect === 'take-back') held--;
          expect(held === 0 || held === 1).toBe(true);
          if (!['intended', 'pressed', 'leaving'].includes(one.kind))
            expect(nextSend(step.state, one, index * pace, true)).toEqual({ state: step.state, effect: 'none' });
          state = step.state;
        }
      }),
    );
  });
});

test('C5: who saw only the request says nothing of what others settled since, and all of what they did not', () => {
  const failed: SendState = { ...composing(100), phase: 'failed', since: 200 };
  for (const kind of ['leaving', 'confirmed'] as const) {
    expect(nextSend(failed, { kind, seenAt: 150 }, 300, true).state).toBe(failed);
    expect(nextSend(failed, { kind, seenAt: 250 }, 300, true).state).not.toBe(failed);
    const pressed: SendState = { ...composing(100), phase: 'intent', since: 200 };
    expect(nextSend(pressed, { kind, seenAt: 150 }, 300, true).effect).not.toBe('none');
  }
});
