import type { Person } from '../../core/engagement';
import type { Company, Contact, Known, Lead } from '../../core/records';
import type { Checked, ConnectorContext } from '../crm-connector';
import { siteDomain } from '../plain-text';
import { askPage, PAGE } from './api';
import { readOpenDeals } from './deals';
import { inTurns } from './in-turns';
import { createOnce, findContacts, findLeads } from './people';
import { ContactShape, companyIdOf, nameOf, type SellContact, type SellLead, urlOf } from './shapes';

interface Found {
  address: string;
  contacts: SellContact[];
  leads: SellLead[];
}

/** Contacts and leads of each address, the contacts with their organisation and most recent open deals. */
export async function lookUp(context: ConnectorContext, addresses: readonly string[]): Promise<Checked<Known[]>> {
  const found = await inTurns(addresses, (address) => findPeople(context, address));
  if (!found.ok) return found;
  const contacts = found.value.flatMap((one) => one.contacts);
  const companies = await readCompanies(context, contacts);
  if (!companies.ok) return companies;
  return inTurns(found.value, (one) => completePeople(context, one, companies.value));
}

async function findPeople(context: ConnectorContext, address: string): Promise<Checked<Found>> {
  const contacts = await findContacts(context, address);
  if (!contacts.ok) return contacts;
  const leads = await findLeads(context, address);
  if (!leads.ok) return leads;
  return { ok: true, value: { address, contacts: contacts.value, leads: leads.value } };
}

async function completePeople(context: ConnectorContext, found: Found, companies: Map<string, Company>): Promise<Checked<Known>> {
  const contacts: Contact[] = [];
  for (const contact of found.contacts) {
    const deals = await readOpenDeals(context, String(contact.id));
    if (!deals.ok) return deals;
    const company = companies.get(companyIdOf(contact) ?? '') ?? null;
    contacts.push({ ...bareContact(contact, found.address), company, deals: deals.value });
  }
  return { ok: true, value: { address: found.address, contacts, leads: found.leads.map(leadOf) } };
}

const bareContact = (contact: SellContact, address: string): Contact => {
  const id = String(contact.id);
  return { id, name: nameOf(contact), address, owner: null, company: null, deals: [], url: urlOf('contact', id) };
};

const leadOf = (lead: SellLead): Lead => ({ id: String(lead.id), name: nameOf(lead), url: urlOf('lead', String(lead.id)) });

/** The organisations of these people, a hundred with each request. */
export async function readCompanies(context: ConnectorContext, contacts: readonly SellContact[]): Promise<Checked<Map<string, Company>>> {
  const ids = [...new Set(contacts.map(companyIdOf).filter((id) => id !== null))];
  const answer = await readByIds(context, ids);
  if (!answer.ok) return answer;
  const companies = answer.value.filter(({ is_organization }) => is_organization !== false);
  return { ok: true, value: new Map(companies.map((one) => [String(one.id), companyOf(one)])) };
}

/** Contacts by their ids; those that are gone are missing. */
export async function readByIds(context: ConnectorContext, ids: readonly string[]): Promise<Checked<SellContact[]>> {
  const pieces = Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, index) => ids.slice(index * PAGE, (index + 1) * PAGE));
  const found = await inTurns(pieces, (piece) => askPage(context, '/contacts', { ids: piece.join(',') }, ContactShape));
  return found.ok ? { ok: true, value: found.value.flatMap(({ items }) => items) } : found;
}

function companyOf(organisation: SellContact): Company {
  const id = String(organisation.id);
  return { id, name: nameOf(organisation), domain: siteDomain(organisation.website), url: urlOf('company', id) };
}

/** Finds or creates the contact of an address; of several nobody is chosen. */
export async function createContact(context: ConnectorContext, person: Person): Promise<Checked<Known>> {
  const { address } = person;
  const answer = await lookUp(context, [address]);
  if (!answer.ok) return answer;
  const known = answer.value[0] ?? { address, contacts: [], leads: [] };
  if (known.contacts.length > 0) return { ok: true, value: known };
  const made = await createOnce(context, person);
  return made.ok ? { ok: true, value: { ...known, contacts: [bareContact(made.value, address)] } } : made;
}
