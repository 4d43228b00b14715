import type { Association } from '../../core/engagement';
import type { LoggedMail } from '../../core/logged-mail';
import type { OutboxEntry } from '../../core/outbox/entry';
import { rememberThread, type ThreadMemory } from '../../core/thread-memory';
import type { ConnectionStates } from './connection-states';
import type { Connections } from './connections';
import type { Database, ThreadRow } from './database';
import { identityOf, isSameMail, type MailIdentity, type MailIndex, mailKeys } from './mail-index';

/** A thread of a mailbox, and the CRM that its account is logged to. */
export interface ThreadPlace {
  connectionId: string;
  account: string;
  /** As in the engagement; '' for none. */
  thread: string;
}

/** A mail that is asked about, with those on it whom it could be logged to: some CRMs keep mails with people only. */
export type AskedMail = MailIdentity & { people?: readonly string[] };

export interface KnownThread {
  /** Those that are on their way count as logged, those that are being un-logged as removed. */
  mails: LoggedMail[];
  /** False: the CRM could not be asked. */
  isCertain: boolean;
}

interface ThreadSetting {
  db: Database;
  index: MailIndex;
  connections: Connections;
  states: ConnectionStates;
  clock(): number;
  isOnline(): boolean;
}

export type Threads = ReturnType<typeof makeThreads>;

/** What is logged of a thread: what its CRM said, and what this browser has on its way there. */
export function makeThreads({ db, index, connections, states, clock, isOnline }: ThreadSetting) {
  const underWay = new Map<string, Promise<ThreadRow | null>>();
  const rowOf = ({ connectionId, account, thread }: ThreadPlace) => db.threads.get([connectionId, account, thread]);

  async function ask(place: ThreadPlace, mails: readonly AskedMail[]): Promise<ThreadRow | null> {
    const { connectionId, account, thread } = place;
    const connector = await connections.connectorFor(connectionId);
    const answer = await connector?.find({
      account,
      messageIds: mails.flatMap(({ messageId }) => messageId ?? []),
      hostIds: mails.flatMap(({ hostId }) => hostId ?? []),
      threads: thread === '' ? [] : [thread],
      people: [...new Set(mails.flatMap(({ people = [] }) => people))],
    });
    if (answer?.ok) await states.noteReached(connectionId);
    else await states.noteAnswer(connectionId, answer?.outcome.code ?? 'not_connected');
    if (!answer?.ok) return null;
    const found = new Set(answer.value.map(({ state, id }) => `${state} ${id}`));
    // A mail may be in this thread by its Message-ID only: one that was not asked about this time may still be there.
    const asked = new Set(mails.flatMap(({ messageId }) => messageId ?? []));
    const isOther = (mail: LoggedMail) =>
      mail.thread !== thread && !found.has(`${mail.state} ${mail.id}`) && !asked.has(mail.messageId ?? '');
    const others = ((await rowOf(place))?.mails ?? []).filter(isOther);
    const row = { ...place, mails: [...answer.value, ...others], asked: mails.flatMap(mailKeys), checkedAt: clock() };
    await db.threads.put(row);
    return row;
  }

  function askOnce(place: ThreadPlace, mails: readonly AskedMail[]): Promise<ThreadRow | null> {
    const key = [place.connectionId, place.account, place.thread, ...mails.flatMap(mailKeys)].join(' ');
    const asking = underWay.get(key) ?? ask(place, mails).finally(() => underWay.delete(key));
    underWay.set(key, asking);
    return asking;
  }

  /** `maxAgeMs`: how old an answer may be; null: nobody is asked. */
  async function read(place: ThreadPlace, mails: readonly AskedMail[], maxAgeMs: number | null): Promise<KnownThread> {
    const known = await rowOf(place);
    const isAnswered = known !== undefined && mails.flatMap(mailKeys).every((key) => known.asked.includes(key));
    const isFresh = isAnswered && known.checkedAt <= clock() && clock() - known.checkedAt < (maxAgeMs ?? Number.POSITIVE_INFINITY);
    const row = isFresh || maxAgeMs === null || !isOnline() ? null : await askOnce(place, mails);
    return { mails: await withOwn(place, row ?? known, mails), isCertain: row !== null || isFresh };
  }

  /** What this browser has on its way stands above what the CRM said before. */
  async function withOwn(place: ThreadPlace, row: ThreadRow | undefined, mails: readonly MailIdentity[]): Promise<LoggedMail[]> {
    const { connectionId, account, thread } = place;
    const single = await Promise.all(mails.map((mail) => index.find(connectionId, mail)));
    const entries = [...(await index.listIn(connectionId, account, [thread])), ...single.filter((entry) => entry !== undefined)];
    const own = new Map(entries.map((entry) => [entry.id, entry]));
    const speaksFor = (entry: OutboxEntry, mail: LoggedMail) => {
      const isIt = entry.id === mail.id || entry.ref?.id === mail.id || isSameMail(identityOf(entry.engagement), identityOfLogged(mail));
      // Removed from here, it may have been logged again from elsewhere.
      return isIt && !(entry.state === 'removed' && (row?.checkedAt ?? 0) > entry.changedAt);
    };
    const others = (row?.mails ?? []).filter((mail) => ![...own.values()].some((entry) => speaksFor(entry, mail)));
    return [...[...own.values()].flatMap(loggedMailOf), ...others];
  }

  return {
    read,
    async remember(place: ThreadPlace, maxAgeMs: number | null): Promise<ThreadMemory | null> {
      return place.thread === '' ? null : rememberThread((await read(place, [], maxAgeMs)).mails);
    },
    async forgetOld(ageMs: number): Promise<void> {
      await db.threads
        .where('checkedAt')
        .below(clock() - ageMs)
        .delete();
    },
  };
}

export const identityOfLogged = ({ account, messageId, hostId, from }: LoggedMail): MailIdentity => ({
  account,
  messageId,
  hostId,
  from: from?.address ?? '',
});

/** An entry as its CRM will tell of it; none for what was refused. */
function loggedMailOf({ id, state, wanted, engagement, ref }: OutboxEntry): LoggedMail[] {
  if (wanted === 'logged' && (state === 'failed' || state === 'blocked')) return [];
  const { messageId, hostId = null, thread, account, direction, at, from, associations } = engagement;
  const told =
    ref && ref.records.length > 0
      ? ref.records.map((record) => withAddress(record as { kind: Association['kind']; id: string; name: string }, associations))
      : associations;
  const isGone = wanted === 'gone';
  return [
    {
      ...{ id, messageId, hostId, thread, account, direction, at, from },
      state: isGone ? 'removed' : 'logged',
      associations: isGone ? [] : told,
      ref: isGone ? null : ref,
    },
  ];
}

function withAddress(
  { kind, id, name }: { kind: Association['kind']; id: string; name: string },
  planned: readonly Association[],
): Association {
  if (kind !== 'contact') return { kind, recordId: id, name };
  // Who was created by this very mail has no id in the plan.
  const contacts = planned.filter((one) => one.kind === 'contact');
  const match = contacts.find(({ recordId }) => recordId === id) ?? contacts.find((one) => one.recordId === null && one.name === name);
  return { kind, recordId: id, name, ...(match?.address ? { address: match.address } : {}) };
}
