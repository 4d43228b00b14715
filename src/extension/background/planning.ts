import { parseAddress } from '../../core/address';
import { isDropBox } from '../../core/drop-box';
import type { Engagement } from '../../core/engagement';
import type { RuleHit } from '../../core/never-log';
import { isAtDomain } from '../../core/own-domains';
import type { Plan } from '../../core/plan';
import { makePlan } from '../../core/plan-making';
import type { Known } from '../../core/records';
import type { MailAccount, Settings } from '../../core/settings';
import type { ThreadMemory } from '../../core/thread-memory';
import { CallFailed } from '../messaging';
import type { WireDraft, WireHeader } from '../protocol';
import type { ConnectionStates } from './connection-states';
import type { Connections } from './connections';
import type { Database, DraftRow } from './database';
import { type MailFacts, type Planned, toEngagement, toRecipient } from './engaging';
import { hostIdOf, threadOf } from './mail-index';
import type { Rules } from './rules';
import type { SettingsStore } from './settings-store';
import type { Threads } from './threads';

/** How long what a CRM said of an address is taken as true. */
const KNOWN_MS = 10 * 60_000;

export interface Confirmation {
  messageId: string | null;
  hostThreadId: string;
  /** The host's own id of the message, as its page gives it. */
  hostMessageId?: string | null;
  /** Epoch ms. */
  at: number;
}

/** A plan, and the mail as it goes to the CRM by it. */
export type Engaged = Planned & { engagement: Engagement };

export type Planning = ReturnType<typeof makePlanning>;

interface PlanningSetting {
  db: Database;
  settings: SettingsStore;
  states: ConnectionStates;
  connections: Connections;
  rules: Rules;
  threads: Threads;
  clock(): number;
  isOnline(): boolean;
}

/** What logging a draft would do, with what its CRM knows of the recipients as far as that is to be had. */
export function makePlanning({ db, settings, states, connections, rules, threads, clock, isOnline }: PlanningSetting) {
  const underWay = new Map<string, Promise<Known | null>>();
  const latest = new Map<string, WireHeader>();

  async function readKnown(connectionId: string, addresses: string[], maxAgeMs: number): Promise<Map<string, Known>> {
    const rows = await db.known.bulkGet(addresses.map((address): [string, string] => [connectionId, address]));
    const since = clock() - maxAgeMs;
    return new Map(rows.flatMap((row) => (row && row.at <= clock() && row.at > since ? [[row.address, row.known] as const] : [])));
  }

  /** One question for all of them; whoever asks for the same address meanwhile waits for the same answer. */
  async function ask(connectionId: string, addresses: string[]): Promise<Known[] | null> {
    const fresh = addresses.filter((address) => !underWay.has(`${connectionId} ${address}`));
    if (fresh.length > 0) {
      const answer = lookUp(connectionId, fresh);
      for (const address of fresh) {
        const key = `${connectionId} ${address}`;
        const one = answer.then((known) => known?.find((found) => found.address === address) ?? null);
        underWay.set(
          key,
          one.finally(() => underWay.delete(key)),
        );
      }
    }
    const all = await Promise.all(addresses.map((address) => underWay.get(`${connectionId} ${address}`)));
    return all.every((known) => known) ? (all as Known[]) : null;
  }

  async function keepKnown(connectionId: string, all: readonly Known[]): Promise<void> {
    await db.known.bulkPut(all.map((known) => ({ connectionId, address: known.address, known, at: clock() })));
  }

  async function lookUp(connectionId: string, addresses: string[]): Promise<Known[] | null> {
    const connector = await connections.connectorFor(connectionId);
    const answer = await connector?.lookUp(addresses);
    await states.noteAnswer(connectionId, answer ? (answer.ok ? null : answer.outcome.code) : 'not_connected');
    if (!answer?.ok) return null;
    await keepKnown(connectionId, answer.value);
    return answer.value;
  }

  /**
   * What is known of each; some may be missing. What the rep was shown stays true for the mail she then sent, however old;
   * only the compose window asks for newer.
   */
  async function findKnown(connectionId: string, addresses: string[], mayAsk: (() => boolean) | null): Promise<Known[]> {
    const known = await readKnown(connectionId, addresses, mayAsk ? KNOWN_MS : Number.POSITIVE_INFINITY);
    const missing = addresses.filter((address) => !known.has(address));
    if (missing.length === 0 || !mayAsk?.() || !isOnline()) return [...known.values()];
    return [...known.values(), ...((await ask(connectionId, missing)) ?? [])];
  }

  /** What its thread is logged to; asked for at the same time as its people. */
  async function findThread(subject: Subject, header: WireHeader, account: MailAccount, mayAsk: boolean): Promise<ThreadMemory | null> {
    const thread = threadOf(header.hostThreadId || subject.hostThreadId);
    const place = { connectionId: account.connectionId ?? '', account: account.address, thread };
    return threads.remember(place, mayAsk ? KNOWN_MS : null);
  }

  async function make(subject: Subject, header: WireHeader, mayAsk: (() => boolean) | null): Promise<Planned> {
    const all = await settings.read();
    const account = accountFor(all, subject, header);
    const recipients = header.recipients.map(toRecipient);
    const sender = subject.sender && toRecipient({ ...subject.sender, field: 'to' });
    const connectionId = account?.connectionId ?? '';
    const people = [...(sender ? [sender] : []), ...recipients].map(({ address }) => address);
    const added = subject.choices.added.flatMap(({ address }) => address ?? []);
    const findRule = await rules.findFor(connectionId, [...people, ...added]);
    const own = [subject.account, ...(sender ? [] : [header.from.address]), ...all.accounts.map(({ address }) => address)];
    // The CRM learns of nobody who would be left out anyway.
    const wanted = people.filter((address) => address !== '' && !isLeftOut(address, own, account, findRule));
    const [known, thread] = account?.connectionId
      ? await Promise.all([findKnown(connectionId, [...new Set(wanted)], mayAsk), findThread(subject, header, account, mayAsk !== null)])
      : [[], null];
    const ofThread = thread?.contacts.map(({ address }) => address) ?? [];
    const findAnyRule = ofThread.length > 0 ? await rules.findFor(connectionId, [...people, ...added, ...ofThread]) : findRule;
    const plan = makePlan({
      recipients,
      ...(sender ? { sender } : {}),
      thread,
      isDraft: subject.isDraft,
      account,
      ownAddresses: own,
      connected: all.connections.length > 0,
      paused: isPaused(all, clock()) && !subject.log,
      known,
      findRule: findAnyRule,
      choices: subject.choices,
      bodyBytes: header.bodyBytes,
      attachmentBytes: header.files.reduce((sum, { size }) => sum + size, 0),
    });
    return { plan, account, senderName: header.from.name || userNameOf(all, account) };
  }

  return {
    findKnown,
    keepKnown,
    /** For the compose window: asks the CRM. Throws `superseded` for a header that is no longer the latest of its draft. */
    async plan(draft: DraftRow, header: WireHeader): Promise<Plan> {
      latest.set(draft.id, header);
      const isLatest = () => {
        if (latest.get(draft.id) !== header) throw new CallFailed('superseded');
        return true;
      };
      const { plan } = await make(draftSubject(draft), header, isLatest);
      if (latest.get(draft.id) === header) latest.delete(draft.id);
      return plan;
    },
    /** For the outbox: with what is known by now, without asking anybody; the rest is found at delivery. */
    async engage(draft: DraftRow, content: WireDraft, sent: Confirmation): Promise<Engaged> {
      const planned = await make(draftSubject(draft), withBytes(content), null);
      const from = { address: parseAddress(content.from.address) ?? draft.account, name: planned.senderName };
      const hostThreadId = sent.hostThreadId || content.hostThreadId || draft.hostThreadId;
      const { messageId, hostMessageId, at } = sent;
      const hostId = hostIdOf(draft.origin, hostMessageId);
      const facts: MailFacts = {
        id: draft.engagementId,
        direction: 'sent',
        account: draft.account,
        from,
        hostThreadId,
        messageId,
        hostId,
        at,
      };
      return { ...planned, engagement: toEngagement(facts, content, planned) };
    },
    /** For a message that is read. `mayAsk` false: with what is known by now. */
    async planMessage(subject: Subject, header: WireHeader, mayAsk: boolean): Promise<Planned> {
      return make(subject, header, mayAsk ? () => true : null);
    },
  };
}

/** Whose mail is planned: a draft's, or a message's that is read. */
export interface Subject extends Pick<DraftRow, 'account' | 'choices' | 'log' | 'hostThreadId'> {
  /** Of a message received. */
  sender?: Omit<WireDraft['recipients'][number], 'field'>;
  /** Addresses that the page does not show will be known when it is sent. */
  isDraft: boolean;
}
const draftSubject = ({ account, choices, log, hostThreadId }: DraftRow): Subject => ({
  account,
  choices,
  log,
  hostThreadId,
  isDraft: true,
});

export const withBytes = (content: WireDraft): WireHeader => ({ ...content, bodyBytes: new TextEncoder().encode(content.html).length });

export const isPaused = ({ pausedUntil }: Settings, now: number): boolean => pausedUntil !== null && pausedUntil > now;

/**
 * The account that the window is signed in with; from there the rep may send as another account of hers that is set up.
 * K6: in the window of an account that is not, nothing is logged whatever From says.
 */
export function accountFor(
  { accounts }: Settings,
  draft: Pick<DraftRow, 'account'> & { sender?: unknown },
  header: Pick<WireHeader, 'from'>,
): MailAccount | undefined {
  const from = parseAddress(header.from.address);
  const window = accounts.find(({ address }) => address === draft.account);
  if (!window?.connectionId || draft.sender) return window;
  return accounts.find(({ address, connectionId }) => address === from && connectionId !== null) ?? window;
}

function isLeftOut(
  address: string,
  own: string[],
  account: MailAccount | undefined,
  findRule: (address: string) => RuleHit | null,
): boolean {
  const isColleague = account?.leaveOutColleagues && isAtDomain(address, account.ownDomains);
  return isDropBox(address) || own.includes(address) || Boolean(isColleague) || findRule(address) !== null;
}

/** Gmail's page does not name the account; the CRM knows its user. */
function userNameOf({ connections }: Settings, account: MailAccount | undefined): string {
  const connection = connections.find(({ id }) => id === account?.connectionId);
  return connection && connection.userAddress === account?.address ? connection.userName : '';
}
