import type { Association, RecordKind } from '../core/engagement';
import type { LoggedMail } from '../core/logged-mail';
import type { CrmRef } from '../core/outcome';
import type { Traces } from './crm-connector';

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

/** It was logged at another computer: of what `foundMail` tells nobody here knows the recipients, nor what else was written. */
export const isFound = ({ engagement: { to, cc, bcc }, ref }: Traces): boolean => ref !== null && [...to, ...cc, ...bcc].length === 0;
