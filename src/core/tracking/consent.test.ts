import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConsentState, Ground } from '../tracking-api';
import { newestConsent, planTracking, type TrackingPolicy } from './consent';

const ada = { address: 'ada@acme.com', name: 'Ada' };
const bob = { address: 'bob@acme.com', name: 'Bob' };
const tom = { address: 'tom@ours.com', name: 'Tom' };
const self = { address: 'anna@ours.com', name: 'Anna' };
const CONSENT: Ground = { kind: 'consent' };
const CONTRACT: Ground = { kind: 'other', words: 'our contracts with each customer say so' };

const policy = (states: Record<string, ConsentState | null | undefined> = {}, changes: Partial<TrackingPolicy> = {}): TrackingPolicy => ({
  account: self.address,
  ownAddresses: [],
  ground: CONSENT,
  consentOf: (address) => (address in states ? states[address] : null),
  findNeverTrack: () => null,
  ...changes,
});
const reasons = (people: (typeof ada)[], rules: TrackingPolicy) =>
  planTracking(people, rules).refusals.map(({ name, reason }) => `${name}: ${reason}`);

describe('T5: a mail is tracked', () => {
  test('once its recipient has agreed', () => {
    expect(planTracking([ada], policy({ 'ada@acme.com': 'given' }))).toEqual({
      verdict: 'may-track',
      refusals: [],
      oneOf: 1,
      individually: [],
    });
    expect(reasons([ada], policy())).toEqual(['Ada: no-consent']);
  });

  test('only if all have: one body goes to everybody, and each may be written to alone', () => {
    const plan = planTracking([ada, bob], policy({ 'ada@acme.com': 'given' }));
    expect(plan).toMatchObject({ verdict: 'held-back', refusals: [{ ...bob, reason: 'no-consent' }], oneOf: 2, individually: [ada] });
  });

  test.each(['withdrawn', 'refused'] as const)('never once it was %s, whatever the ground', (state) => {
    for (const ground of [CONSENT, CONTRACT])
      expect(reasons([ada], policy({ 'ada@acme.com': state }, { ground }))).toEqual([`Ada: ${state}`]);
  });

  test('without a word on another stated ground', () => {
    expect(planTracking([ada, bob], policy({}, { ground: CONTRACT })).verdict).toBe('may-track');
  });

  test('not while nobody knows what was said', () => {
    for (const ground of [CONSENT, CONTRACT])
      expect(reasons([ada], policy({ 'ada@acme.com': undefined }, { ground }))).toEqual(['Ada: not-known']);
  });

  test('not while somebody on it is only a name', () => {
    const plan = planTracking([ada, { address: '', name: 'The team' }], policy({ 'ada@acme.com': 'given' }));
    expect(plan).toMatchObject({ verdict: 'held-back', refusals: [{ name: 'The team', reason: 'unreadable' }], individually: [ada] });
  });

  test('N3: not if a rule says never to track, with the rule', () => {
    const rules = policy({ 'ada@acme.com': 'given' }, { findNeverTrack: () => ({ key: 'acme.com', scope: 'everyone' }) });
    expect(planTracking([ada], rules).refusals).toEqual([{ ...ada, reason: 'never-track', rule: { key: 'acme.com', scope: 'everyone' } }]);
  });

  test('with a copy to oneself, who is not counted', () => {
    const rules = policy({ 'ada@acme.com': 'given' }, { ownAddresses: ['anna@home.com'] });
    const plan = planTracking([ada, self, { address: 'anna@home.com', name: 'Anna' }], rules);
    expect(plan).toMatchObject({ verdict: 'may-track', oneOf: 1, individually: [] });
  });

  test('with a copy to a colleague, who is counted, and need not have agreed but may have refused', () => {
    expect(planTracking([ada, tom], policy({ 'ada@acme.com': 'given' }))).toMatchObject({
      verdict: 'may-track',
      oneOf: 2,
      individually: [ada],
    });
    expect(reasons([ada, tom], policy({ 'ada@acme.com': 'given', 'tom@ours.com': 'refused' }))).toEqual(['Tom: refused']);
  });

  test('never among colleagues, nor to nobody', () => {
    for (const people of [[tom], [self], []]) expect(planTracking(people, policy()).verdict).toBe('nobody');
  });

  test('an account at a public provider has no colleagues', () => {
    const gmail = policy({}, { account: 'anna@gmail.com' });
    expect(reasons([{ address: 'eve@gmail.com', name: 'Eve' }], gmail)).toEqual(['Eve: no-consent']);
  });

  test('T2: to so many people as there are addresses', () => {
    expect(planTracking([ada, { ...ada, name: 'A. Lovelace' }, bob], policy()).oneOf).toBe(2);
  });
});

test('T5: of what somebody said the newest counts, and of two words at once the one that forbids', () => {
  const word = (state: ConsentState, at: number) => ({ state, at });
  expect(newestConsent([])).toBeNull();
  expect(newestConsent([word('withdrawn', 3), word('given', 5), word('refused', 1)])?.state).toBe('given');
  for (const both of [
    [word('given', 3), word('withdrawn', 3)],
    [word('withdrawn', 3), word('given', 3)],
  ])
    expect(newestConsent(both)?.state).toBe('withdrawn');
});

test('T5: whoever may not be tracked never is, in whatever company', () => {
  const anyState = fc.constantFrom<ConsentState | null | undefined>('given', 'withdrawn', 'refused', null, undefined);
  const anyGround = fc.constantFrom(CONSENT, CONTRACT);
  fc.assert(
    fc.property(fc.array(anyState, { minLength: 1, maxLength: 6 }), anyGround, (states, ground) => {
      const people = states.map((_, n) => ({ address: `p${n}@c${n}.example`, name: '' }));
      const rules = policy(Object.fromEntries(people.map(({ address }, n) => [address, states[n]])), { ground });
      const plan = planTracking(people, rules);
      const isFree = (state: ConsentState | null | undefined) => state === 'given' || (state === null && ground.kind === 'other');
      expect(plan.verdict).toBe(states.every(isFree) ? 'may-track' : 'held-back');
      for (const { address } of plan.individually) expect(isFree(rules.consentOf(address))).toBe(true);
    }),
  );
});
