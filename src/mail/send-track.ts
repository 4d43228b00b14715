import { recipientsOf } from './carried-mail';
import type { Claim } from './claim';
import type { SendSign } from './mail-client';

type State = 'draft' | 'pressed' | 'leaving' | 'confirmed';
type Leaving = Extract<Claim, { kind: 'leaving' }>;

/** Two who look at one request do not see it at the same moment. */
const SAME_REQUEST_MS = 1_000;

/**
 * One window's mail on its way out, put together from what the client and the witness see of it: each step is told once,
 * whoever sees it first. It outlives the window, which the host closes as soon as Send is pressed.
 */
export class SendTrack {
  readonly #tell: (sign: SendSign) => void;
  readonly #isFinal: boolean;
  #state: State = 'draft';
  /** The newest request known for this draft. */
  #order: number;
  /** Epoch ms when it last became a draft again. */
  #backSince = 0;

  /** `after`: what was heard of this draft before it came into this window. */
  constructor(tell: (sign: SendSign) => void, { after = 0, isFinal = false } = {}) {
    this.#tell = tell;
    this.#order = after;
    this.#isFinal = isFinal;
  }

  get order(): number {
    return this.#order;
  }

  /** Send was pressed, and how it ended may still change. */
  get isOnItsWay(): boolean {
    return this.#state !== 'draft';
  }

  /** Send was pressed, and nobody has said yet how it ended. */
  get isUndecided(): boolean {
    return this.#state === 'pressed' || this.#state === 'leaving';
  }

  press(): void {
    this.#state = 'pressed';
    this.#tell({ kind: 'pressed' });
  }

  /** The host said no before anything left: no recipient, an address that is none. */
  refuse(): void {
    if (this.#state !== 'pressed') return;
    this.#goBack();
    this.#tell({ kind: 'failed', status: 0 });
  }

  discard(): void {
    this.#goBack();
    this.#tell({ kind: 'discarded' });
  }

  /** The draft is in a window again. If it was on its way and nothing had left, somebody pressed Undo. */
  reopen(): void {
    if (this.#state !== 'pressed') return;
    this.#goBack();
    this.#tell({ kind: 'undone' });
  }

  /** InboxSDK saw the answer. The witness sees the same one, and knows more: this counts only where it was blind. */
  confirm(hostThreadId: string, hostMessageId: string | null): void {
    if (this.#state === 'confirmed' || this.#state === 'draft') return;
    this.#state = 'confirmed';
    this.#tell(this.#confirmation({ messageId: null, hostThreadId, hostMessageId }));
  }

  hear(claim: Claim): void {
    const sign = this.#learn(claim);
    if (sign) this.#tell(sign);
  }

  /** A request seen from outside of the page, with its time (epoch ms) as order. */
  overhear(claim: Leaving): void {
    if (this.#state !== 'draft' && this.#state !== 'pressed') return;
    const order = claim.order - SAME_REQUEST_MS;
    if (order < this.#order || claim.order <= this.#backSince) return;
    this.#enter('leaving', { order });
    this.#tell(leaving(claim));
  }

  /** How a request ended that was only overheard, and of which nobody else spoke since. */
  overhearEnd(claim: Claim): void {
    const order = claim.order - SAME_REQUEST_MS;
    if (this.#state === 'leaving' && order === this.#order) this.hear({ ...claim, order });
  }

  #learn(claim: Claim): SendSign | null {
    const isNewer = claim.order > this.#order;
    switch (claim.kind) {
      case 'leaving':
        if (!isNewer) return null;
        this.#enter('leaving', claim);
        return leaving(claim);
      case 'accepted':
        if (this.#isOver(claim)) return null;
        this.#enter('confirmed', claim);
        return this.#confirmation(claim);
      case 'scheduled':
        if (this.#isOver(claim)) return null;
        this.#enter('confirmed', claim);
        return { kind: 'scheduled', at: claim.at };
      case 'refused':
        if (this.#state !== 'leaving' || claim.order < this.#order) return null;
        this.#goBack();
        return { kind: 'failed', status: claim.status };
      case 'saved':
        // A save that was asked for before the send is only slow; one asked for after it takes the mail back.
        if (!isNewer || (this.#state !== 'leaving' && this.#state !== 'confirmed')) return null;
        this.#enter('draft', claim);
        return { kind: 'undone' };
    }
  }

  #goBack(): void {
    this.#state = 'draft';
    this.#backSince = Date.now();
  }

  #enter(state: State, { order }: Pick<Claim, 'order'>): void {
    this.#state = state;
    this.#order = order;
  }

  /** An answer to a request that was told already, or taken back since. */
  #isOver({ order }: Claim): boolean {
    return this.#state === 'confirmed' || order < this.#order || (this.#state === 'draft' && order === this.#order);
  }

  #confirmation({ messageId, hostThreadId, hostMessageId }: Omit<Confirmation, 'kind' | 'at'>): Confirmation {
    const sign = { kind: 'confirmed', messageId, hostThreadId, hostMessageId, at: Date.now() } as const;
    return this.#isFinal ? { ...sign, isFinal: true } : sign;
  }
}

type Confirmation = Extract<SendSign, { kind: 'confirmed' }>;

const leaving = (claim: Leaving): SendSign => ({
  kind: 'leaving',
  recipients: recipientsOf(claim),
  subject: claim.subject,
  html: claim.html,
});
