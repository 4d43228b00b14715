import type { Engagement } from '../../core/engagement';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { Database, MailRow } from './database';

/** What a mail is known by: at its account by the host's id, everywhere by its Message-ID and its sender. */
export interface MailIdentity {
  account: string;
  messageId: string | null;
  hostId: string | null;
  /** Canonical; '' if the page shows none. */
  from: string;
}

/** The host's id as an engagement carries it: prefixed by the mail client. */
export function hostIdOf(origin: string | undefined, hostMessageId: string | null | undefined): string | null {
  if (!hostMessageId) return null;
  return `${origin === undefined || origin === 'https://mail.google.com' ? 'gmail' : 'outlook'}:${hostMessageId}`.slice(0, 400);
}

/** The thread as an engagement carries it. */
export const threadOf = (hostThreadId: string): string => (hostThreadId === '' ? '' : `mail:${hostThreadId}`.slice(0, 200));

export function mailKeys({ account, messageId, hostId, from }: MailIdentity): string[] {
  return [...(messageId === null ? [] : [`message ${messageId} ${from}`]), ...(hostId === null ? [] : [`host ${account} ${hostId}`])];
}

/** Do these speak of one mail. Two Message-IDs that differ are two mails, whatever the host says. */
export function isSameMail(one: MailIdentity, other: MailIdentity): boolean {
  const isSameId = one.messageId !== null && one.messageId === other.messageId;
  if (isSameId && one.from === other.from) return true;
  const isSameHost = one.hostId !== null && one.hostId === other.hostId && one.account === other.account;
  return isSameHost && (isSameId || one.messageId === null || other.messageId === null);
}

export const identityOf = ({ account, messageId, hostId, from }: Engagement): MailIdentity => ({
  account,
  messageId,
  hostId: hostId ?? null,
  from: from.address,
});

export type MailIndex = ReturnType<typeof makeMailIndex>;

/** The outbox's entries by what their mails are known by. The newest entry of a mail counts. */
export function makeMailIndex({ mails, entries }: Database) {
  const present = async (rows: readonly (MailRow | undefined)[]): Promise<OutboxEntry[]> => {
    const ids = new Set(rows.flatMap((row) => row?.engagementId ?? []));
    const found = await entries.bulkGet([...ids]);
    return found.filter((entry) => entry !== undefined).map(({ activeThread: _, due: __, ...entry }) => entry);
  };

  return {
    async note(connectionId: string, engagement: Engagement): Promise<void> {
      const { id, account, thread } = engagement;
      const keys = mailKeys(identityOf(engagement));
      await mails.bulkPut(keys.map((key) => ({ connectionId, key, engagementId: id, account, thread })));
    },
    /** The entry of this mail; one that is to be logged before one that is to be gone. */
    async find(connectionId: string, mail: MailIdentity): Promise<OutboxEntry | undefined> {
      const rows = await mails.bulkGet(mailKeys(mail).map((key): [string, string] => [connectionId, key]));
      const found = (await present(rows)).filter(({ engagement }) => isSameMail(identityOf(engagement), mail));
      return found.find(({ wanted }) => wanted === 'logged') ?? found[0];
    },
    /** All entries of these threads at an account. */
    async listIn(connectionId: string, account: string, threads: readonly string[]): Promise<OutboxEntry[]> {
      const keys = threads.filter((thread) => thread !== '').map((thread) => [connectionId, account, thread]);
      return keys.length === 0 ? [] : present(await mails.where('[connectionId+account+thread]').anyOf(keys).toArray());
    },
  };
}
