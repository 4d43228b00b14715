import { parseAddress } from '../../core/address';
import type { FoundRecord } from '../../core/records';
import type { Checked, ConnectorContext } from '../crm-connector';
import { type Answer, askActiveCampaign, orNothing } from './api';
import { contactName } from './contacts';
import { toDeal, withStages } from './deals';
import { toCompany } from './known';
import { recordUrl } from './links';
import { AccountsSchema, type ContactRow, ContactsSchema, DealsSchema } from './schemas';

/** Of each kind. */
const MOST = '10';
const LONGEST_QUERY = 200;

export async function search(context: ConnectorContext, typed: string): Promise<Checked<FoundRecord[]>> {
  const words = typed.trim().slice(0, LONGEST_QUERY);
  if (words === '') return { ok: true, value: [] };
  const found: FoundRecord[] = [];
  for (const searchKind of [searchContacts, searchAccounts, searchDeals]) {
    const answer = await orNothing(context, await searchKind(context, words), []);
    if (!answer.ok) return { ok: false, outcome: answer.outcome };
    found.push(...answer.value);
  }
  return { ok: true, value: found };
}

async function searchContacts(context: ConnectorContext, words: string): Promise<Answer<FoundRecord[]>> {
  const call = { method: 'GET', path: '/contacts', query: { search: words, limit: MOST } } as const;
  const answer = await askActiveCampaign(context, call, ContactsSchema);
  if (!answer.ok) return answer;
  const url = (id: string) => recordUrl(context.baseUrl, 'contact', id);
  const toFound = (row: ContactRow): FoundRecord => {
    const id = `${row.id}`;
    return { kind: 'contact', id, name: contactName(row), detail: row.email, address: parseAddress(row.email), url: url(id) };
  };
  return { ok: true, value: answer.value.contacts.map(toFound) };
}

async function searchAccounts(context: ConnectorContext, words: string): Promise<Answer<FoundRecord[]>> {
  const call = { method: 'GET', path: '/accounts', query: { search: words, limit: MOST } } as const;
  const answer = await askActiveCampaign(context, call, AccountsSchema);
  if (!answer.ok) return answer;
  const companies = answer.value.accounts.map((row) => toCompany(context, row));
  return {
    ok: true,
    value: companies.map(({ id, name, domain, url }) => ({ kind: 'company', id, name, detail: domain ?? '', address: null, url })),
  };
}

async function searchDeals(context: ConnectorContext, words: string): Promise<Answer<FoundRecord[]>> {
  const query = { 'filters[search]': words, 'filters[search_field]': 'all', limit: MOST };
  const answer = await askActiveCampaign(context, { method: 'GET', path: '/deals', query }, DealsSchema);
  if (!answer.ok) return answer;
  const deals = await withStages(
    context,
    answer.value.deals.flatMap((row) => toDeal(context, row) ?? []),
  );
  return { ok: true, value: deals.map(({ id, name, stage, url }) => ({ kind: 'deal', id, name, detail: stage, address: null, url })) };
}
