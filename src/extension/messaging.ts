import type { FailureCode } from '../core/outcome';
import { isAlive, onMessage, ownId, type Sender, sendToExtension, sendToTab } from './browser-api';
import type { FromPage, FromReader, FromUi, FromUiReader, FromWorker } from './protocol';
import type { FromUiTracking } from './tracking-protocol';

/** An interface of functions as seen from the other side of a message: the same functions, answering later. */
export type Caller<Calls> = {
  [Name in keyof Calls]: Calls[Name] extends (...args: infer Args) => infer Answer ? (...args: Args) => Promise<Answer> : never;
};
/** What answers those functions: each is told who asks. */
export type Handlers<Calls> = {
  [Name in keyof Calls]: Calls[Name] extends (...args: infer Args) => infer Answer
    ? (sender: Sender, ...args: Args) => Promise<Answer>
    : never;
};

/** - `orphaned`: this page's extension was updated or removed. `storage_refused`: the browser gives us no database. */
export type CallFailure = FailureCode | 'orphaned' | 'draft_unknown' | 'not_allowed' | 'storage_refused' | 'superseded' | 'unexpected';

/** The only error that a call throws; the code crosses, words do not. */
export class CallFailed extends Error {
  constructor(readonly code: CallFailure) {
    super(code);
    this.name = 'CallFailed';
  }
}

interface Ask {
  threadline: 'ask' | 'tell';
  call: string;
  args: unknown[];
}
type Reply = { ok: true; value: unknown } | { ok: false; code: CallFailure };

const isFor = (message: unknown, kind: Ask['threadline']): message is Ask =>
  typeof message === 'object' && message !== null && (message as Partial<Ask>).threadline === kind;

const callerOver = <Calls>(send: (call: string, args: unknown[]) => Promise<unknown>): Caller<Calls> =>
  new Proxy({} as Caller<Calls>, {
    get: (_, call) =>
      // `await askWorker` must not be taken for a call.
      call === 'then' ? undefined : (...args: unknown[]) => send(String(call), args),
  });

/** A worker that is stopped while it answers is started again by the next try; it finds its own earlier work. */
const TRIES = 3;

async function ask(call: string, args: unknown[], tries = TRIES): Promise<unknown> {
  let reply: Reply | undefined;
  try {
    reply = (await sendToExtension({ threadline: 'ask', call, args } satisfies Ask)) as Reply | undefined;
  } catch {
    // "Extension context invalidated": this page's extension is gone. Otherwise the worker was stopped under the call.
    if (!isAlive()) throw new CallFailed('orphaned');
  }
  if (!reply && tries > 1) return ask(call, args, tries - 1);
  if (!reply?.ok) throw new CallFailed(reply?.code ?? 'unexpected');
  return reply.value;
}

/** Page, popup and options → worker. Throws `CallFailed`. */
export const askWorker: Caller<FromPage & FromReader & FromUi & FromUiReader & FromUiTracking> = callerOver((call, args) =>
  ask(call, args),
);

type AnyHandlers = Record<string, (sender: Sender, ...args: unknown[]) => Promise<unknown>>;

/** Who may call what; decided where the handlers are registered. */
export interface Audience {
  admits(sender: Sender): boolean;
  handlers: AnyHandlers;
}
export const audience = <Calls>(admits: Audience['admits'], handlers: Handlers<Calls>): Audience => ({
  admits,
  handlers: handlers as unknown as AnyHandlers,
});

/** Registers the worker's handlers, at once. `codeOf` names what a handler threw. */
export function answerCalls(audiences: readonly Audience[], codeOf: (error: unknown) => CallFailure): void {
  onMessage((message, sender) => {
    if (!isFor(message, 'ask') || sender.id !== ownId()) return undefined;
    return reply(message, sender);
  });
  async function reply({ call, args }: Ask, sender: Sender): Promise<Reply> {
    // One name may be offered to two audiences, each with a meaning of its own.
    const audience = audiences.find(({ handlers, admits }) => Object.hasOwn(handlers, call) && admits(sender));
    if (!audience) return { ok: false, code: 'not_allowed' };
    try {
      return { ok: true, value: await audience.handlers[call]?.(sender, ...args) };
    } catch (error) {
      return { ok: false, code: codeOf(error) };
    }
  }
}

const tell = (send: (message: Ask) => Promise<unknown>): Caller<FromWorker> =>
  // Nobody may be listening: a closed popup, a tab that went elsewhere.
  callerOver<FromWorker>((call, args) => send({ threadline: 'tell', call, args }).catch(() => undefined));

/** Worker → the page in a tab. */
export const tellTab = (tabId: number): Caller<FromWorker> => tell((message) => sendToTab(tabId, message));
/** Worker → every open popup and options page. */
export const tellPages: Caller<FromWorker> = tell(sendToExtension);

/** Listens to the worker for as long as `signal` lasts. */
export function onFromWorker(handlers: Partial<FromWorker>, signal: AbortSignal): void {
  onMessage((message, sender) => {
    if (isFor(message, 'tell') && sender.id === ownId() && Object.hasOwn(handlers, message.call))
      (handlers as Record<string, (...args: unknown[]) => void>)[message.call]?.(...message.args);
    return undefined;
  }, signal);
}
