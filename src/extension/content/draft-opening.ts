import type { Choices } from '../../core/plan';
import type { Compose } from '../../mail/mail-client';
import type { AccountState, DraftState } from '../protocol';
import type { Header } from './wire';
import type { Worker } from './worker';

/** What the rep set in a window; `isSwitched`: she touched a switch, which is more than what the account begins with. */
export interface Chosen {
  state: AccountState | null;
  choices: Choices;
  isSwitched: boolean;
}

export interface DraftOpeningOptions {
  account: string;
  worker: Pick<Worker, 'openDraft' | 'setChoices' | 'setSwitches'>;
  /** The id of a window's draft, also after it closed; null: not known here. */
  idOf(compose: Compose): string | null;
  header(): Header;
  chosen(): Chosen;
  /** The worker's answer, each time it is asked. */
  onOpened(draft: DraftState): void;
}

/** Which of the worker's drafts one compose window is, also when the host only later says so, or gives it back after Undo. */
export class DraftOpening {
  readonly #options: DraftOpeningOptions;
  #asked: Promise<DraftState> | null = null;
  #id: string | null = null;
  /** The window whose draft this one goes on with. */
  #earlier: Compose | null = null;

  constructor(options: DraftOpeningOptions) {
    this.#options = options;
  }

  get id(): string | null {
    return this.#id;
  }

  /** The window's draft was sent from that window before. True: nobody knew. */
  goOnWith(earlier: Compose | null): boolean {
    const isNews = earlier !== null && earlier !== this.#earlier;
    if (isNews) this.#earlier = earlier;
    return isNews;
  }

  /** The next question is asked anew. */
  forget(): void {
    this.#asked = null;
  }

  /** Asked once per host draft id; asked again after a failure. */
  open(): Promise<DraftState> {
    if (this.#asked) return this.#asked;
    const { account, worker, idOf, header, onOpened } = this.#options;
    const { hostDraftId, hostThreadId } = header();
    const known = (this.#earlier && idOf(this.#earlier)) ?? this.#id;
    const opened: Promise<DraftState> = worker.openDraft(account, hostDraftId, hostThreadId, known).then((answer) => {
      // Asked again meanwhile, for the host said which draft it is.
      if (this.#asked && this.#asked !== opened) return this.#asked;
      const isOther = this.#id !== null && this.#id !== answer.id;
      this.#id = answer.id;
      onOpened(answer);
      return isOther ? this.#carryOver(answer) : answer;
    });
    this.#asked = opened;
    opened.catch(() => {
      if (this.#asked === opened) this.#asked = null;
    });
    return opened;
  }

  /** The page was reloaded, and the host only now said which draft this is: what the rep chose since goes with it. */
  async #carryOver(draft: DraftState): Promise<DraftState> {
    const { worker, chosen } = this.#options;
    const { state, choices, isSwitched } = chosen();
    if (JSON.stringify(choices) !== JSON.stringify(draft.choices)) await worker.setChoices(draft.id, choices);
    if (!state || !isSwitched) return draft;
    return worker.setSwitches(draft.id, { log: state.log, track: state.track });
  }
}
