import { parseAddress } from '../../core/address';
import type { Person } from '../../core/engagement';
import type { ConnectorContext } from '../crm-connector';
import { splitName } from '../plain-text';
import { type Answer, askActiveCampaign } from './api';
import { type ContactRow, ContactSchema, ContactsSchema } from './schemas';

/** The longest name that is sent; the service does not say what it takes. */
const LONGEST_NAME = 100;

export interface FoundContact {
  id: string;
  name: string;
  /** It was not there before, so nothing can be tied to it. */
  isNew: boolean;
}

export const contactName = ({ firstName, lastName, email }: ContactRow): string => `${firstName ?? ''} ${lastName ?? ''}`.trim() || email;

/** An address is one contact's at most. */
export async function findContact(context: ConnectorContext, address: string): Promise<Answer<FoundContact | null>> {
  const call = { method: 'GET', path: '/contacts', query: { email: address } } as const;
  const answer = await askActiveCampaign(context, call, ContactsSchema);
  if (!answer.ok) return answer;
  // A filter that is not heeded would give us a stranger.
  const row = answer.value.contacts.find(({ email }) => email.toLowerCase() === address || parseAddress(email) === address);
  return { ok: true, value: row ? { id: `${row.id}`, name: contactName(row), isNew: false } : null };
}

/**
 * Finds or creates, never a second one: the service refuses an address that it has. What is there is not written to;
 * only an address that it refuses and does not find (yet) is asked for by `sync`, which answers its id either way.
 */
export async function findOrCreateContact(context: ConnectorContext, person: Person): Promise<Answer<FoundContact>> {
  const found = await findContact(context, person.address);
  if (!found.ok || found.value) return found as Answer<FoundContact>;
  const created = await write(context, '/contacts', contactFields(person));
  if (created.ok || created.reason !== 'duplicate') return created;
  const again = await findContact(context, person.address);
  if (!again.ok || again.value) return again as Answer<FoundContact>;
  const synced = await write(context, '/contact/sync', { email: person.address });
  return synced.ok ? { ok: true, value: { ...synced.value, isNew: false } } : synced;
}

async function write(context: ConnectorContext, path: string, contact: Record<string, string>): Promise<Answer<FoundContact>> {
  const answer = await askActiveCampaign(context, { method: 'POST', path, json: { contact } }, ContactSchema);
  if (!answer.ok) return answer;
  const row = answer.value.contact;
  return { ok: true, value: { id: `${row.id}`, name: contactName(row), isNew: true } };
}

/** The fields of a contact that is to be made. */
export function contactFields(person: Person): { email: string; firstName?: string; lastName?: string } {
  const { first, last } = splitName(person);
  return { email: person.address, ...(first ? { firstName: limit(first) } : {}), ...(last ? { lastName: limit(last) } : {}) };
}

const limit = (name: string) => [...name].slice(0, LONGEST_NAME).join('');
