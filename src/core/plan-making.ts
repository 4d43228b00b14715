import type { Association, Engagement, Exclusion, Field, Person } from './engagement';
import { MAX_ATTACHMENTS_BYTES, MAX_BODY_BYTES, MAX_OPEN_DEALS } from './limits';
import type { RuleHit } from './never-log';
import { isAtDomain } from './own-domains';
import type { Choices, Plan, PlannedContact, PlannedRecord } from './plan';
import type { Company, Contact, Deal, Known, Lead } from './records';
import type { MailAccount } from './settings';

/** A recipient as a page or a header gives it: `address` canonical, or '' where only `name` is known. */
export interface Recipient extends Person {
  field: Field;
}

export interface PlanInput {
  recipients: readonly Recipient[];
  /** Undefined: the rep's settings do not know the account this is sent from. */
  account: MailAccount | undefined;
  /** Every address that is the rep's own, canonical. */
  ownAddresses: readonly string[];
  /** Is any CRM connected in this browser. */
  connected: boolean;
  paused: boolean;
  /** What the CRM said; recipients that are missing here were not looked up (offline, unreachable). */
  known: readonly Known[];
  findRule(address: string): RuleHit | null;
  choices: Choices;
  /** UTF-8 bytes of the HTML body. */
  bodyBytes: number;
  attachmentBytes: number;
}

const FIELD_ORDER: Record<Field, number> = { to: 0, cc: 1, bcc: 2 };

/** The policy: who is logged, tied to what, and why not. Pure; asked by the compose window, the worker and the endpoint. */
export function makePlan(input: PlanInput): Plan {
  const plan: Plan = {
    verdict: 'will-log',
    contacts: [],
    companies: [],
    deals: [],
    leads: [],
    inherited: false,
    excluded: [],
    unresolved: input.recipients.filter(({ address }) => address === '').map(({ name }) => name),
    lookedUp: true,
    bodyBytes: input.bodyBytes,
    attachmentBytes: input.attachmentBytes,
    attachmentsLeftOut: input.attachmentBytes > MAX_ATTACHMENTS_BYTES,
  };
  const account = input.account;
  if (!account?.connectionId) return { ...plan, verdict: input.connected ? 'account-unknown' : 'not-connected' };
  for (const recipient of onePerAddress(input.recipients)) placeRecipient(recipient, account, input, plan);
  addRecords(plan, input);
  return { ...plan, verdict: judge(plan, input) };
}

function judge(plan: Plan, input: PlanInput): Plan['verdict'] {
  if (input.recipients.length === 0) return 'no-recipients';
  if (plan.bodyBytes > MAX_BODY_BYTES) return 'too-large';
  if (plan.contacts.length + plan.leads.length + plan.unresolved.length === 0) return 'nobody-left';
  return input.paused ? 'paused' : 'will-log';
}

/** Who stands in To and in Cc is one recipient, the one in To. */
function onePerAddress(recipients: readonly Recipient[]): Recipient[] {
  const first = new Map<string, Recipient>();
  const known = recipients.filter(({ address }) => address !== '');
  for (const recipient of [...known].sort((a, b) => FIELD_ORDER[a.field] - FIELD_ORDER[b.field]))
    if (!first.has(recipient.address)) first.set(recipient.address, recipient);
  return [...first.values()];
}

function placeRecipient(recipient: Recipient, account: MailAccount, input: PlanInput, plan: Plan): void {
  const found = input.known.find(({ address }) => address === recipient.address);
  const exclusion = findExclusion(recipient, account, input, found);
  if (exclusion) {
    plan.excluded.push(exclusion);
    return;
  }
  plan.lookedUp &&= found !== undefined;
  plan.leads.push(...(found?.leads ?? []).map((record): PlannedRecord<Lead> => ({ record, ticked: true })));
  const contacts = found?.contacts ?? [];
  if (contacts.length > 0 || !found?.leads.length) plan.contacts.push(plannedContact(recipient, contacts, input.choices));
}

/** With several records of one address nobody guesses: it is the one that the rep chose, or none yet. */
function plannedContact(recipient: Recipient, contacts: Contact[], choices: Choices): PlannedContact {
  const { address, name, field } = recipient;
  const chosen = choices.added.find((added) => added.kind === 'contact' && added.address === address);
  const contact = contacts.length > 1 ? contacts.find(({ id }) => id === chosen?.recordId) : contacts[0];
  return { address, name: contact?.name || name || address, field, contact: contact ?? null, choices: contacts.length > 1 ? contacts : [] };
}

function findExclusion(recipient: Recipient, account: MailAccount, input: PlanInput, found: Known | undefined): Exclusion | null {
  const exclude = (reason: Exclusion['reason'], rule?: RuleHit): Exclusion => ({
    address: recipient.address,
    name: recipient.name,
    field: recipient.field,
    reason,
    ...(rule ? { rule: rule.key, scope: rule.scope } : {}),
  });
  if (recipient.address === account.address || input.ownAddresses.includes(recipient.address)) return exclude('own-address');
  const rule = input.findRule(recipient.address);
  if (rule) return exclude('never-log', rule);
  if (account.leaveOutColleagues && isAtDomain(recipient.address, account.ownDomains)) return exclude('colleague');
  if (input.choices.off.includes(recipient.address)) return exclude('unticked');
  if (!found || found.contacts.length > 0 || found.leads.length > 0) return null;
  if (recipient.field === 'bcc') return exclude('bcc-without-record');
  return account.createContacts ? null : exclude('no-record');
}

/** C3: each contact's primary company and its five most recent open deals; then what the rep added. */
function addRecords(plan: Plan, input: PlanInput): void {
  const { off, added } = input.choices;
  const companies = new Map<string, Company>();
  const deals = new Map<string, Deal>();
  for (const { contact } of plan.contacts) {
    if (contact?.company) companies.set(contact.company.id, contact.company);
    for (const deal of recentOpenDeals(contact?.deals ?? [])) deals.set(deal.id, deal);
  }
  for (const { kind, recordId, name } of added) {
    if (recordId === null) continue;
    if (kind === 'company' && !companies.has(recordId)) companies.set(recordId, { id: recordId, name, domain: null, url: null });
    if (kind === 'deal' && !deals.has(recordId)) deals.set(recordId, addedDeal(recordId, name));
    if (kind === 'lead' && !plan.leads.some(({ record }) => record.id === recordId))
      plan.leads.push({ record: { id: recordId, name, url: null }, ticked: true });
    if (kind === 'contact') addContact(plan, input, recordId, name, added);
  }
  plan.companies = [...companies.values()].map((record) => ({ record, ticked: !off.includes(`company:${record.id}`) }));
  plan.deals = [...deals.values()].map((record) => ({ record, ticked: !off.includes(`deal:${record.id}`) }));
  plan.leads = plan.leads.map(({ record }) => ({ record, ticked: !off.includes(`lead:${record.id}`) }));
}

/** A contact that the rep found by search: tied to the mail although it is no recipient, unless a rule forbids it. */
function addContact(plan: Plan, input: PlanInput, recordId: string, name: string, added: readonly Association[]): void {
  const address = added.find((choice) => choice.kind === 'contact' && choice.recordId === recordId)?.address ?? '';
  const isThere = plan.contacts.some(({ contact, choices }) => contact?.id === recordId || choices.some(({ id }) => id === recordId));
  if (isThere || plan.excluded.some((exclusion) => exclusion.address === address)) return;
  const rule = address === '' ? null : input.findRule(address);
  if (rule) plan.excluded.push({ address, name, field: 'to', reason: 'never-log', rule: rule.key, scope: rule.scope });
  else plan.contacts.push({ address, name, field: 'to', contact: bareContact(recordId, name, address), choices: [] });
}

const bareContact = (id: string, name: string, address: string): Contact => ({
  id,
  name,
  address,
  owner: null,
  company: null,
  deals: [],
  url: null,
});
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
      .filter(({ ticked }) => ticked)
      .map(({ record: { id, name } }): Association => ({ kind, recordId: id, name, ...through(plan, kind, id) }));
  const contacts = plan.contacts.map(
    ({ address, name, field, contact, choices }): Association => ({
      kind: 'contact',
      recordId: contact?.id ?? null,
      name: contact?.name ?? name,
      ...(address === '' ? {} : { address }),
      create: contact === null && choices.length === 0 && createContacts && field !== 'bcc',
    }),
  );
  return [...contacts, ...ticked('company', plan.companies), ...ticked('deal', plan.deals), ...ticked('lead', plan.leads)];
}

function through(plan: Plan, kind: Association['kind'], id: string): Pick<Association, 'through'> {
  const leadsTo = ({ contact }: PlannedContact) =>
    kind === 'company' ? contact?.company?.id === id : kind === 'deal' && contact?.deals.some((deal) => deal.id === id);
  const addresses = plan.contacts.filter(leadsTo).map(({ address }) => address);
  return addresses.length > 0 ? { through: addresses } : {};
}

export type Recheck = { kind: 'log'; engagement: Engagement } | { kind: 'blocked'; rule: RuleHit } | { kind: 'nobody-left' };

/**
 * N5: the rules again, at delivery and at the endpoint. Whom a rule hits by now is taken off and named among the
 * excluded; if nobody is left, nothing is logged. The engagement comes back as the same object if nothing changed.
 */
export function recheckRules(engagement: Engagement, findRule: (address: string) => RuleHit | null): Recheck {
  const hits = new Map<string, RuleHit>();
  for (const { kind, address } of engagement.associations) {
    const rule = kind === 'contact' && address ? findRule(address) : null;
    if (address && rule) hits.set(address, rule);
  }
  if (hits.size === 0) return { kind: 'log', engagement };
  const associations = engagement.associations.filter(
    ({ address, through }) => !(address && hits.has(address)) && !(through?.length && through.every((one) => hits.has(one))),
  );
  const [firstRule] = hits.values();
  if (!associations.some(({ kind }) => kind === 'contact' || kind === 'lead')) {
    return firstRule ? { kind: 'blocked', rule: firstRule } : { kind: 'nobody-left' };
  }
  const excluded = [...hits].map(([address, rule]) => excludedByRule(engagement, address, rule));
  return { kind: 'log', engagement: { ...engagement, associations, excluded: [...engagement.excluded, ...excluded] } };
}

function excludedByRule({ to, cc, bcc, associations }: Engagement, address: string, rule: RuleHit): Exclusion {
  const isAddress = (person: { address?: string }) => person.address === address;
  const field: Field = to.some(isAddress) ? 'to' : cc.some(isAddress) ? 'cc' : bcc.some(isAddress) ? 'bcc' : 'to';
  return { address, name: associations.find(isAddress)?.name ?? '', field, reason: 'never-log', rule: rule.key, scope: rule.scope };
}
