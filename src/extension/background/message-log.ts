import { v7 as uuid } from 'uuid';
import type { Engagement } from '../../core/engagement';
import { UNDO_UNLOG_MS } from '../../core/limits';
import type { LoggedMail } from '../../core/logged-mail';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { Outbox } from '../../core/outbox/outbox';
import type { Choices } from '../../core/plan';
import type { FilePiece, MessageState, WireDraft, WireWholeMessage } from '../protocol';
import type { Database } from './database';
import type { Files } from './files';
import type { MailIndex } from './mail-index';
import { NOTHING, stateOfEntry, stateOfPlan } from './message-states';
import type { Messages } from './messages';
import { contentOf, type Read } from './read';
import type { Rules } from './rules';
import type { SentMails } from './sent-mails';

export interface LogSetting {
  db: Database;
  outbox: Outbox;
  index: MailIndex;
  messages: Messages;
  sentMails: SentMails;
  files: Files;
  rules: Rules;
  onChange(): void;
}

/** Logs and un-logs messages that are read (R1). Each answer is what is stored by then. */
export function makeMessageLog({ db, outbox, index, messages, sentMails, files, rules, onChange }: LogSetting) {
  const find = ({ connectionId, identity }: Read) => index.find(connectionId, identity);
  const filesOf = ({ account, message }: Read) => `message ${account.address} ${message.hostMessageId}`;

  async function stateNow(read: Read): Promise<MessageState> {
    const entry = await find(read);
    onChange();
    return entry ? stateOfEntry(entry) : NOTHING;
  }

  /** To the outbox, once: of two who log the same mail at a time, the second finds the first one's entry. */
  async function add(read: Read, engagement: Engagement): Promise<boolean> {
    return db.transaction('rw', db.entries, db.counters, db.mails, async () => {
      if ((await find(read))?.wanted === 'logged') return false;
      await index.note(read.connectionId, engagement);
      return outbox.add(engagement, read.connectionId, 0);
    });
  }

  /**
   * One that is there already is tried again if it was refused, or taken back if it was being un-logged. False: it has to be
   * made anew; of what was kept out when it was sent there is no body.
   */
  async function goOn(entry: OutboxEntry): Promise<boolean> {
    const { state, engagement } = entry;
    if (state === 'blocked' && engagement.html === '' && engagement.text === '') {
      await outbox.drop(entry.id);
      return false;
    }
    if (entry.wanted === 'gone') return (await outbox.relog(entry.id))?.wanted === 'logged';
    if (entry.state === 'failed' || entry.state === 'blocked') await outbox.retry(entry.id);
    return true;
  }

  async function adopt(read: Read, mail: LoggedMail): Promise<string | null> {
    if (!mail.ref) return null;
    const { id, direction, account, thread, messageId, hostId, at, from, associations } = mail;
    const engagement: Engagement = {
      ...{
        id,
        kind: 'email',
        direction,
        account,
        thread: thread || `mail:${id}`,
        messageId,
        at,
        from: from ?? { address: account, name: '' },
      },
      ...(hostId === null ? {} : { hostId }),
      ...{ to: [], cc: [], bcc: [], subject: read.message.subject.slice(0, 2000), html: '', text: '', attachments: [] },
      ...{ associations, associationsComplete: true, excluded: [], via: 'extension' },
    };
    await db.transaction('rw', db.entries, db.counters, db.mails, async () => {
      await outbox.adopt(engagement, read.connectionId, mail.ref as NonNullable<LoggedMail['ref']>);
      // Found again from this message, wherever it was logged from.
      await index.note(read.connectionId, { ...engagement, ...identityIn(read) });
    });
    return id;
  }

  return {
    keepFile: (read: Read, piece: FilePiece) => files.keep(filesOf(read), piece),
    async log(read: Read, whole: WireWholeMessage, choices: Choices): Promise<MessageState> {
      const entry = await find(read);
      if (entry && (await goOn(entry))) return stateNow(read);
      const [before] = await messages.statesOf([read]);
      const content: WireDraft = { ...contentOf(whole), html: whole.html, text: whole.text, files: whole.files };
      const { planned, engagement } = await messages.engage(uuid(), read, content, choices);
      const refusal = stateOfPlan(planned.plan);
      if (refusal) return refusal;
      // The page does not say whether somebody clicked. What would have logged itself is taken for it.
      const isAutomatic = before?.logsItself === true && read.isReceived;
      await files.move(filesOf(read), engagement.id);
      const isAdded = await add(read, isAutomatic ? { ...engagement, automatic: true } : engagement);
      if (isAdded) await rules.countHits(read.connectionId, planned.plan.excluded);
      else await files.forget(engagement.id);
      if (!read.isReceived) await sentMails.settle(read.identity, read.message);
      return stateNow(read);
    },
    async unlog(read: Read): Promise<MessageState> {
      const entry = await find(read);
      if (entry && entry.state !== 'removed') {
        await outbox.unlog(entry.id, UNDO_UNLOG_MS);
        return stateNow(read);
      }
      const logged = await messages.findLogged(read);
      const id = logged && !logged.byOthers ? await adopt(read, logged) : null;
      if (id !== null) await outbox.unlog(id, UNDO_UNLOG_MS);
      return stateNow(read);
    },
    async relog(read: Read): Promise<MessageState> {
      const entry = await find(read);
      if (entry) await outbox.relog(entry.id);
      return stateNow(read);
    },
  };
}

const identityIn = ({ identity: { account, messageId, hostId }, place: { thread } }: Read) => ({
  ...{ account, messageId, thread },
  ...(hostId === null ? {} : { hostId }),
});
