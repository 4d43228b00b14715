import { parseAddress } from '../../core/address';
import type { SentSighting } from '../../mail/mail-reader';
import type { NotLogged, WireDraft, WireMessage } from '../protocol';
import type { Connections } from './connections';
import type { Database, DraftRow, SentRow } from './database';
import type { Files } from './files';
import { type MailIdentity, type MailIndex, threadOf } from './mail-index';
import type { Confirmation, Planning } from './planning';
import type { Rules } from './rules';
import { byAccount, isAtTimeOf, isIt, isNews, isSame, KEEP_MS, notLoggedOf, queryFor, rowsOf as rowsSeen, speaksOf } from './sent-rows';
import type { SettingsStore } from './settings-store';

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
      (row) => states.includes(row.state) && (row.hostMessageId ? row.hostMessageId === hostMessageId : at === null || isAtTimeOf(row, at)),
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
      const kept: SentRow = { id: row.id, ...place, subject: draft.subject, names, at, isTimed: true, draft, state: 'open' };
      await db.transaction('rw', db.sent, async () => {
        const seen = (await inThread(row.account, hostThreadId)).filter((other) => other.path !== null && isSame(other, kept));
        await db.sent.bulkDelete(seen.map(({ id }) => id));
        await db.sent.put(kept);
      });
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
      const fresh = rowsSeen(rows, origin, account, clock());
      await db.transaction('rw', db.sent, async () => {
        for (const row of fresh) if (isNews(row, await inThread(account, row.hostThreadId))) await db.sent.put(row);
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
      const open = rows.filter((row) => !gone.has(row.id));
      const listed: NotLogged[] = [];
      for (const row of open) if (row.draft || !(await isNeverLogged(row))) listed.push(notLoggedOf(row));
      return listed;
    },
    get: (id: string): Promise<SentRow | undefined> => db.sent.get(id),
    /** The rep wants it logged, and its page is being opened. */
    async ask(id: string): Promise<void> {
      await db.sent.update(id, { state: 'asked' });
    },
    /** `isNewest`: of those in its thread that were sent. */
    async isAsked(mail: MailIdentity, message: WireMessage, isNewest: boolean): Promise<boolean> {
      return (await rowsOf(mail, message, ['asked'])).some(({ isTimed }) => isTimed || isNewest);
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
