import { parseAddress } from '../../core/address';
import type { Field } from '../../core/engagement';
import type { DraftRecipient, SendSign } from '../mail-client';
import type { Claim } from './bridge';
import type { WirePerson } from './wire';

type Listener = (sign: SendSign) => void;
type State = 'draft' | 'pressed' | 'leaving' | 'confirmed';

/**
 * One window's mail on its way out, put together from what InboxSDK and the witness see of it: each step is told once,
 * whoever sees it first. It outlives the window, which Gmail closes as soon as Send is pressed.
 */
export class SendTrack {
  readonly #tell: Listener;
  #state: State = 'draft';
  /** The newest request known for this draft. */
  #order: number;

  /** `after`: what was heard of this draft before it came into this window. */
  constructor(tell: Listener, after = 0) {
    this.#tell = tell;
    this.#order = after;
  }

  get order(): number {
    return this.#order;
  }

  /** Send was pressed, and how it ended may still change. */
  get isOnItsWay(): boolean {
    return this.#state !== 'draft';
  }

  press(): void {
    this.#state = 'pressed';
    this.#tell({ kind: 'pressed' });
  }

  /** Gmail said no before anything left: no recipient, an address that is none. */
  refuse(): void {
    if (this.#state !== 'pressed') return;
    this.#state = 'draft';
    this.#tell({ kind: 'failed', status: 0 });
  }

  discard(): void {
    this.#state = 'draft';
    this.#tell({ kind: 'discarded' });
  }

  /** The draft is in a window again. If it was on its way and nothing had left, somebody pressed Undo. */
  reopen(): void {
    if (this.#state !== 'pressed') return;
    this.#state = 'draft';
    this.#tell({ kind: 'undone' });
  }

  /** InboxSDK saw the answer. The witness sees the same one, and knows more: this counts only where it was blind. */
  confirm(hostThreadId: string, hostMessageId: string | null): void {
    if (this.#state === 'confirmed' || this.#state === 'draft') return;
    this.#state = 'confirmed';
    this.#tell(confirmation({ messageId: null, hostThreadId, hostMessageId }));
  }

  hear(claim: Claim): void {
    const sign = this.#learn(claim);
    if (sign) this.#tell(sign);
  }

  #learn(claim: Claim): SendSign | null {
    const isNewer = claim.order > this.#order;
    switch (claim.kind) {
      case 'leaving':
        if (!isNewer) return null;
        this.#enter('leaving', claim);
        return { kind: 'leaving', recipients: recipientsOf(claim), subject: claim.subject, html: claim.html };
      case 'accepted':
        if (this.#isOver(claim)) return null;
        this.#enter('confirmed', claim);
        return confirmation(claim);
      case 'scheduled':
        if (this.#isOver(claim)) return null;
        this.#enter('confirmed', claim);
        return { kind: 'scheduled', at: claim.at };
      case 'refused':
        if (this.#state !== 'leaving' || claim.order < this.#order) return null;
        this.#state = 'draft';
        return { kind: 'failed', status: claim.status };
      case 'saved':
        // A save that was asked for before the send is only slow; one asked for after it takes the mail back.
        if (!isNewer || (this.#state !== 'leaving' && this.#state !== 'confirmed')) return null;
        this.#enter('draft', claim);
        return { kind: 'undone' };
    }
  }

  #enter(state: State, { order }: Claim): void {
    this.#state = state;
    this.#order = order;
  }

  /** An answer to a request that was told already, or taken back since. */
  #isOver({ order }: Claim): boolean {
    return this.#state === 'confirmed' || order < this.#order || (this.#state === 'draft' && order === this.#order);
  }
}

type Confirmation = Extract<SendSign, { kind: 'confirmed' }>;

const confirmation = ({ messageId, hostThreadId, hostMessageId }: Omit<Confirmation, 'kind' | 'at'>): Confirmation => ({
  kind: 'confirmed',
  messageId,
  hostThreadId,
  hostMessageId,
  at: Date.now(),
});

function recipientsOf(claim: Record<Field, WirePerson[]>): DraftRecipient[] {
  return (['to', 'cc', 'bcc'] as const).flatMap((field) => claim[field].map((person) => recipient(field, person.address, person.name)));
}

/** `known` false: what stands there is no address; then `name` holds it. */
export function recipient(field: Field, address: string, name: string): DraftRecipient {
  const canonical = parseAddress(address);
  return canonical
    ? { field, address: canonical, name: name.trim(), known: true }
    : { field, address: '', name: name.trim() || address, known: false };
}

/** A window and its draft, as the ledger knows them. `draftId` may be '' until the host gives one. */
interface Window {
  draftId(): string;
  isOpen(): boolean;
}

/** So many drafts are remembered after their windows closed; "Undo" is offered for half a minute. */
const MAX_REMEMBERED = 200;

/** All drafts of a page. Claims for a draft without a window here go to who watches strays. */
export class SendLedger {
  readonly #windows = new Set<{ window: Window; track: SendTrack }>();
  readonly #strays = new Map<string, SendTrack>();
  readonly #strayListeners = new Set<(hostDraftId: string, sign: SendSign) => void>();

  /** A window opened, with a new draft or one that was in a window before. */
  join(window: Window, tell: Listener): SendTrack {
    const before = this.#tracksOf(window.draftId());
    for (const track of before) track.reopen();
    for (const one of this.#windows) if (this.#windows.size > MAX_REMEMBERED && !one.window.isOpen()) this.#windows.delete(one);
    const track = new SendTrack(tell, Math.max(0, ...before.map(({ order }) => order)));
    this.#windows.add({ window, track });
    return track;
  }

  #tracksOf(draft: string): SendTrack[] {
    return draft === '' ? [] : [...this.#windows].filter(({ window }) => window.draftId() === draft).map(({ track }) => track);
  }

  watchStrays(listener: (hostDraftId: string, sign: SendSign) => void, signal: AbortSignal): void {
    this.#strayListeners.add(listener);
    signal.addEventListener('abort', () => this.#strayListeners.delete(listener));
  }

  hear(claim: Claim): void {
    const tracks = [...this.#windows].filter(({ window }) => window.draftId() === claim.draft);
    // A closed window whose draft never left from it has nothing to do with a send elsewhere.
    const concerned = tracks.filter(({ window, track }) => window.isOpen() || track.isOnItsWay).map(({ track }) => track);
    const newest = concerned.pop() ?? this.#stray(claim.draft);
    newest.hear(claim);
    // After Undo the draft is in a second window, while the first still waits to hear how its own send ended.
    if (claim.kind !== 'leaving') for (const track of concerned) if (track.isOnItsWay) track.hear(claim);
  }

  #stray(draft: string): SendTrack {
    const known = this.#strays.get(draft);
    if (known) return known;
    const track = new SendTrack((sign) => {
      for (const listener of this.#strayListeners) listener(draft, sign);
    });
    const [oldest] = this.#strays.keys();
    if (oldest && this.#strays.size >= MAX_REMEMBERED) this.#strays.delete(oldest);
    this.#strays.set(draft, track);
    return track;
  }
}
