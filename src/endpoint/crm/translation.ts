import type { Association, Engagement } from '../../core/engagement';
import type { LoggedMail } from '../../core/logged-mail';
import type { Contact, Known } from '../../core/records';
import { counterparts } from '../ingest/people';
import { keyOf, type Named } from '../store/crm-links';
import type { SeenRecord } from '../store/crm-mirror';

/** Ids by `kind:id` on the other side; what is missing has no like there. */
export type Ids = ReadonlyMap<string, string>;

export const recordsOf = ({ associations }: Pick<Engagement, 'associations'>): Named[] =>
  associations.flatMap(({ kind, recordId }) => (recordId === null ? [] : [{ kind, id: recordId }]));

/**
 * A mail as the CRM's connector takes it. A contact that the CRM never showed us goes by its address, and is made there only
 * for somebody who would get one by the rules; any other record that is ours alone stays ours alone.
 */
export function toTheirs(engagement: Engagement, theirs: Ids): Engagement {
  const others = counterparts(engagement);
  const associations = engagement.associations.flatMap((one): Association[] => {
    if (one.recordId === null) return [one];
    const recordId = theirs.get(keyOf({ kind: one.kind, id: one.recordId }));
    if (recordId !== undefined) return [{ ...one, recordId }];
    if (one.kind !== 'contact' || one.address === undefined) return [];
    const create = others.some(({ address, mayBeCreated }) => address === one.address && mayBeCreated);
    return [{ ...one, recordId: null, create }];
  });
  return { ...engagement, associations };
}

/** What the CRM knows, under our own ids; its links still open the CRM. */
export function knownAsOurs(known: readonly Known[], ours: Ids): Known[] {
  const own = <T extends { id: string }>(kind: Named['kind'], record: T): T => ({
    ...record,
    id: ours.get(keyOf({ kind, id: record.id })) ?? record.id,
  });
  const contactOf = (contact: Contact): Contact => ({
    ...own('contact', contact),
    company: contact.company && own('company', contact.company),
    deals: contact.deals.map((deal) => own('deal', deal)),
  });
  return known.map(({ address, contacts, leads }) => ({
    address,
    contacts: contacts.map(contactOf),
    leads: leads.map((lead) => own('lead', lead)),
  }));
}

/** The records of mails that the CRM has by other ways than ours. */
export const seenInMails = (mails: readonly LoggedMail[]): SeenRecord[] =>
  mails.flatMap(({ associations }) =>
    associations.flatMap(({ kind, recordId, name, address }): SeenRecord[] => {
      if (recordId === null) return [];
      return [kind === 'contact' || kind === 'lead' ? { kind, id: recordId, name, address } : { kind, id: recordId, name }];
    }),
  );

export function mailAsOurs(mail: LoggedMail, ours: Ids): LoggedMail {
  const idOf = (kind: string, id: string) => ours.get(keyOf({ kind, id })) ?? id;
  return {
    ...mail,
    associations: mail.associations.map((one) => (one.recordId === null ? one : { ...one, recordId: idOf(one.kind, one.recordId) })),
    ref: mail.ref && { ...mail.ref, records: mail.ref.records.map((one) => ({ ...one, id: idOf(one.kind, one.id) })) },
  };
}
