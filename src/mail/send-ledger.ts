import type { CarriedMail, Claim } from './claim';
import type { BodyParts, ChangeBody, Leaving } from './leaving-change';
import type { SendSign } from './mail-client';
import { SendTrack } from './send-track';

/** A window and its draft, as the ledger knows them. */
export interface LedgerWindow {
  /** '' until the host gives one. */
  draftId(): string;
  isOpen(): boolean;
  /** Where the page does not show ids: how much a mail looks like this window's, 0 for not at all (see `affinity`). Asked after it closed too. */
  matches?(mail: CarriedMail): number;
  /** Epoch ms; null while it is open. */
  closedAt?(): number | null;
  /** The host calls this window's draft so. */
  adopt?(draftId: string): void;
  /** What is to leave in place of these texts. */
  change?: ChangeBody;
}

/** What may tell whose draft an id is. */
type CarryingClaim = Extract<Claim, { kind: 'leaving' | 'saved' }>;

interface Entry {
  window: LedgerWindow;
  track: SendTrack;
  /** Epoch ms. */
  since: number;
}

/** So many drafts are remembered after their windows closed; "Undo" is offered for half a minute. */
const MAX_REMEMBERED = 200;
/** Having been sent counts for a window as much as this many people on the mail. */
const PRESSED = 1.5;
/** Subject and somebody: enough to tell a window that is gone. */
const SURELY = 3;
/** Between a request and what is seen of the window that made it. Longer ago, the window was closed for something else. */
const TOGETHER_MS = 150;
/** Begins the name of a stray that has no id: it was sent without ever being saved. */
export const UNSAVED = 'unsaved:';

/** All drafts of a page. Claims for a draft without a window here go to who watches strays. */
export class SendLedger {
  readonly #isFinal: boolean;
  readonly #windows = new Set<Entry>();
  readonly #strays = new Map<string, SendTrack>();
  /** Sends of mails that have no id, by the order of their request. */
  readonly #unnamed = new Map<number, SendTrack>();
  /** Sends told of from outside of the page, by the order of their request. */
  readonly #overheard = new Map<number, SendTrack>();
  readonly #strayListeners = new Set<(hostDraftId: string, sign: SendSign) => void>();
  #changeStray: ((hostDraftId: string, parts: BodyParts) => ReturnType<ChangeBody>) | null = null;

  /** `isFinal`: this host holds a mail back before it sends it, so that what it accepted is not taken back. */
  constructor({ isFinal = false } = {}) {
    this.#isFinal = isFinal;
  }

  /** A window opened, with a new draft or one that was in a window before. */
  join(window: LedgerWindow, tell: (sign: SendSign) => void): SendTrack {
    const before = this.#entriesOf(window.draftId()).map(({ track }) => track);
    for (const track of before) track.reopen();
    for (const one of this.#windows) if (this.#windows.size > MAX_REMEMBERED && !one.window.isOpen()) this.#windows.delete(one);
    const track = new SendTrack(tell, { after: Math.max(0, ...before.map(({ order }) => order)), isFinal: this.#isFinal });
    this.#windows.add({ window, track, since: Date.now() });
    return track;
  }

  #entriesOf(draft: string): Entry[] {
    return draft === '' ? [] : [...this.#windows].filter(({ window }) => window.draftId() === draft);
  }

  watchStrays(listener: (hostDraftId: string, sign: SendSign) => void, signal: AbortSignal): void {
    this.#strayListeners.add(listener);
    signal.addEventListener('abort', () => this.#strayListeners.delete(listener));
  }

  watchStrayLeaving(change: (hostDraftId: string, parts: BodyParts) => ReturnType<ChangeBody>, signal: AbortSignal): void {
    this.#changeStray = change;
    signal.addEventListener('abort', () => {
      this.#changeStray = null;
    });
  }

  /** A mail leaves, and was heard of just now. */
  change({ draft, parts }: Leaving): ReturnType<ChangeBody> {
    const unnamed = draft === '' ? [...this.#unnamed.values()].at(-1) : null;
    const entries = unnamed ? [...this.#windows].filter(({ track }) => track === unnamed) : this.#entriesOf(draft);
    const window = entries.at(-1)?.window;
    if (window) return window.change?.(parts) ?? null;
    return draft === '' ? null : (this.#changeStray?.(draft, parts) ?? null);
  }

  hear(claim: Claim): void {
    if (claim.draft === '') {
      this.#hearUnnamed(claim);
      return;
    }
    const concerned = this.#concerned(claim).map(({ track }) => track);
    const newest = concerned.pop() ?? this.#stray(claim.draft);
    newest.hear(claim);
    // After Undo the draft is in a second window, while the first still waits to hear how its own send ended.
    if (claim.kind !== 'leaving') for (const track of concerned) if (track.isOnItsWay) track.hear(claim);
  }

  /** Seen from outside of the page, and perhaps by the page's own witness too, which knows more. */
  overhear(claim: Claim): void {
    if (claim.kind !== 'leaving' && claim.kind !== 'saved') {
      this.#overheard.get(claim.order)?.overhearEnd(claim);
      return;
    }
    const entry = claim.draft === '' ? this.#likeliest(claim) : this.#concerned(claim).at(-1);
    // A window that opened after the request was made has only got back what was refused.
    if (claim.kind === 'saved' || !entry || entry.since > claim.order) return;
    remember(this.#overheard, claim.order, entry.track);
    entry.track.overhear(claim);
  }

  /** Windows with this draft; where the page shows no ids, the one that looks most like it. */
  #concerned(claim: Claim): Entry[] {
    // A closed window whose draft never left from it has nothing to do with a send elsewhere.
    const named = this.#entriesOf(claim.draft).filter(({ window, track }) => window.isOpen() || track.isOnItsWay);
    const isSettled = claim.kind === 'leaving' ? named.length > 0 : named.some(({ window }) => window.isOpen());
    const found = isSettled || (claim.kind !== 'leaving' && claim.kind !== 'saved') ? null : this.#likeliest(claim);
    if (!found) return named;
    // A draft that was sent and is in another window now: somebody pressed Undo.
    for (const { track } of this.#entriesOf(claim.draft)) track.reopen();
    found.window.adopt?.(claim.draft);
    return [...named, found];
  }

  /** Among windows whose draft has no id yet. */
  #likeliest(claim: CarryingClaim): Entry | null {
    const mail = claim.kind === 'leaving' ? claim : claim.mail;
    if (!mail) return null;
    const unnamed = [...this.#windows].filter(({ window }) => window.matches && window.draftId() === '');
    const open = unnamed.filter(({ window, track }) => window.isOpen() || (claim.kind === 'leaving' && track.isUndecided));
    const best = mostAlike(open, mail, 1);
    if (best) return best;
    // Sent from a menu, its window goes together with its request, and Send was not pressed.
    if (claim.kind === 'leaving')
      return mostAlike(
        unnamed.filter(({ window }) => goesWith(window, claim)),
        mail,
        SURELY,
      );
    // Saved before anybody stands on it: there is nothing to tell it by, and nothing to confuse it with.
    return open.length === 1 && isBlank(mail) ? (open[0] ?? null) : null;
  }

  #hearUnnamed(claim: Claim): void {
    if (claim.kind === 'leaving') {
      const track = this.#likeliest(claim)?.track ?? this.#stray(`${UNSAVED}${claim.order}`);
      remember(this.#unnamed, claim.order, track);
    }
    this.#unnamed.get(claim.order)?.hear(claim);
  }

  #stray(draft: string): SendTrack {
    const known = this.#strays.get(draft);
    if (known) return known;
    const tell = (sign: SendSign) => {
      for (const listener of this.#strayListeners) listener(draft, sign);
    };
    const track = new SendTrack(tell, { isFinal: this.#isFinal });
    remember(this.#strays, draft, track);
    return track;
  }
}

/** The one that looks most like it, of equals the latest; null if none reaches `least`. */
function mostAlike(entries: readonly Entry[], mail: CarriedMail, least: number): Entry | null {
  const scored = entries.map((entry) => ({ entry, score: entry.window.matches?.(mail) ?? 0 })).filter(({ score }) => score >= least);
  const weight = ({ entry, score }: (typeof scored)[number]) => score + (entry.track.isOnItsWay ? PRESSED : 0);
  return scored.toSorted((a, b) => weight(a) - weight(b)).at(-1)?.entry ?? null;
}

const goesWith = (window: LedgerWindow, { order }: CarryingClaim) => (window.closedAt?.() ?? 0) > order - TOGETHER_MS;

const isBlank = ({ to, cc, bcc, subject }: CarriedMail) => to.length + cc.length + bcc.length === 0 && subject.trim() === '';

function remember<Key>(tracks: Map<Key, SendTrack>, key: Key, track: SendTrack): void {
  const [oldest] = tracks.keys();
  if (oldest !== undefined && tracks.size >= MAX_REMEMBERED) tracks.delete(oldest);
  tracks.set(key, track);
}
