import type { Person } from '../engagement';
import type { RuleHit } from '../never-log';
import { defaultOwnDomains, isAtDomain } from '../own-domains';
import type { Consent, ConsentState, Ground } from '../tracking-api';

/** Why somebody may not be tracked. */
export type RefusalReason =
  | 'never-track'
  | 'withdrawn'
  | 'refused'
  /** No word of hers is recorded, and it takes one. */
  | 'no-consent'
  /** Nobody could be asked what is recorded of her. */
  | 'not-known'
  /** Only a name is known. */
  | 'unreadable';

export interface TrackingRefusal extends Person {
  reason: RefusalReason;
  /** Of `never-track`. */
  rule?: Pick<RuleHit, 'key' | 'scope'>;
}

export interface TrackingPolicy {
  /** The account the mail is sent from, canonical. Those at its own domain are colleagues, unless anybody can have an address there. */
  account: string;
  /** The sender's other addresses, canonical. */
  ownAddresses: readonly string[];
  ground: Ground;
  /** The newest word of an address; null: there is none; undefined: nobody could be asked. */
  consentOf(address: string): ConsentState | null | undefined;
  /** Of all rules that hit the address one that says "and never track": a narrower rule without it lifts nothing. */
  findNeverTrack(address: string): Pick<RuleHit, 'key' | 'scope'> | null;
}

/** T5. Whether a mail may be tracked. `nobody`: there is none on it whom there would be a reason to track. */
export interface TrackingPlan {
  verdict: 'may-track' | 'held-back' | 'nobody';
  refusals: TrackingRefusal[];
  /** So many people get the body, the sender not counted: an open is by one of them. */
  oneOf: number;
  /** Who may be tracked if each is sent a mail of her own; empty where that would change nothing. */
  individually: Person[];
}

/** Somebody on a mail: whether she is a contact, and what stands against her being tracked. */
export interface TrackedPerson extends Person {
  isColleague: boolean;
  /** Null: she may be tracked. */
  refusal: TrackingRefusal | null;
}

/** Everybody who gets the body, the sender not counted, each once. */
export function listTracked(recipients: readonly Person[], policy: TrackingPolicy): TrackedPerson[] {
  const own = new Set([policy.account, ...policy.ownAddresses]);
  return onePerAddress(recipients)
    .filter(({ address }) => !own.has(address))
    .map(({ address, name }) => {
      const person = { address, name };
      return { ...person, isColleague: isColleague(person, policy), refusal: findRefusal(person, policy) };
    });
}

/** One body goes to all, so that one who may not be tracked holds it back for all. */
export function planTracking(recipients: readonly Person[], policy: TrackingPolicy): TrackingPlan {
  const people = listTracked(recipients, policy);
  const refusals = people.flatMap(({ refusal }) => refusal ?? []);
  const contacts = people.filter((person) => !person.isColleague);
  const allowed = contacts.filter(({ refusal }) => refusal === null).map(({ address, name }) => ({ address, name }));
  return {
    verdict: contacts.length === 0 ? 'nobody' : refusals.length > 0 ? 'held-back' : 'may-track',
    refusals,
    oneOf: people.length,
    individually: people.length > 1 ? allowed : [],
  };
}

function onePerAddress(recipients: readonly Person[]): Person[] {
  const first = new Map<string, Person>();
  for (const person of recipients) {
    const key = person.address || person.name;
    if (!first.has(key)) first.set(key, person);
  }
  return [...first.values()];
}

/** Colleagues are no contacts: nobody asks them, but what they said counts. */
const isColleague = ({ address }: Person, { account }: TrackingPolicy) => address !== '' && isAtDomain(address, defaultOwnDomains(account));

/** Null: she may be tracked. */
export function findRefusal(person: Person, policy: TrackingPolicy): TrackingRefusal | null {
  const { address, name } = person;
  const refuse = (reason: RefusalReason): TrackingRefusal => ({ address, name, reason });
  if (address === '') return refuse('unreadable');
  const rule = policy.findNeverTrack(address);
  if (rule) return { ...refuse('never-track'), rule: { key: rule.key, scope: rule.scope } };
  const state = policy.consentOf(address);
  if (state === undefined) return refuse('not-known');
  if (isSilencing(state)) return refuse(state);
  const needsConsent = policy.ground.kind === 'consent' && !isColleague(person, policy);
  return needsConsent && state !== 'given' ? refuse('no-consent') : null;
}

/** What ends the tracking of mails that were sent before it, too, on whatever ground they were. */
export const isSilencing = (state: ConsentState | null): state is 'withdrawn' | 'refused' => state === 'withdrawn' || state === 'refused';

/** The word that counts: the newest; of several at the same time the one that forbids. */
export function newestConsent<T extends Pick<Consent, 'state' | 'at'>>(history: readonly T[]): T | null {
  const isBefore = (one: T, other: T) => one.at < other.at || (one.at === other.at && isSilencing(other.state));
  return history.reduce<T | null>((newest, word) => (newest && !isBefore(newest, word) ? newest : word), null);
}
