import type { Person } from '../../core/engagement';
import type { Checked, ConnectorContext } from '../crm-connector';
import { cut } from '../marker';
import { noMemory } from '../memory';
import { splitName } from '../plain-text';
import { askOne, askPage, PAGE } from './api';
import { ContactShape, LeadShape, type SellContact, type SellLead } from './shapes';

/** So long a new record may be missing where Sell looks addresses up. */
const FRESH_MS = 5 * 60_000;

/** Sell may not have known the filter, or have written the address otherwise. */
const hasAddress =
  (address: string) =>
  ({ email }: { email?: string | null }) =>
    email?.trim().toLowerCase() === address;

/** People with this address, of whom there may be several: Sell does not forbid it. */
export async function findContacts(context: ConnectorContext, address: string): Promise<Checked<SellContact[]>> {
  const found = await askPage(context, '/contacts', { email: address, is_organization: false }, ContactShape);
  return found.ok ? { ok: true, value: found.value.items.filter(hasAddress(address)) } : found;
}

export async function findLeads(context: ConnectorContext, address: string): Promise<Checked<SellLead[]>> {
  const found = await askPage(context, '/leads', { email: address }, LeadShape);
  return found.ok ? { ok: true, value: found.value.items.filter(hasAddress(address)) } : found;
}

/**
 * Makes a contact of somebody whom `findContacts` did not find. Sell has no key that keeps a contact single, so the
 * newest ones are looked through first, where a look-up that lags behind would not show one of a lost answer or of
 * somebody else; who asks at the same time in this process shares the answer.
 */
export async function createOnce(context: ConnectorContext, person: Person): Promise<Checked<SellContact>> {
  let refusal: Checked<SellContact> | undefined;
  const contact = await (context.memory ?? noMemory).recall(`contact ${person.address}`, FRESH_MS, async () => {
    const answer = await createUnlessNew(context, person);
    if (answer.ok) return answer.value;
    refusal = answer;
    return undefined;
  });
  // Who waited for another's answer hears only that there was none.
  return contact
    ? { ok: true, value: contact }
    : (refusal ?? { ok: false, outcome: { kind: 'retry', code: 'server_error', scope: 'item' } });
}

async function createUnlessNew(context: ConnectorContext, { address, name }: Person): Promise<Checked<SellContact>> {
  const query = { is_organization: false, sort_by: 'created_at:desc', per_page: PAGE };
  const newest = await askPage(context, '/contacts', query, ContactShape);
  if (!newest.ok) return newest;
  const there = newest.value.items.find(hasAddress(address));
  if (there) return { ok: true, value: there };
  return askOne(context, { method: 'POST', path: '/contacts', data: newContact({ address, name }) }, ContactShape);
}

/** A column of Sell's takes no more. */
const MOST_LETTERS = 255;

/** The fields of a person to be made. Pure. A person must have a last name: without any name it is the address's local part. */
export function newContact(person: Person): Record<string, string | boolean> {
  const { address } = person;
  const { first, last } = splitName(person);
  const local = address.slice(0, address.lastIndexOf('@'));
  const names = { ...(last ? { first_name: cut(first, MOST_LETTERS) } : {}), last_name: cut(last || first || local, MOST_LETTERS) };
  return { is_organization: false, ...names, email: address };
}
