import type { NewConsent } from '../../connectors/endpoint-tracking';
import type { TrackingPlan } from '../../core/tracking/consent';
import { mayHoldOurs } from '../../core/tracking/our-hosts';
import type { BodyParts, Compose, SendSign } from '../../mail/mail-client';
import type { AccountState, LeavingMail } from '../protocol';
import type { PersonConsent } from '../tracking-protocol';
import { Planner } from './planner';
import type { Header } from './wire';
import type { Worker } from './worker';

export interface TrackingOptions {
  compose: Compose;
  worker: Pick<Worker, 'planTracking' | 'listConsents' | 'noteConsents' | 'track' | 'signTracked'>;
  /** The draft's id; rejects while the worker cannot be reached. */
  draftId(): Promise<string>;
  /** Null: nothing is known, or the extension was updated under this page. */
  state(): AccountState | null;
  header(): Header;
  /** Null: Track is off. */
  onPlan(plan: TrackingPlan | null): void;
}

/** Signs that say how a tracked mail ended. */
const ENDS: readonly SendSign['kind'][] = ['confirmed', 'scheduled', 'undone', 'failed', 'discarded'];

/** One compose window's Track: whom it is for, and the mail with pixel and links as it leaves. */
export class TrackingSession {
  readonly #options: TrackingOptions;
  readonly #planner: Planner<LeavingMail, TrackingPlan | null>;
  /** As the host's request says it: those typed and never turned into a chip are here. */
  #leaving: LeavingMail | null = null;
  #hasLeft = false;
  #isClean = false;

  constructor(options: TrackingOptions) {
    const { compose, worker, draftId, onPlan } = options;
    this.#options = options;
    this.#planner = new Planner(
      async (mail) => worker.planTracking(await draftId(), mail),
      {
        onPlan,
        isLasting: (plan) => plan?.refusals.every(({ reason }) => reason !== 'not-known') ?? false,
        onSlow: () => {},
        // Nothing is claimed; what the line says of Log says what is wrong.
        onFailure: () => onPlan(null),
      },
      compose.signal,
    );
    compose.onLeaving?.((parts) => this.#change(parts));
  }

  /** Something changed that it may depend on. */
  plan(delayMs?: number): void {
    const { state, header, onPlan } = this.#options;
    const now = state();
    this.#clean(now?.trackBases ?? []);
    // Where no mail leaves that could be changed, none is tracked.
    if (!now?.track || !now.trackAllowed || !this.#options.compose.onLeaving) {
      this.#planner.cancel();
      onPlan(null);
      return;
    }
    const { from, recipients } = header();
    this.#planner.request(JSON.stringify([from.address, recipients]), () => mailIn(header()), delayMs);
  }

  forget(): void {
    this.#planner.forget();
  }

  /** T5: everybody on it, and what is recorded of each. */
  async list(): Promise<PersonConsent[]> {
    const { worker, draftId, header } = this.#options;
    return worker.listConsents(await draftId(), mailIn(header()));
  }

  /** T5: what recipients said about being tracked. False: nobody could write it down. */
  async note(consents: NewConsent[]): Promise<boolean> {
    const { worker, draftId } = this.#options;
    const { noted } = await worker.noteConsents(await draftId(), consents);
    if (noted) this.forget();
    this.plan(0);
    return noted;
  }

  /** Called with each sign, before the mail is asked for its change. */
  hear(sign: SendSign): void {
    const { worker, draftId, header } = this.#options;
    if (sign.kind === 'leaving') this.#leaving = { from: header().from, recipients: sign.recipients, subject: sign.subject };
    if (sign.kind === 'undone' || sign.kind === 'failed') this.#isClean = false;
    if (!this.#isToBeTold(sign)) return;
    // The worker keeps what it minted for days: what is not told now is forgotten then.
    void draftId()
      .then((id) => worker.signTracked(id, sign))
      .catch(() => undefined);
  }

  #isToBeTold({ kind }: SendSign): boolean {
    // Sent anew, now perhaps untracked: it may have been scheduled before, in another page.
    if (kind === 'pressed') return (this.#options.state()?.trackBases.length ?? 0) > 0;
    if (!this.#hasLeft || !ENDS.includes(kind)) return false;
    if (kind !== 'confirmed' && kind !== 'scheduled') this.#hasLeft = false;
    return true;
  }

  /** Once where a window opens, and once more where a mail comes back into it. */
  #clean(bases: readonly string[]): void {
    if (this.#isClean || bases.length === 0) return;
    this.#isClean = true;
    this.#options.compose.cleanBody?.(bases);
  }

  #change(parts: BodyParts): Promise<BodyParts | null> | null {
    const { state, header, worker, draftId } = this.#options;
    const now = state();
    if (!now || !concernsUs(now, parts)) return null;
    const mail = this.#leaving ?? mailIn(header());
    return draftId()
      .then((id) => worker.track(id, mail, parts))
      .then((changed) => {
        if (changed) this.#hasLeft = true;
        return changed;
      });
  }
}

/** To be tracked, or with leftovers of ours in it, such as in what it quotes. */
export const concernsUs = ({ track, trackAllowed, trackBases }: AccountState, parts: BodyParts): boolean =>
  (track && trackAllowed) || parts.some((part) => mayHoldOurs(part, trackBases));

const mailIn = ({ from, recipients, subject }: Header): LeavingMail => ({ from, recipients, subject });
