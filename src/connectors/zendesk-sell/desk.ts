import type { Association, Engagement } from '../../core/engagement';
import type { ConnectorContext, DeliveryItem } from '../crm-connector';
import type { NoteDesk, Target } from '../notes/desk';
import { must } from '../stop';
import { askOne } from './api';
import { readOpenDeals } from './deals';
import { readCompanies } from './look-up';
import { changeNote, deleteNote, findNotes, listNewest, noteOn } from './notes';
import { createOnce, findContacts, findLeads } from './people';
import { NoteShape, nameOf, type SellContact, urlOf } from './shapes';

/** A mail in Sell is one note on each of its records. */
export function makeDesk(context: ConnectorContext): NoteDesk {
  return {
    findTargets: (item) => findTargets(context, item),
    async addNote(place, text) {
      const { type, id } = noteOn(place);
      const data = { resource_type: type, resource_id: Number(id), content: text };
      const answer = await askOne(context, { method: 'POST', path: '/notes', data }, NoteShape);
      return !answer.ok && answer.gone ? { gone: answer.outcome } : { id: String(must(answer).id) };
    },
    listOurs: async (place) => must(await listNewest(context, noteOn(place))).items,
    findNotes: async (place, engagementId, word) => must(await findNotes(context, noteOn(place), engagementId, word)),
    async changeNote(id, _place, text) {
      const answer = await changeNote(context, id, text);
      if (!answer.ok && answer.gone) return false;
      must(answer);
      return true;
    },
    async removeNote(id) {
      must(await deleteNote(context, id));
    },
    async placesOf(target) {
      const { kind, id, address } = target;
      if (kind !== 'contact' || !address) return [target];
      const [heir, another] = must(await findContacts(context, address));
      // A merge leaves one of two; among several nobody guesses.
      return !heir || another || String(heir.id) === id ? [target] : [target, { kind, id: String(heir.id), name: nameOf(heir) }];
    },
    // A search of all notes finds them.
    around: async () => [],
    linkTo: ({ kind, id }) => urlOf(kind, id),
  };
}

/** Every record that gets a note, each once: an organisation is a contact too. */
async function findTargets(context: ConnectorContext, { engagement, saga }: DeliveryItem): Promise<Target[]> {
  const targets: Target[] = [];
  for (const association of engagement.associations) {
    const { kind, recordId, name, address } = association;
    if (recordId !== null) targets.push({ kind, id: recordId, name, ...(address ? { address } : {}) });
    else if (kind === 'contact' && address)
      targets.push(...(await resolve(saga, address, () => findPerson(context, engagement, association, address))));
  }
  const first = new Map<string, Target>();
  for (const target of targets) {
    const { type, id } = noteOn(target);
    if (!first.has(`${type} ${id}`)) first.set(`${type} ${id}`, target);
  }
  return [...first.values()];
}

/** That there was nobody is not kept: by the next try there may be somebody. */
class Nobody extends Error {}

async function resolve(saga: DeliveryItem['saga'], address: string, find: () => Promise<Target[]>): Promise<Target[]> {
  try {
    return await saga.step(`person ${address}`, async () => {
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
  const [contact, another] = must(await findContacts(context, address));
  if (another) return [];
  if (contact) {
    const wasSeen =
      associationsComplete || associations.some(({ kind, recordId }) => kind === 'contact' && recordId === String(contact.id));
    return [contactTarget(contact, address), ...(wasSeen ? [] : await findAround(context, engagement, contact))];
  }
  const leads = associationsComplete ? [] : must(await findLeads(context, address));
  if (leads.length > 0) return leads.map((lead) => ({ kind: 'lead', id: String(lead.id), name: nameOf(lead) }));
  if (!association.create) return [];
  return [contactTarget(must(await createOnce(context, { address, name: association.name })), address)];
}

const contactTarget = (contact: SellContact, address: string): Target => ({
  kind: 'contact',
  id: String(contact.id),
  name: nameOf(contact),
  address,
});

/** C3, for a contact that nobody could look up before: its organisation and its most recent open deals. */
async function findAround(context: ConnectorContext, { to, cc, bcc }: Engagement, contact: SellContact): Promise<Target[]> {
  const companies = must(await readCompanies(context, [contact]));
  const addresses = [...to, ...cc, ...bcc].map(({ address }) => address);
  const open = must(await readOpenDeals(context, String(contact.id)));
  // Where a deal's own address is among the recipients Sell files the mail itself.
  const deals = open.filter(({ dropbox }) => !dropbox || !addresses.includes(dropbox.toLowerCase()));
  return [
    ...[...companies.values()].map(({ id, name }): Target => ({ kind: 'company', id, name })),
    ...deals.map(({ id, name }): Target => ({ kind: 'deal', id, name })),
  ];
}
