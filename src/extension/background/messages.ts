import { parseAddress } from '../../core/address';
import type { LoggedMail } from '../../core/logged-mail';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { Choices, Plan } from '../../core/plan';
import type { Settings } from '../../core/settings';
import { rememberThread } from '../../core/thread-memory';
import type { MessageState, WireDraft, WireMessage } from '../protocol';
import { type MailFacts, type Planned, toEngagement } from './engaging';
import { hostIdOf, isSameMail, type MailIndex, threadOf } from './mail-index';
import { keptOut, NOTHING, stateOfEntry, stateOfLogged, stateOfPlan } from './message-states';
import { isPaused, type Planning, type Subject, withBytes } from './planning';
import { contentOf, isNewestSent, type Read } from './read';
import type { SentMails } from './sent-mails';
import type { SettingsStore } from './settings-store';
import { identityOfLogged, type KnownThread, type Threads } from './threads';

/** Several chips of one conversation ask within moments of each other. */
const STATES_MS = 20_000;
/** Of one conversation, at once. */
const MAX_MESSAGES = 200;
const NO_CHOICES: Choices = { off: [], added: [] };

interface Looked {
  read: Read;
  entry: OutboxEntry | undefined;
  /** Null: the CRM has to be asked. */
  state: MessageState | null;
  /** Whom it could be logged to. */
  people: string[];
}
const UNASKED: KnownThread = { mails: [], isCertain: false };

export interface MessageSetting {
  settings: SettingsStore;
  index: MailIndex;
  threads: Threads;
  planning: Planning;
  sentMails: SentMails;
  clock(): number;
}

export type Messages = ReturnType<typeof makeMessages>;

/** Messages that are read: whether they are logged, and what logging them would do. */
export function makeMessages({ settings, index, threads, planning, sentMails, clock }: MessageSetting) {
  /** Null: the account is not set up; `state` says how. */
  async function place(origin: string, named: string, messages: readonly WireMessage[]): Promise<Read[] | MessageState> {
    const all = await settings.read();
    const address = parseAddress(named) ?? '';
    const account = all.accounts.find((one) => one.address === address);
    if (!account?.connectionId) return { ...NOTHING, state: all.connections.length === 0 ? 'not-connected' : 'account-unknown' };
    const { connectionId } = account;
    return messages.slice(0, MAX_MESSAGES).map((message): Read => {
      const from = (message.from.known && parseAddress(message.from.address)) || '';
      const identity = { account: address, messageId: message.messageId, hostId: hostIdOf(origin, message.hostMessageId), from };
      const thread = { connectionId, account: address, thread: threadOf(message.hostThreadId) };
      return { message, account, connectionId, isReceived: !isOwn(all, from), identity, place: thread };
    });
  }

  async function plan(read: Read, choices: Choices, content: WireDraft, mayAsk: boolean): Promise<Planned> {
    const { message, account, isReceived } = read;
    const subject: Subject = {
      ...{ account: account.address, choices, log: true, hostThreadId: message.hostThreadId, isDraft: false },
      ...(isReceived ? { sender: message.from } : {}),
    };
    return planning.planMessage(subject, withBytes(content), mayAsk);
  }

  /** Without asking anybody: whom it could be logged to; `refusal`: there is nobody. */
  async function audienceOf(read: Read): Promise<{ refusal: MessageState | null; people: string[] }> {
    const { plan: planned } = await plan(read, NO_CHOICES, contentOf(read.message), false);
    const refusal = planned.verdict === 'nobody-left' ? stateOfPlan(planned) : null;
    return { refusal, people: planned.contacts.map(({ address }) => address) };
  }

  /** What can be said without the CRM. */
  async function look(read: Read): Promise<Looked> {
    const entry = await index.find(read.connectionId, read.identity);
    if (entry && entry.state !== 'removed' && entry.state !== 'blocked') return { read, entry, state: stateOfEntry(entry), people: [] };
    const { refusal, people } = await audienceOf(read);
    return { read, entry, state: entry?.state === 'blocked' ? (refusal ?? keptOut(entry)) : refusal, people };
  }

  async function decide({ read, entry, state }: Looked, known: KnownThread, isNewest: boolean): Promise<MessageState> {
    if (state) return state;
    const mine = known.mails.filter((mail) => isSameMail(identityOfLogged(mail), read.identity));
    const logged = mine.find((mail) => mail.state === 'logged');
    if (logged) return stateOfLogged(logged);
    const removed = entry?.id ?? mine[0]?.id;
    const isAsked = !read.isReceived && (await sentMails.isAsked(read.identity, read.message, isNewest));
    if (removed !== undefined) return { ...NOTHING, state: 'removed', id: removed, logsItself: isAsked };
    if (!known.isCertain) return { ...NOTHING, state: 'unknown', logsItself: isAsked };
    return { ...NOTHING, logsItself: isAsked || (await followsThread(read, known)) };
  }

  /** C9: a reply that came into a thread which is logged, not older than what is. */
  async function followsThread({ isReceived, account, message, place: { thread } }: Read, { mails }: KnownThread): Promise<boolean> {
    const memory = thread === '' ? null : rememberThread(mails);
    if (!memory || !isReceived || !account.logReplies || message.at === null || message.at < memory.since) return false;
    return !isPaused(await settings.read(), clock());
  }

  /** One question to the CRM for each conversation, about those of whom nothing can be said without it. */
  async function statesOf(reads: readonly Read[]): Promise<MessageState[]> {
    const looked = await Promise.all(reads.map(look));
    const open = looked.filter(({ state }) => state === null);
    const known = new Map<string, Promise<KnownThread>>();
    for (const { place: thread } of open.map(({ read }) => read)) {
      const together = open.filter(({ read }) => read.place.thread === thread.thread);
      const mails = together.map(({ read, people }) => ({ ...read.identity, people }));
      if (!known.has(thread.thread)) known.set(thread.thread, threads.read(thread, mails, STATES_MS));
    }
    return Promise.all(
      looked.map(async (one) => decide(one, (await known.get(one.read.place.thread)) ?? UNASKED, isNewestSent(one.read, reads))),
    );
  }

  return {
    place,
    statesOf,
    /** The mail in the CRM, whoever logged it. */
    async findLogged(read: Read): Promise<LoggedMail | undefined> {
      const { people } = await audienceOf(read);
      const { mails } = await threads.read(read.place, [{ ...read.identity, people }], STATES_MS);
      return mails.find((mail) => mail.state === 'logged' && isSameMail(identityOfLogged(mail), read.identity));
    },
    async plan(read: Read, choices: Choices): Promise<Plan> {
      return (await plan(read, choices, contentOf(read.message), true)).plan;
    },
    /** The mail as it goes to the CRM, under this id. */
    async engage(id: string, read: Read, content: WireDraft, choices: Choices) {
      const planned = await plan(read, choices, content, true);
      const { message, account, identity, isReceived } = read;
      const facts: MailFacts = {
        ...{ id, direction: isReceived ? 'received' : 'sent', account: account.address },
        from: { address: identity.from || account.address, name: message.from.name },
        ...{ hostThreadId: message.hostThreadId, messageId: message.messageId, hostId: identity.hostId },
        at: Math.min(message.at ?? clock(), clock()),
      };
      return { planned, engagement: toEngagement(facts, content, { ...planned, account }) };
    },
  };
}

const isOwn = ({ accounts }: Settings, address: string) => accounts.some((account) => account.address === address);
