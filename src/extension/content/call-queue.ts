/**
 * Runs calls one after the other, the first at once. When the page goes away it may never hear another answer, so the
 * calls that still wait are all made then: late and in order is better than never.
 */
export class CallQueue {
  readonly #waiting: (() => Promise<void>)[] = [];
  #isBusy = false;

  constructor(leaving: EventTarget) {
    leaving.addEventListener('pagehide', () => this.#runAll());
  }

  /** The call must handle its own failures. */
  add(call: () => Promise<void>): void {
    this.#waiting.push(call);
    if (!this.#isBusy) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    for (let call = this.#waiting.shift(); call; call = this.#waiting.shift()) await call();
    this.#isBusy = false;
  }

  #runAll(): void {
    for (const call of this.#waiting.splice(0)) void call();
  }
}
