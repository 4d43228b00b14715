import type { WrittenRecord } from '../../connectors/crm-connector';
import { MAX_ATTACHMENTS_BYTES, MAX_BODY_BYTES } from '../../core/limits';
import type { Choices, Plan } from '../../core/plan';
import type { FoundRecord } from '../../core/records';
import type { TrackingPlan } from '../../core/tracking/consent';
import type { Compose } from '../../mail/mail-client';
import type { CallFailure } from '../messaging';
import type { AccountState, DeliveryNews, DraftState, WireHeader } from '../protocol';
import { DraftOpening } from './draft-opening';
import { FileKeeper } from './file-keeper';
import { Planner } from './planner';
import { type IndividualEnd, type IndividualState, type OpenCopy, SendIndividually, type Switched } from './send-individually';
import { type KeptSend, SendReporter } from './send-reporter';
import { TrackingSession } from './tracking-session';
import { bytesOf, fileKey, type Header, toWireDraft, toWireHeader } from './wire';
import type { Worker } from './worker';

/** All that the line and the panel show. */
export interface SessionView {
  /** Null: nothing is known of this account yet. */
  state: AccountState | null;
  choices: Choices;
  plan: Plan | null;
  /** T5: whom Track would be for; null: it is off, or nobody was asked yet. */
  tracking: TrackingPlan | null;
  /** Sent to each by herself: how far that is. */
  individual: IndividualState;
  /** The plan is being looked up, and that takes long enough to say so. */
  isPlanning: boolean;
  /** The worker cannot keep this message, and why. */
  failure: CallFailure | null;
  /** The extension was updated under this page. */
  isOrphan: boolean;
}

interface SessionHooks {
  onView(view: SessionView): void;
  onNews(news: DeliveryNews): void;
  /** A mail was sent to each by herself, or to some. */
  onIndividually(ended: IndividualEnd): void;
  /** A send that the worker could not be told of. */
  onUntold(error: unknown, kept: KeptSend & { id: string | null }): void;
}

export interface SessionOptions extends SessionHooks {
  compose: Compose;
  account: string;
  worker: Worker;
  /** What is known of the account already, so that the switches need not wait. */
  known: AccountState | null;
  /** The id of a window's draft, also after it closed; null: not known here. */
  idOf(compose: Compose): string | null;
  isOrphan(): boolean;
  failureOf(error: unknown): CallFailure;
  /** A window with a copy in it; null: this client opens none for us. */
  openCopy: OpenCopy | null;
}

export type Switch = 'log' | 'track';

/** One compose window: its switches, its plan, its send. The window's signal ends what is drawn, not what was sent. */
export class ComposeSession {
  readonly #options: SessionOptions;
  readonly #planner: Planner<WireHeader, Plan>;
  readonly tracking: TrackingSession;
  readonly individually: SendIndividually;
  readonly #reporter: SendReporter;
  readonly #files: FileKeeper;
  readonly #draft: DraftOpening;
  #header: Header;
  /** As it was measured last. */
  #isTooLarge = false;
  #switchTurn = 0;
  #touched = new Set<Switch>();
  #view: SessionView;

  constructor(options: SessionOptions) {
    const { compose, known, account, worker, idOf } = options;
    this.#options = options;
    this.#draft = new DraftOpening({
      ...{ account, worker, idOf },
      header: () => this.#header,
      chosen: () => ({ state: this.#view.state, choices: this.#view.choices, isSwitched: this.#touched.size > 0 }),
      onOpened: (draft) => this.#adopt(draft),
    });
    this.#files = new FileKeeper(options.worker);
    this.#view = {
      state: known,
      choices: { off: [], added: [] },
      plan: null,
      tracking: null,
      individual: { kind: 'idle' },
      isPlanning: false,
      failure: null,
      isOrphan: options.isOrphan(),
    };
    this.#planner = new Planner(
      async (header) => options.worker.plan((await this.#draft.open()).id, header),
      {
        onPlan: (plan) => this.#show({ plan, isPlanning: false, failure: null }),
        // Without a look-up the plan is only good until the CRM answers again.
        isLasting: (plan) => plan.lookedUp,
        onSlow: () => this.#show({ isPlanning: true }),
        onFailure: (error) => this.#fail(error),
      },
      compose.signal,
    );
    this.#reporter = new SendReporter({
      compose,
      worker: options.worker,
      files: this.#files,
      draftId: async () => (await this.#draft.open()).id,
      wantsLog: () => this.#view.state?.log ?? true,
      onNews: (news) => options.onNews(news),
      onUntold: (error, kept) => {
        this.#fail(error);
        options.onUntold(error, { ...kept, id: this.#draft.id });
      },
    });
    this.#header = compose.readHeader();
    this.tracking = new TrackingSession({
      compose,
      worker: options.worker,
      draftId: async () => (await this.#draft.open()).id,
      state: () => (this.#view.isOrphan ? null : this.#view.state),
      header: () => this.#header,
      onPlan: (tracking) => this.#show({ tracking }),
    });
    this.individually = new SendIndividually({
      compose,
      openCopy: options.openCopy,
      view: () => this.#view,
      onState: (individual) => this.#show({ individual }),
      onEnd: (ended) => options.onIndividually(ended),
    });
    compose.onChange((what) => (what === 'body' ? this.#bodyChanged() : this.#changed()));
    compose.onSend((sign) => {
      this.#reporter.report(sign);
      this.tracking.hear(sign);
    });
    void this.#openAndPlan();
  }

  get id(): string | null {
    return this.#draft.id;
  }

  get view(): SessionView {
    return this.#view;
  }

  async toggle(which: Switch): Promise<void> {
    const before = this.#view.state;
    if (!before || this.#view.isOrphan || (which === 'track' && !before.trackAllowed)) return;
    this.#touched.add(which);
    this.#switchTurn += 1;
    const turn = this.#switchTurn;
    this.#show({ state: { ...before, [which]: !before[which] } });
    this.#plan();
    try {
      const { id } = await this.#draft.open();
      const { log, track } = this.#view.state ?? before;
      const answer = await this.#options.worker.setSwitches(id, { log, track });
      if (turn === this.#switchTurn) this.#adopt(answer);
    } catch (error) {
      if (turn === this.#switchTurn) this.#show({ state: before });
      this.#fail(error);
    }
  }

  async choose(choices: Choices): Promise<void> {
    this.#show({ choices });
    try {
      const { id } = await this.#draft.open();
      await this.#options.worker.setChoices(id, choices);
      this.#plan(0);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The dry run (C4): every field as it would be sent. */
  async describe(): Promise<WrittenRecord[]> {
    const { id } = await this.#draft.open();
    return this.#options.worker.describe(id, toWireDraft(this.#options.compose.read(), this.#files.hashes));
  }

  /** Null: this window's mail client lets nobody but the rep write there. */
  get addBcc(): ((address: string) => void) | null {
    const { hands } = this.#options.compose;
    return hands ? (address) => hands.addBcc(address) : null;
  }

  /** As another window of the same mail is switched: of a copy that goes to one person alone. */
  async switchAs({ state, choices }: Switched): Promise<void> {
    if (!state) return;
    const { log, track } = state;
    this.#touched = new Set(['log', 'track']);
    this.#show({ state, choices });
    const { id } = await this.#draft.open();
    await this.#options.worker.setChoices(id, choices);
    await this.#options.worker.setSwitches(id, { log, track });
    this.#plan(0);
  }

  async search(query: string): Promise<FoundRecord[]> {
    const { id } = await this.#draft.open();
    return this.#options.worker.search(id, query);
  }

  /** Settings, rules or the connection changed: ask again for everything. */
  refresh(): void {
    if (this.#options.compose.signal.aborted) return;
    this.#draft.forget();
    this.#planner.forget();
    this.tracking.forget();
    void this.#openAndPlan();
  }

  #changed(): void {
    const header = this.#options.compose.readHeader();
    const isGivenBack = this.#draft.goOnWith(this.#options.compose.earlier ?? null);
    const isOtherDraft = header.hostDraftId !== this.#header.hostDraftId;
    this.#header = header;
    if (isOtherDraft || isGivenBack) {
      this.#draft.forget();
      void this.#openAndPlan();
    } else {
      this.#plan();
    }
  }

  /** C6 is told before sending; of the body nothing else matters to the plan. */
  #bodyChanged(): void {
    const before = this.#isTooLarge;
    this.#bodyBytes();
    if (this.#isTooLarge !== before) this.#plan(0);
  }

  async #openAndPlan(): Promise<void> {
    this.#plan();
    try {
      await this.#draft.open();
      this.#plan();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** The worker's answer; a switch that the rep touched while it was under way stays as she left it. */
  #adopt({ id: _, choices, ...answer }: DraftState): void {
    const mine = this.#view.state;
    const state = { ...answer };
    for (const which of this.#touched) if (mine) state[which] = mine[which];
    const hasChosen = this.#view.choices.off.length + this.#view.choices.added.length > 0;
    this.#show({ state: kept(this.#view.state, state), choices: hasChosen ? this.#view.choices : kept(this.#view.choices, choices) });
  }

  #plan(delayMs?: number): void {
    if (this.#options.isOrphan()) {
      this.#fail(null);
      return;
    }
    this.tracking.plan(delayMs);
    const { state, choices } = this.#view;
    if (state && (!state.log || state.connection === 'none' || state.connection === 'account-unknown')) {
      this.#planner.cancel();
      this.#show({ isPlanning: false });
      return;
    }
    const { from, recipients, files } = this.#header;
    const key = JSON.stringify([
      from.address,
      recipients,
      files.map(fileKey),
      this.#isTooLarge,
      choices,
      state?.connection,
      state?.offline,
    ]);
    this.#planner.request(key, () => toWireHeader(this.#header, this.#bodyBytes(), this.#files.hashes), delayMs);
    this.#keepFiles();
  }

  #bodyBytes(): number {
    const bytes = bytesOf(this.#options.compose.readHtml());
    this.#isTooLarge = bytes > MAX_BODY_BYTES;
    return bytes;
  }

  #keepFiles(): void {
    const { files } = this.#header;
    const { id } = this.#draft;
    if (id && files.length > 0 && files.reduce((sum, { size }) => sum + size, 0) <= MAX_ATTACHMENTS_BYTES) this.#files.keep(id, files);
  }

  #fail(error: unknown): void {
    if (this.#options.isOrphan()) {
      this.#show({ isOrphan: true, isPlanning: false });
      return;
    }
    const failure = this.#options.failureOf(error);
    // Another question of ours overtook this one; its answer is on the way.
    if (failure !== 'superseded') this.#show({ failure, isPlanning: false });
    if (failure === 'draft_unknown') this.#draft.forget();
  }

  #show(change: Partial<SessionView>): void {
    const before = this.#view;
    this.#view = { ...before, ...change };
    if ((Object.keys(change) as (keyof SessionView)[]).every((key) => change[key] === before[key])) return;
    if (!this.#options.compose.signal.aborted) this.#options.onView(this.#view);
  }
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
/** What is known already, if the news says the same: then nothing is drawn anew. */
const kept = <Known>(known: Known, news: Known): Known => (isSame(known, news) ? known : news);
