import { parseAddress } from '../core/address';
import type { Field } from '../core/engagement';
import type { CarriedMail } from './claim';
import type { DraftRecipient } from './mail-client';

/** `known` false: what stands there is no address; then `name` holds it. */
export function recipient(field: Field, address: string, name: string): DraftRecipient {
  const canonical = parseAddress(address);
  return canonical
    ? { field, address: canonical, name: name.trim(), known: true }
    : { field, address: '', name: name.trim() || address, known: false };
}

export function recipientsOf(mail: Pick<CarriedMail, Field>): DraftRecipient[] {
  return (['to', 'cc', 'bcc'] as const).flatMap((field) => mail[field].map(({ address, name }) => recipient(field, address, name)));
}

/** A subject counts as much as two people. */
const SUBJECT = 2;

/**
 * How much the mail of a request looks like a draft, for requests that name none: one for each person on both, two for
 * the subject. 0: nothing in common. A person whose address is not known yet is told by name.
 */
export function affinity({ subject, recipients }: { subject: string; recipients: readonly DraftRecipient[] }, mail: CarriedMail): number {
  const carried = recipientsOf(mail);
  const addresses = new Set(carried.map(({ address }) => address));
  const names = new Set(carried.map(({ name }) => plainName(name)));
  const shared = recipients.filter(({ known, address, name }) => (known ? addresses.has(address) : names.has(plainName(name))));
  const isSameSubject = subject.trim() !== '' && subject.trim() === mail.subject.trim();
  return shared.length + (isSameSubject ? SUBJECT : 0);
}

const plainName = (name: string) => name.normalize('NFKC').trim().toLowerCase();
