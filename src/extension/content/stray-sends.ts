import type { BodyParts, SendSign } from '../../mail/mail-client';
import type { AccountState, DeliveryNews, LeavingMail } from '../protocol';
import type { Worker } from './worker';

const MAX_KEPT = 50;

/** Mails that leave in this page without a window here: those of pop-outs, which send through the page that opened them. */
export class StraySends {
  readonly #account: string;
  readonly #worker: Pick<Worker, 'signStray' | 'trackStray'>;
  readonly #state: () => AccountState | null;
  readonly #leaving = new Map<string, LeavingMail>();

  constructor(account: string, worker: Pick<Worker, 'signStray' | 'trackStray'>, state: () => AccountState | null) {
    this.#account = account;
    this.#worker = worker;
    this.#state = state;
  }

  sign(hostDraftId: string, sign: SendSign): Promise<DeliveryNews | null> {
    if (sign.kind === 'leaving') {
      const [oldest] = this.#leaving.keys();
      if (this.#leaving.size >= MAX_KEPT && oldest !== undefined) this.#leaving.delete(oldest);
      const { recipients, subject } = sign;
      this.#leaving.set(hostDraftId, { from: { address: this.#account, name: '' }, recipients, subject });
    }
    return this.#worker.signStray(this.#account, hostDraftId, sign);
  }

  /** Whether it is tracked the worker knows, which knows its draft. */
  change(hostDraftId: string, parts: BodyParts): Promise<BodyParts | null> | null {
    const mail = this.#leaving.get(hostDraftId);
    const isNobodys = (this.#state()?.trackBases ?? []).length === 0;
    return mail && !isNobodys ? this.#worker.trackStray(this.#account, hostDraftId, mail, parts) : null;
  }
}
