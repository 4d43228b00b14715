import { parseAddress } from '../../core/address';
import type { LoggedMail, MailQuery } from '../../core/logged-mail';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { SentSighting } from '../../mail/mail-reader';
import type { NotLogged, WireDraft, WireMessage } from '../protocol';
import type { Connections } from './connections';
import type { Database, DraftRow, SentRow } from './database';
import type { Files } from './files';
import { hostIdOf, type MailIdentity, type MailIndex, threadOf } from './mail-index';
import type { Confirmation, Planning } from './planning';
import type { Rules } from './rules';
import type { SettingsStore } from './settings-store';

/** R3: the last days. */
const KEEP_MS = 7 * 86_400_000;
/** A list tells the time to the minute, and of the thread's last mail. */
const NEAR_MS = 10 * 60_000;
const MAX_ROWS = 200;

export interface SentSetting {
  db: Database;
  settings: SettingsStore;
  connections: Connections;
  planning: Planning;
  rules: Rules;
  index: MailIndex;
  files: Files;
  clock(): number;
  onChange(): void;
}

export type SentMails = ReturnType<typeof makeSentMails>;

/** R3: mails that were sent and not logged: those we saw leave with Log off, and those that the Sent list shows. */
export function makeSentMails({ db, settings, connections, planning, rules, index, files, clock, onChange }: SentSetting) {
  const inThread = (account: string, hostThreadId: string) =>
    db.sent.where('[account+hostThreadId]').equals([account, hostThreadId]).toArray();

  async function connectionOf(account: string): Promise<string | null> {
    return (await settings.read()).accounts.find(({ address }) => address === account)?.connectionId ?? null;
  }

  const rowsOf = async (mail: MailIdentity, { hostThreadId, hostMessageId, at }: WireMessage, states: readonly SentRow['state'][]) =>
    (await inThread(mail.account, hostThreadId)).filter(
      (row) => states.includes(row.state) && (row.hostMessageId ? row.hostMessageId === hostMessageId : at === null || isNear(at, row.at)),
    );

  /** Of these rows, those that are on their way to the CRM from here, or are there. */
  async function loggedHere(rows: readonly SentRow[]): Promise<SentRow[]> {
    const found: SentRow[] = [];
    for (const [account, own] of byAccount(rows)) {
      const connectionId = await connectionOf(account);
      const threads = own.map(({ hostThreadId }) => threadOf(hostThreadId));
      const entries = connectionId === null ? [] : await index.listIn(connectionId, account, [...new Set(threads)]);
      found.push(...own.filter((row) => entries.some((entry) => speaksOf(entry, row))));
    }
    return found;
  }

  /** One question per account for all that nobody was asked about; what the CRM has is settled. */
  async function check(): Promise<void> {
    const unchecked = await db.sent.where('state').equals('unchecked').toArray();
    for (const [account, rows] of byAccount(unchecked)) {
      const connectionId = await connectionOf(account);
      const connector = connectionId === null ? null : await connections.connectorFor(connectionId);
      const answer = await connector?.find(queryFor(account, rows));
      if (!answer?.ok) continue;
      const here = new Set((await loggedHere(rows)).map(({ id }) => id));
      const checked = rows.map((row): SentRow => {
        const isLogged = here.has(row.id) || answer.value.some((mail) => isIt(mail, row));
        return { ...row, state: isLogged ? 'settled' : 'open' };
      });
      await db.sent.bulkPut(checked);
      onChange();
    }
  }

  /** Nobody on it whom a rule allows, as far as its names are addresses. */
  async function isNeverLogged({ account, names }: SentRow): Promise<boolean> {
    const addresses = names.map(parseAddress);
    const all = addresses.filter((address) => address !== null);
    const connectionId = await connectionOf(account);
    if (connectionId === null || all.length === 0 || all.length < names.length) return false;
    const findRule = await rules.findFor(connectionId, all);
    return all.every((address) => findRule(address) !== null);
  }

  const settleRows = (rows: readonly SentRow[]) => db.sent.bulkPut(rows.map((row): SentRow => ({ ...row, draft: null, state: 'settled' })));

  return {
    check,
    /** A draft with Log off has left. Kept if it could have been logged. */
    async keep(row: DraftRow, draft: WireDraft, sent: Omit<Confirmation, 'at'>): Promise<void> {
      const at = clock();
      const { plan, account } = await planning.engage({ ...row, log: true }, draft, { ...sent, at });
      if (plan.verdict !== 'will-log' || !account) return;
      const names = draft.recipients.map(({ name, address }) => name || address);
      const { messageId, hostMessageId = null } = sent;
      const hostThreadId = sent.hostThreadId || draft.hostThreadId;
      const place = { account: row.account, origin: row.origin ?? '', path: null, hostThreadId, hostMessageId, messageId };
      await db.sent.put({ id: row.id, ...place, subject: draft.subject, names, at, draft, state: 'open' });
      onChange();
    },
    /** It was taken back; should it have been logged meanwhile, that is undone by the caller. */
    async forget(id: string): Promise<void> {
      await db.sent.delete(id);
      onChange();
    },
    async noteList(origin: string, named: string, rows: readonly SentSighting[]): Promise<void> {
      const account = parseAddress(named);
      if (account === null || (await connectionOf(account)) === null) return;
      const since = clock() - KEEP_MS;
      const fresh = rows.slice(0, MAX_ROWS).flatMap((row): SentRow[] => {
        const { hostThreadId, hostMessageId, at } = row;
        // Without a time nobody can say that it is of the last days.
        if (at === null || at < since || at > clock() + NEAR_MS || hostThreadId === '' || !/^\/(?!\/)/.test(row.path)) return [];
        const id = `${account} ${hostThreadId} ${hostMessageId ?? ''}`.slice(0, 500);
        const words = { subject: row.subject.slice(0, 2000), names: row.names.slice(0, 50).map((name) => name.slice(0, 500)) };
        const place = { account, origin, path: row.path.slice(0, 2000), hostThreadId, hostMessageId, messageId: null };
        return [{ id, ...place, ...words, at, draft: null, state: 'unchecked' }];
      });
      await db.transaction('rw', db.sent, async () => {
        const known = await db.sent.bulkGet(fresh.map(({ id }) => id));
        // A thread without the message's own id is another row each time that something was sent in it.
        await db.sent.bulkPut(fresh.filter(({ at }, place) => !known[place] || (known[place] as SentRow).at + NEAR_MS < at));
      });
      await check();
    },
    /** Newest first. */
    async list(): Promise<NotLogged[]> {
      const rows = (
        await db.sent
          .where('at')
          .above(clock() - KEEP_MS)
          .reverse()
          .toArray()
      ).filter(({ state }) => state === 'open' || state === 'asked');
      const logged = await loggedHere(rows);
      if (logged.length > 0) await settleRows(logged);
      const gone = new Set(logged.map(({ id }) => id));
      const open = rows.filter((row) => !gone.has(row.id) && !isKeptTwice(row, rows));
      const listed: NotLogged[] = [];
      for (const row of open) if (row.draft || !(await isNeverLogged(row))) listed.push(notLoggedOf(row));
      return listed;
    },
    get: (id: string): Promise<SentRow | undefined> => db.sent.get(id),
    /** The rep wants it logged, and its page is being opened. */
    async ask(id: string): Promise<void> {
      await db.sent.update(id, { state: 'asked' });
    },
    async isAsked(mail: MailIdentity, message: WireMessage): Promise<boolean> {
      return (await rowsOf(mail, message, ['asked'])).length > 0;
    },
    async settle(mail: MailIdentity, message: WireMessage): Promise<void> {
      const rows = await rowsOf(mail, message, ['unchecked', 'open', 'asked']);
      if (rows.length > 0) await settleRows(rows);
      onChange();
    },
    /** It is in the outbox now, with its files. */
    async logged(id: string): Promise<void> {
      const row = await db.sent.get(id);
      if (row) await settleRows([row]);
      onChange();
    },
    async dismiss(id: string): Promise<void> {
      const row = await db.sent.get(id);
      if (!row) return;
      if (row.draft) await files.forget(row.id);
      await settleRows([row]);
      onChange();
    },
    async forgetOld(): Promise<void> {
      const old = await db.sent
        .where('at')
        .below(clock() - KEEP_MS)
        .toArray();
      for (const row of old) if (row.draft) await files.forget(row.id);
      await db.sent.bulkDelete(old.map(({ id }) => id));
    },
  };
}

const isNear = (one: number, other: number) => Math.abs(one - other) <= NEAR_MS;

/** The Sent list shows what was kept when it left. */
const isKeptTwice = (row: SentRow, rows: readonly SentRow[]): boolean =>
  row.draft === null &&
  rows.some((other) => other.draft && other.account === row.account && other.hostThreadId === row.hostThreadId && isNear(other.at, row.at));

const speaksOf = ({ wanted, engagement }: OutboxEntry, row: SentRow): boolean =>
  wanted === 'logged' &&
  isOf({ hostId: engagement.hostId ?? null, at: engagement.at, direction: engagement.direction, thread: engagement.thread }, row);

const isIt = (mail: LoggedMail, row: SentRow): boolean => mail.state === 'logged' && isOf(mail, row);

function isOf({ hostId, at, direction, thread }: Pick<LoggedMail, 'hostId' | 'at' | 'direction' | 'thread'>, row: SentRow): boolean {
  const wanted = hostIdOf(row.origin, row.hostMessageId);
  if (wanted !== null && hostId !== null) return wanted === hostId;
  return thread === threadOf(row.hostThreadId) && direction === 'sent' && isNear(at, row.at);
}

function queryFor(account: string, rows: readonly SentRow[]): MailQuery {
  const hostIds = rows.flatMap(({ origin, hostMessageId }) => hostIdOf(origin, hostMessageId) ?? []);
  return { account, messageIds: [], hostIds, threads: [...new Set(rows.map(({ hostThreadId }) => threadOf(hostThreadId)))] };
}

function byAccount(rows: readonly SentRow[]): Map<string, SentRow[]> {
  const groups = new Map<string, SentRow[]>();
  for (const row of rows) groups.set(row.account, [...(groups.get(row.account) ?? []), row]);
  return groups;
}

const notLoggedOf = ({ id, account, subject, names, at, draft }: SentRow): NotLogged => ({
  id,
  account,
  subject,
  names,
  at,
  isKept: draft !== null,
});
