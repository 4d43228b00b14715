import type { Person } from '../../core/engagement';
import type { Company, Contact, Known } from '../../core/records';
import type { Checked, ConnectorContext } from '../crm-connector';
import { siteDomain } from '../plain-text';
import { type Answer, askActiveCampaign, orNothing, settle } from './api';
import { type FoundContact, findContact, findOrCreateContact } from './contacts';
import { openDealsOf, type UnnamedDeal, withStages } from './deals';
import { recordUrl } from './links';
import { AccountContactsSchema, type AccountRow, AccountSchema } from './schemas';

const ACCOUNT_KEPT_MS = 600_000;

/** What a mail to a contact is tied to. */
export interface Records {
  company: Company | null;
  deals: UnnamedDeal[];
}

/** The contact's account (there is one at most) and its open deals. */
export async function recordsOf(context: ConnectorContext, contactId: string): Promise<Answer<Records>> {
  const company = await companyOf(context, contactId);
  if (!company.ok) return company;
  const deals = await openDealsOf(context, contactId);
  return deals.ok ? { ok: true, value: { company: company.value, deals: deals.value } } : deals;
}

async function companyOf(context: ConnectorContext, contactId: string): Promise<Answer<Company | null>> {
  const id = await accountIdOf(context, contactId);
  return id.ok && id.value !== null ? readCompany(context, id.value) : (id as Answer<null>);
}

export async function accountIdOf(context: ConnectorContext, contactId: string): Promise<Answer<string | null>> {
  const call = { method: 'GET', path: `/contacts/${contactId}/accountContacts` } as const;
  const links = await askActiveCampaign(context, call, AccountContactsSchema);
  if (!links.ok) return orNothing(context, links, null);
  const id = links.value.accountContacts[0]?.account;
  return { ok: true, value: id === undefined ? null : `${id}` };
}

/** An account's name changes seldom, and many contacts have the same one. */
async function readCompany(context: ConnectorContext, id: string): Promise<Answer<Company | null>> {
  let answer: Answer<Company | null> = { ok: true, value: null };
  const make = async () => {
    const heard = await askActiveCampaign(context, { method: 'GET', path: `/accounts/${id}` }, AccountSchema);
    answer = await orNothing(context, heard.ok ? { ok: true, value: toCompany(context, heard.value.account) } : heard, null);
    return answer.ok ? (answer.value ?? undefined) : undefined;
  };
  const company = await (context.memory ? context.memory.recall(`account ${id}`, ACCOUNT_KEPT_MS, make) : make());
  return company ? { ok: true, value: company } : answer;
}

export function toCompany(context: ConnectorContext, { id, name, accountUrl }: AccountRow): Company {
  return { id: `${id}`, name: name || `${id}`, domain: siteDomain(accountUrl), url: recordUrl(context.baseUrl, 'company', `${id}`) };
}

async function know(context: ConnectorContext, address: string, found: FoundContact | null): Promise<Answer<Known>> {
  if (!found) return { ok: true, value: { address, contacts: [], leads: [] } };
  const { id, name, isNew } = found;
  const records: Answer<Records> = isNew ? { ok: true, value: { company: null, deals: [] } } : await recordsOf(context, id);
  if (!records.ok) return records;
  const { company, deals } = records.value;
  const url = recordUrl(context.baseUrl, 'contact', id);
  const contact: Contact = { id, name, address, owner: null, company, deals: await withStages(context, deals), url };
  return { ok: true, value: { address, contacts: [contact], leads: [] } };
}

/** Address by address: the service takes no batch, and all of an account's requests go out one after the other anyway. */
export async function lookUp(context: ConnectorContext, addresses: readonly string[]): Promise<Checked<Known[]>> {
  const known: Known[] = [];
  for (const address of addresses) {
    const found = await findContact(context, address);
    // An address that the service will not even look for is nobody's.
    const isStrange = !found.ok && found.outcome.kind === 'rejected' && found.outcome.code === 'invalid';
    const answer = isStrange ? await know(context, address, null) : found.ok ? await know(context, address, found.value) : found;
    if (!answer.ok) return { ok: false, outcome: await settle(context, answer) };
    known.push(answer.value);
  }
  return { ok: true, value: known };
}

/** C7. */
export async function createContact(context: ConnectorContext, person: Person): Promise<Checked<Known>> {
  const found = await findOrCreateContact(context, person);
  const answer = found.ok ? await know(context, person.address, found.value) : found;
  return answer.ok ? answer : { ok: false, outcome: await settle(context, answer) };
}
