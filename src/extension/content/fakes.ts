import type { Plan } from '../../core/plan';
import type { ChangeBody, Compose, Draft, SendSign } from '../../mail/mail-client';
import type { Caller } from '../messaging';
import type { DraftState, FromReader, MessageState, PersonCard } from '../protocol';
import type { Worker } from './worker';

export const emptyDraft: Draft = {
  hostDraftId: '',
  hostThreadId: '',
  from: { address: 'anna@northwind.example', name: 'Anna' },
  recipients: [],
  subject: '',
  html: '<p>Hello</p>',
  text: 'Hello',
  files: [],
};

/** A compose window that a test writes in. */
export class FakeCompose implements Compose {
  readonly kind = 'new';
  readonly signal: AbortSignal;
  draft: Draft;
  slot: HTMLElement | null = null;
  dark = false;
  leave: ChangeBody = () => null;
  readonly cleaned: (readonly string[])[] = [];
  #changed: ((what: 'header' | 'body') => void)[] = [];
  #sent: ((sign: SendSign) => void)[] = [];

  constructor(signal: AbortSignal, draft: Partial<Draft> = {}) {
    this.signal = signal;
    this.draft = { ...emptyDraft, ...draft };
  }

  change(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
    const what = Object.keys(change).every((key) => key === 'html' || key === 'text') ? 'body' : 'header';
    for (const listener of this.#changed) listener(what);
  }

  to(...addresses: string[]): void {
    this.change({ recipients: addresses.map((address) => ({ address, name: '', field: 'to', known: true })) });
  }

  sign(sign: SendSign): void {
    for (const listener of this.#sent) listener(sign);
  }

  readHeader(): Omit<Draft, 'html' | 'text'> {
    const { html: _, text: __, ...header } = this.draft;
    return header;
  }
  readHtml(): string {
    return this.draft.html;
  }
  read(): Draft {
    return this.draft;
  }
  onChange(listener: (what: 'header' | 'body') => void): void {
    this.#changed.push(listener);
  }
  onSend(listener: (sign: SendSign) => void): void {
    this.#sent.push(listener);
  }
  onLeaving(change: ChangeBody): void {
    this.leave = change;
  }
  cleanBody(bases: readonly string[]): void {
    this.cleaned.push(bases);
  }
  isDark(): boolean {
    return this.dark;
  }
  focusBody(): void {}
}

export const readyState: DraftState = {
  id: '0190a0a0-0000-7000-8000-000000000001',
  log: true,
  track: false,
  choices: { off: [], added: [] },
  connection: 'ok',
  connectionLabel: 'Northwind',
  offline: false,
  paused: false,
  trackAllowed: true,
  trackBases: [],
};

export const emptyPlan: Plan = {
  verdict: 'will-log',
  contacts: [],
  companies: [],
  deals: [],
  leads: [],
  inherited: false,
  excluded: [],
  unresolved: [],
  lookedUp: true,
  bodyBytes: 0,
  attachmentBytes: 0,
  attachmentsLeftOut: false,
};

/** A plan that names the addresses it was made for. */
export const planFor = (...addresses: string[]): Plan => ({
  ...emptyPlan,
  contacts: addresses.map((address) => ({ address, name: address, field: 'to', contact: null, choices: [] })),
});

export const notLogged: MessageState = {
  state: 'not-logged',
  id: '',
  records: [],
  url: null,
  code: null,
  rule: null,
  ruleScope: null,
  logsItself: false,
};
const nobodyKnown = (address: string): PersonCard => ({ address, contacts: [], leads: [], history: [], code: null, rule: null });

const readerAnswers: Caller<FromReader> = {
  messageStates: async (_account, messages) => messages.map(() => notLogged),
  planMessage: async (_account, { recipients }) => planFor(...recipients.map(({ address }) => address)),
  logMessage: async () => ({ ...notLogged, state: 'waiting' }),
  keepMessageFile: async (_account, _message, { last }) => ({ sha256: last ? 'a'.repeat(64) : null }),
  unlogMessage: async () => ({ ...notLogged, state: 'removing' }),
  relogMessage: async () => ({ ...notLogged, state: 'logged' }),
  searchRecords: async () => [],
  readPerson: async (_account, address) => nobodyKnown(address),
  createContact: async (_account, { address }) => nobodyKnown(address),
  noteSentList: async () => undefined,
  noteSentUnlogged: async () => undefined,
  forgetSentUnlogged: async () => undefined,
  noteThreadOpen: async () => undefined,
  threadHits: async () => [],
  personHits: async () => null,
  eraseTracked: async () => ({ erased: true }),
  accountHint: async () => null,
};

/** A worker that answers at once and writes down what it was asked; a test replaces what it needs otherwise. */
export function fakeWorker(answers: Partial<Worker> = {}): { worker: Worker; asked: { call: string; args: unknown[] }[] } {
  const asked: { call: string; args: unknown[] }[] = [];
  const { id: _, choices: __, ...account } = readyState;
  const worker: Worker = {
    openPage: async () => ({ state: account, shortcuts: { log: 'Alt+Shift+L', track: 'Alt+Shift+T' } }),
    accountState: async () => account,
    accounts: async () => ['anna@northwind.example'],
    openDraft: async () => readyState,
    setSwitches: async (_id, switches) => ({ ...readyState, ...switches }),
    setChoices: async (_id, choices) => ({ ...readyState, choices }),
    plan: async (_id, { recipients }) => planFor(...recipients.map(({ address }) => address)),
    describe: async () => [],
    search: async () => [],
    planTracking: async () => ({ verdict: 'may-track', refusals: [], oneOf: 1, individually: [] }),
    track: async (_id, _mail, parts) => parts.map((part) => `${part}<img>`),
    trackStray: async () => null,
    signTracked: async () => undefined,
    listConsents: async () => [],
    noteConsents: async () => ({ noted: true }),
    keepFile: async (_id, { last }) => ({ sha256: last ? 'a'.repeat(64) : null }),
    intend: async () => ({ stored: true }),
    sign: async () => null,
    signStray: async () => null,
    unlog: async () => null,
    news: async () => [],
    openOptions: async () => undefined,
    openPopup: async () => undefined,
    reportSelfCheck: async () => undefined,
    ...readerAnswers,
    ...answers,
  };
  const written = new Proxy(worker, {
    get:
      (target, call: keyof Worker) =>
      (...args: unknown[]) => {
        asked.push({ call, args });
        return (target[call] as (...args: unknown[]) => unknown)(...args);
      },
  });
  return { worker: written, asked };
}
