import type { Person } from '../../core/engagement';
import type { Choices } from '../../core/plan';
import type { Compose, Draft, DraftRecipient, MailCopy, SendSign } from '../../mail/mail-client';
import type { AccountState } from '../protocol';

/** How a window is switched, and what is ticked in its panel. */
export interface Switched {
  state: AccountState | null;
  choices: Choices;
}
/** A window of its own with a copy in it, and its session. */
export type OpenCopy = (copy: MailCopy) => Promise<{ compose: Compose; session: { switchAs(other: Switched): Promise<void> } }>;

/** Why a mail cannot be sent to each by herself. */
export type Obstacle = 'client' | 'reply' | 'pictures' | 'files' | 'unreadable' | 'many';

export interface IndividualEnd {
  sent: Person[];
  /** Refused or taken back: each is in a draft of her own. */
  unsent: Person[];
  /** The host has not said. */
  unknown: Person[];
  /** Still in the window, untouched. */
  left: Person[];
}

export type IndividualState = { kind: 'idle' } | { kind: 'sending'; done: number; of: number } | ({ kind: 'ended' } & IndividualEnd);

export interface IndividualOptions {
  compose: Compose;
  openCopy: OpenCopy | null;
  view(): Switched;
  onState(state: IndividualState): void;
  onEnd(end: IndividualEnd): void;
}

/** A host opens a window for each [?]; whoever writes to more people than that has other tools. */
export const MOST = 50;
/** Gmail holds a mail back for half a minute at most, and then sends it. */
const PATIENCE_MS = 90_000;

type Outcome = 'sent' | 'unsent' | 'unknown';

/** One mail to several people as one mail to each. Whoever is being sent hers is on no other draft, so that nobody gets it twice. */
export class SendIndividually {
  readonly #options: IndividualOptions;
  #isBusy = false;
  #isRefused = false;

  constructor(options: IndividualOptions) {
    this.#options = options;
  }

  /** Null: it can be done. */
  obstacle(): Obstacle | null {
    const { compose, openCopy } = this.#options;
    if (!openCopy || !compose.hands) return 'client';
    if (compose.kind !== 'new') return 'reply';
    const { recipients, files } = compose.readHeader();
    if (recipients.some(({ known }) => !known)) return 'unreadable';
    if (peopleOn(recipients).length > MOST) return 'many';
    if (files.some(({ file }) => file === null)) return 'files';
    return hasPictures(compose.readHtml()) ? 'pictures' : null;
  }

  async run(): Promise<void> {
    if (this.#isBusy || this.obstacle() !== null) return;
    this.#isBusy = true;
    const { compose, onEnd, onState } = this.#options;
    const draft = compose.read();
    const people = peopleOn(draft.recipients);
    const ways = await this.#sendAll(draft, people);
    const who = (outcome: Outcome) => people.filter((_, place) => ways[place] === outcome);
    const end = { sent: who('sent'), unsent: who('unsent'), unknown: who('unknown'), left: people.slice(ways.length) };
    this.#isBusy = false;
    if (end.sent.length === people.length) compose.hands?.discard();
    onState({ kind: 'ended', ...end });
    onEnd(end);
  }

  /** One after the other, without waiting for what the host says of each, until it says that one was refused. */
  async #sendAll(draft: Draft, people: Person[]): Promise<Outcome[]> {
    const { compose, onState } = this.#options;
    const under: Promise<Outcome>[] = [];
    let done = 0;
    this.#isRefused = false;
    const tell = () => onState({ kind: 'sending', done, of: people.length });
    tell();
    for (const [place, person] of people.entries()) {
      if (this.#isRefused || compose.signal.aborted) break;
      const later = people.slice(place + 1).map(({ address }) => address);
      const sent = await this.#sendOne(
        draft,
        person,
        draft.recipients.filter(({ address }) => later.includes(address)),
      );
      if (!sent) break;
      under.push(
        sent.outcome.then((way) => {
          done += 1;
          this.#isRefused ||= way === 'unsent';
          tell();
          return way;
        }),
      );
    }
    return Promise.all(under);
  }

  /** Null: nothing was done. */
  async #sendOne(
    { from, subject, html, files }: Draft,
    to: Person,
    others: DraftRecipient[],
  ): Promise<{ outcome: Promise<Outcome> } | null> {
    const { compose, openCopy, view } = this.#options;
    const copies = files.flatMap(({ file }) => file ?? []);
    const copy = await openCopy?.({ from, to, subject, html, files: copies }).catch(() => null);
    const hands = copy?.compose.hands;
    if (!copy || !hands) return null;
    try {
      await copy.session.switchAs(view());
      // She may have sent it or closed it meanwhile, and one before this one may have been refused.
      if (compose.signal.aborted || this.#isRefused) throw new Error('This one is not to leave');
      compose.hands?.setRecipients(others);
    } catch {
      hands.discard();
      return null;
    }
    const outcome = outcomeOf(copy.compose);
    hands.send();
    return { outcome };
  }
}

function outcomeOf(compose: Compose): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('unknown'), PATIENCE_MS);
    const ends: Partial<Record<SendSign['kind'], Outcome>> = { confirmed: 'sent', failed: 'unsent', undone: 'unsent', discarded: 'unsent' };
    compose.onSend(({ kind }) => {
      const end = ends[kind];
      if (!end) return;
      clearTimeout(timer);
      resolve(end);
    });
  });
}

function peopleOn(recipients: readonly DraftRecipient[]): Person[] {
  const first = new Map<string, Person>();
  for (const { address, name } of recipients) if (!first.has(address)) first.set(address, { address, name });
  return [...first.values()];
}

/** Pictures put into the text lie at the host with this draft alone. */
const hasPictures = (html: string): boolean =>
  /<img\b[^>]*\b(?:src="(?:cid:|blob:|data:)|data-surl=|src="[^"]*[?&;]view=(?:fimg|att))/i.test(html);
