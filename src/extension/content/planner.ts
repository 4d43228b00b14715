/** A change is planned this many ms after it, so that a pasted list is planned once. */
const DEBOUNCE_MS = 150;
/** A plan slower than this many ms says that it is looked up; a faster one just changes. */
const PATIENCE_MS = 150;
const CACHED_PLANS = 20;

export interface PlannerAnswers<Plan> {
  onPlan(plan: Plan): void;
  /** It holds as long as its key; another is asked for again each time. */
  isLasting(plan: Plan): boolean;
  onSlow(): void;
  onFailure(error: unknown): void;
}

/** Asks for plans: debounced, only the newest answer counts, and a plan that was made is not asked for again. */
export class Planner<Question, Plan> {
  readonly #ask: (question: Question) => Promise<Plan>;
  readonly #answers: PlannerAnswers<Plan>;
  readonly #made = new Map<string, Plan>();
  #wanted = '';
  #turn = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(ask: (question: Question) => Promise<Plan>, answers: PlannerAnswers<Plan>, signal: AbortSignal) {
    this.#ask = ask;
    this.#answers = answers;
    signal.addEventListener('abort', () => this.cancel());
  }

  /** `key` names all that the plan depends on; `read` is called only if the plan must be made. */
  request(key: string, read: () => Question, delayMs = DEBOUNCE_MS): void {
    if (key === this.#wanted) return;
    this.cancel();
    this.#wanted = key;
    const made = this.#made.get(key);
    if (made) this.#answers.onPlan(made);
    else this.#timers = [setTimeout(() => this.#make(key, read), delayMs)];
  }

  /** Drops what is under way; its answer will not be heard. */
  cancel(): void {
    this.#turn += 1;
    this.#wanted = '';
    this.#stopTimers();
  }

  /** Rules, records or the connection changed: what was planned may be wrong. */
  forget(): void {
    this.cancel();
    this.#made.clear();
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  async #make(key: string, read: () => Question): Promise<void> {
    const turn = this.#turn;
    this.#timers = [setTimeout(() => this.#answers.onSlow(), PATIENCE_MS)];
    try {
      const plan = await this.#ask(read());
      if (turn !== this.#turn) return;
      this.#stopTimers();
      this.#keep(key, plan);
      this.#answers.onPlan(plan);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.cancel();
      this.#answers.onFailure(error);
    }
  }

  #keep(key: string, plan: Plan): void {
    if (!this.#answers.isLasting(plan)) return;
    this.#made.set(key, plan);
    const [oldest] = this.#made.keys();
    if (this.#made.size > CACHED_PLANS && oldest !== undefined) this.#made.delete(oldest);
  }
}
