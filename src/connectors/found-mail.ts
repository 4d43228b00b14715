import type { Association, RecordKind } from '../core/engagement';
import type { LoggedMail } from '../core/logged-mail';
import type { CrmRef } from '../core/outcome';

/** What a CRM tells of a mail that it holds. */
export type ToldMail = Pick<LoggedMail, 'id' | 'messageId' | 'direction' | 'at' | 'from'>;

/**
 * The mail as it is told by a CRM that knows nothing of mailboxes and threads: it is known by its Message-ID. `addresses` of
 * its contacts, by their ids.
 */
export function foundMail(mail: ToldMail, ref: CrmRef, addresses: ReadonlyMap<string, string>): LoggedMail {
  const associations = ref.records.map(({ kind, id, name }): Association => {
    const address = kind === 'contact' ? addresses.get(id) : undefined;
    return { kind: kind as RecordKind, recordId: id, name, ...(address ? { address } : {}) };
  });
  const account = mail.direction === 'received' ? '' : (mail.from?.address ?? '');
  return { ...mail, state: 'logged', hostId: null, thread: '', account, associations, ref };
}
