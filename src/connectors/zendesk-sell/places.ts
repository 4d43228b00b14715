import type { Association, Engagement, RecordKind } from '../../core/engagement';
import type { Checked, ConnectorContext, DeliveryItem } from '../crm-connector';
import type { Failure } from '../http';
import { readOpenDeals } from './deals';
import { readCompanies } from './look-up';
import type { Place } from './notes';
import { createOnce, findContacts, findLeads } from './people';
import { nameOf, type SellContact } from './shapes';

/** Ends a delivery, or a step of it, with an answer; what was finished before stays finished. */
export class Stopped extends Error {
  constructor(readonly outcome: Failure) {
    super(outcome.code);
  }
}

export function orStop<T>(answer: Checked<T>): T {
  if (answer.ok) return answer.value;
  throw new Stopped(answer.outcome);
}

/** Steps of this name found out, or made, whom an address belongs to. */
export const PERSON = 'person ';

/** A record that gets a note. */
export interface Target {
  kind: RecordKind;
  id: string;
  name: string;
  /** Contacts: the address that led to it. */
  address?: string;
}

export const placeOf = ({ kind, id }: Pick<Target, 'kind' | 'id'>): Place => ({ type: kind === 'company' ? 'contact' : kind, id });

/** Every record that gets a note, each once, in an order that is the same at every try. */
export async function findTargets(context: ConnectorContext, { engagement, saga }: DeliveryItem): Promise<Target[]> {
  const targets: Target[] = [];
  for (const association of engagement.associations) {
    const { kind, recordId, name, address } = association;
    if (recordId !== null) targets.push({ kind, id: recordId, name, ...(address ? { address } : {}) });
    else if (kind === 'contact' && address)
      targets.push(...(await resolve(saga, address, () => findPerson(context, engagement, association, address))));
  }
  const first = new Map<string, Target>();
  for (const target of targets) {
    const { type, id } = placeOf(target);
    if (!first.has(`${type} ${id}`)) first.set(`${type} ${id}`, target);
  }
  return [...first.values()];
}

/** That there was nobody is not kept: by the next try there may be somebody. */
class Nobody extends Error {}

async function resolve(saga: DeliveryItem['saga'], address: string, find: () => Promise<Target[]>): Promise<Target[]> {
  try {
    return await saga.step(`${PERSON}${address}`, async () => {
      const found = await find();
      if (found.length === 0) throw new Nobody();
      return found;
    });
  } catch (error) {
    if (error instanceof Nobody) return [];
    throw error;
  }
}

/**
 * Whom an address without a record belongs to by now. Of several contacts with one address nobody chooses but the rep:
 * nothing is written to any of them.
 */
async function findPerson(context: ConnectorContext, engagement: Engagement, association: Association, address: string): Promise<Target[]> {
  const { associationsComplete, associations } = engagement;
  const [contact, another] = orStop(await findContacts(context, address));
  if (another) return [];
  if (contact) {
    const wasSeen =
      associationsComplete || associations.some(({ kind, recordId }) => kind === 'contact' && recordId === String(contact.id));
    return [contactTarget(contact, address), ...(wasSeen ? [] : await findAround(context, contact))];
  }
  const leads = associationsComplete ? [] : orStop(await findLeads(context, address));
  if (leads.length > 0) return leads.map((lead) => ({ kind: 'lead', id: String(lead.id), name: nameOf(lead) }));
  if (!association.create) return [];
  return [contactTarget(orStop(await createOnce(context, { address, name: association.name })), address)];
}

const contactTarget = (contact: SellContact, address: string): Target => ({
  kind: 'contact',
  id: String(contact.id),
  name: nameOf(contact),
  address,
});

/** C3, for a contact that nobody could look up before: its organisation and its most recent open deals. */
async function findAround(context: ConnectorContext, contact: SellContact): Promise<Target[]> {
  const companies = orStop(await readCompanies(context, [contact]));
  const deals = orStop(await readOpenDeals(context, String(contact.id)));
  return [
    ...[...companies.values()].map(({ id, name }): Target => ({ kind: 'company', id, name })),
    ...deals.map(({ id, name }): Target => ({ kind: 'deal', id, name })),
  ];
}
