import type { Association } from './engagement';
import { MAX_OPEN_DEALS } from './limits';
import type { Plan, PlanInput, PlannedContact, PlannedRecord } from './plan';
import { bareContact, type Company, type Contact, type Deal } from './records';

/** C3: each contact's primary company and its five most recent open deals; C9: in their place the thread's; then what the rep added. */
export function addRecords(plan: Plan, input: PlanInput): void {
  const { off, added } = input.choices;
  const companies = new Map<string, Company>();
  const deals = new Map<string, Deal>();
  for (const { contact, inherits } of plan.contacts) {
    if (inherits) continue;
    if (contact?.company) companies.set(contact.company.id, contact.company);
    for (const deal of recentOpenDeals(contact?.deals ?? [])) deals.set(deal.id, deal);
  }
  const inherited = inheritedRecords(plan, input);
  plan.inherited = inherited.length > 0 || plan.contacts.some(({ inherits }) => inherits);
  for (const { kind, recordId, name } of [...inherited, ...added]) {
    if (recordId === null) continue;
    if (kind === 'company' && !companies.has(recordId))
      companies.set(recordId, knownCompany(plan, recordId) ?? { id: recordId, name, domain: null, url: null });
    if (kind === 'deal' && !deals.has(recordId)) deals.set(recordId, knownDeal(plan, recordId) ?? addedDeal(recordId, name));
    if (kind === 'lead' && !plan.leads.some(({ record }) => record.id === recordId))
      plan.leads.push({ record: { id: recordId, name, url: null }, ticked: true });
    if (kind === 'contact') addContact(plan, input, recordId, name, added);
  }
  const planned = <T extends { id: string }>(kind: Association['kind'], record: T): PlannedRecord<T> => ({
    record,
    ticked: !off.includes(`${kind}:${record.id}`),
    ...(inherited.some((one) => one.kind === kind && one.recordId === record.id) ? { inherited: true } : {}),
  });
  plan.companies = [...companies.values()].map((record) => planned('company', record));
  const isFiled = ({ dropbox }: Deal) => dropbox !== undefined && input.recipients.some(({ address }) => address === dropbox.toLowerCase());
  plan.deals = [...deals.values()].map((record) => ({ ...planned('deal', record), ...(isFiled(record) ? { filed: true } : {}) }));
  plan.leads = plan.leads.map(({ record }) => planned('lead', record));
}

/** The thread's records, if somebody of the thread is on the mail: one of its contacts or of its leads. */
function inheritedRecords(plan: Plan, { thread }: PlanInput): readonly Association[] {
  if (!thread) return [];
  const isLead = thread.records.some(({ kind, recordId }) => kind === 'lead' && plan.leads.some(({ record }) => record.id === recordId));
  return isLead || plan.contacts.some(({ inherits }) => inherits) ? thread.records : [];
}

const knownCompany = ({ contacts }: Plan, id: string) => contacts.find(({ contact }) => contact?.company?.id === id)?.contact?.company;
const knownDeal = ({ contacts }: Plan, id: string) =>
  contacts.flatMap(({ contact }) => contact?.deals ?? []).find((deal) => deal.id === id);

/** A contact that the rep found by search: tied to the mail although it is no recipient, unless a rule forbids it. */
function addContact(plan: Plan, input: PlanInput, recordId: string, name: string, added: readonly Association[]): void {
  const address = added.find((choice) => choice.kind === 'contact' && choice.recordId === recordId)?.address ?? '';
  const isThere = plan.contacts.some(({ contact, choices }) => contact?.id === recordId || choices.some(({ id }) => id === recordId));
  if (isThere || plan.excluded.some((exclusion) => exclusion.address === address)) return;
  const rule = address === '' ? null : input.findRule(address);
  if (rule) plan.excluded.push({ address, name, field: 'to', reason: 'never-log', rule: rule.key, scope: rule.scope });
  else plan.contacts.push({ address, name, field: 'to', contact: bareContact(recordId, name, address), choices: [] });
}

const addedDeal = (id: string, name: string): Deal => ({
  id,
  name,
  stage: '',
  open: true,
  amount: null,
  currency: null,
  createdAt: 0,
  url: null,
});

/** C3: open deals, newest created first, five at the most. */
export function recentOpenDeals<T extends Pick<Deal, 'open' | 'createdAt'>>(deals: readonly T[]): T[] {
  return deals
    .filter(({ open }) => open)
    .sort((a, b) => b.createdAt - a.createdAt)
    .slice(0, MAX_OPEN_DEALS);
}

/** The plan's records as they will be written: what is ticked, each once. */
export function planAssociations(plan: Plan, createContacts: boolean): Association[] {
  const ticked = <T extends { id: string; name: string }>(kind: Association['kind'], records: readonly PlannedRecord<T>[]) =>
    records
      .filter(({ ticked, filed }) => ticked && !filed)
      .map(
        ({ record: { id, name }, inherited }): Association => ({
          kind,
          recordId: id,
          name,
          ...through(plan, kind, id, inherited === true),
        }),
      );
  const contacts = plan.contacts.map(
    ({ address, name, field, contact, choices, onlyWithRecord }): Association => ({
      kind: 'contact',
      recordId: contact?.id ?? null,
      name: contact?.name ?? name,
      ...(address === '' ? {} : { address }),
      create: contact === null && choices.length === 0 && createContacts && field !== 'bcc' && !onlyWithRecord,
    }),
  );
  return [...contacts, ...ticked('company', plan.companies), ...ticked('deal', plan.deals), ...ticked('lead', plan.leads)];
}

function through(plan: Plan, kind: Association['kind'], id: string, inherited: boolean): Pick<Association, 'through'> {
  const leadsTo = ({ contact, inherits }: PlannedContact) => (inherits ? inherited : isOwn(contact, kind, id));
  const addresses = plan.contacts.filter(leadsTo).map(({ address }) => address);
  return addresses.length > 0 ? { through: addresses } : {};
}

const isOwn = (contact: Contact | null, kind: Association['kind'], id: string): boolean =>
  kind === 'company' ? contact?.company?.id === id : kind === 'deal' && Boolean(contact?.deals.some((deal) => deal.id === id));
