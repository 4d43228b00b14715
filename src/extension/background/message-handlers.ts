import { parseAddress } from '../../core/address';
import type { Sender } from '../browser-api';
import { CallFailed, type Handlers } from '../messaging';
import type { FromReader, WireMessage } from '../protocol';
import { findAccount, noteAccount } from './account-hints';
import { pageOriginOf } from './audiences';
import { NOTHING } from './message-states';
import type { Read } from './read';
import { makeReaderTracking } from './tracking/handlers';
import type { Worker } from './worker';

const tabOf = ({ tab }: Sender): number => tab?.id ?? -1;

/** What a mail page may ask about messages that are read. What it says of them is a claim, and decides about no other mail. */
export function makeMessageHandlers(ready: Promise<Worker>): Handlers<FromReader> {
  /** Throws `not_connected` for an account that is not set up. */
  async function open(sender: Sender, account: string, message: WireMessage): Promise<{ worker: Worker; read: Read }> {
    const worker = await ready;
    const reads = await worker.messages.place(pageOriginOf(sender), account, [message]);
    const [read] = Array.isArray(reads) ? reads : [];
    if (!read) throw new CallFailed('not_connected');
    return { worker, read };
  }

  return {
    ...makeReaderTracking(ready),
    async messageStates(sender, account, messages) {
      const worker = await ready;
      worker.readers.add(tabOf(sender));
      await noteAccount(sender, account);
      const reads = await worker.messages.place(pageOriginOf(sender), account, messages);
      if (!Array.isArray(reads)) return messages.map(() => reads);
      const states = await worker.messages.statesOf(reads);
      return messages.map((_, place) => states[place] ?? { ...NOTHING, state: 'unknown' });
    },
    async planMessage(sender, account, message, choices) {
      const { worker, read } = await open(sender, account, message);
      return worker.messages.plan(read, choices);
    },
    async logMessage(sender, account, message, choices) {
      const { worker, read } = await open(sender, account, message);
      return worker.messageLog.log(read, message, choices);
    },
    async keepMessageFile(sender, account, message, piece) {
      const { worker, read } = await open(sender, account, message);
      return worker.messageLog.keepFile(read, piece);
    },
    async unlogMessage(sender, account, message) {
      const { worker, read } = await open(sender, account, message);
      return worker.messageLog.unlog(read);
    },
    async relogMessage(sender, account, message) {
      const { worker, read } = await open(sender, account, message);
      return worker.messageLog.relog(read);
    },
    async searchRecords(_, account, query) {
      return (await ready).people.search(account, query);
    },
    async readPerson(_, account, address) {
      return (await ready).people.read(account, address);
    },
    async createContact(_, account, person) {
      return (await ready).people.create(account, person);
    },
    async noteSentList(sender, account, rows) {
      const { sends, sentMails } = await ready;
      await sends.noteSeen(parseAddress(account) ?? '', rows);
      await sentMails.noteList(pageOriginOf(sender), account, rows);
    },
    async noteSentUnlogged(sender, id, draft, sent) {
      const { drafts, sentMails } = await ready;
      await sentMails.keep(await drafts.get(id, tabOf(sender)), draft, sent);
    },
    async forgetSentUnlogged(sender, id) {
      const { drafts, sentMails, outbox } = await ready;
      const row = await drafts.get(id, tabOf(sender));
      await sentMails.forget(row.id);
      // Logged by one click before it was taken back.
      await outbox.takeBack(row.engagementId);
    },
    accountHint: (sender) => findAccount(sender),
  };
}
