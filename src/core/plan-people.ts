import { isDropBox } from './drop-box';
import type { Exclusion, Field } from './engagement';
import type { RuleHit } from './never-log';
import { isAtDomain } from './own-domains';
import type { Plan, PlanInput, PlannedContact, PlannedRecord, Recipient } from './plan';
import { bareContact, type Contact, type Known, type Lead } from './records';
import type { MailAccount } from './settings';
import { contactBehind, isOfThread, type ThreadContact, type ThreadMemory } from './thread-memory';

const FIELD_ORDER: Record<Field, number> = { to: 0, cc: 1, bcc: 2 };

/** Who of the people on a mail it is logged to, and who is left out, why. */
export function placePeople(plan: Plan, account: MailAccount, input: PlanInput): void {
  for (const recipient of onePerAddress(peopleOf(input, account))) placeRecipient(recipient, account, input, plan);
  plan.contacts = onePerRecord(plan.contacts);
}

/** That a mail was received by oneself needs no word. */
function peopleOf({ recipients: all, sender, ownAddresses }: PlanInput, account: MailAccount): readonly Recipient[] {
  const recipients = all.filter(({ address }) => !isDropBox(address));
  if (!sender) return recipients;
  return [sender, ...recipients.filter(({ address }) => address !== account.address && !ownAddresses.includes(address))];
}

/** Who stands in To and in Cc is one recipient, the one in To. */
function onePerAddress(recipients: readonly Recipient[]): Recipient[] {
  const first = new Map<string, Recipient>();
  const known = recipients.filter(({ address }) => address !== '');
  for (const recipient of [...known].sort((a, b) => FIELD_ORDER[a.field] - FIELD_ORDER[b.field]))
    if (!first.has(recipient.address)) first.set(recipient.address, recipient);
  return [...first.values()];
}

/** Somebody's two addresses are one contact. */
const onePerRecord = (contacts: readonly PlannedContact[]): PlannedContact[] =>
  contacts.filter(({ contact }, place) => !contact || contacts.findIndex((other) => other.contact?.id === contact.id) === place);

function placeRecipient(recipient: Recipient, account: MailAccount, input: PlanInput, plan: Plan): void {
  const found = input.known.find(({ address }) => address === recipient.address);
  const thread = input.thread ?? null;
  const behind = thread && findBehind(recipient, found, thread, input);
  const exclusion =
    findExclusion(recipient, account, input, behind ? undefined : found) ?? (behind && excludeBehind(recipient, behind, input));
  if (exclusion) {
    plan.excluded.push(exclusion);
    return;
  }
  plan.lookedUp &&= found !== undefined || behind !== null;
  plan.leads.push(...(found?.leads ?? []).map((record): PlannedRecord<Lead> => ({ record, ticked: true })));
  const contacts = found?.contacts ?? [];
  if (behind) plan.contacts.push(behindContact(recipient, behind));
  else if (contacts.length > 0 || !found?.leads.length) plan.contacts.push(plannedContact(recipient, contacts, input, found));
}

/**
 * The thread's contact in place of somebody whom the CRM does not know, or was not asked about: his own record if the thread has
 * it, or C9 the one behind another address. Others who are new to the thread are themselves.
 */
function findBehind({ address, name }: Recipient, found: Known | undefined, thread: ThreadMemory, input: PlanInput): ThreadContact | null {
  if (found && found.contacts.length + found.leads.length > 0) return null;
  const chosen = input.choices.added.find((added) => added.kind === 'contact' && added.address === address);
  if (chosen?.recordId) return { recordId: chosen.recordId, name: chosen.name, address: '' };
  const own = thread.contacts.find((contact) => contact.address === address);
  if (own || address !== input.sender?.address) return own ?? thread.aliases.get(address) ?? null;
  return contactBehind(thread, { address, name });
}

/** N2: a rule that hits the contact hits him under his other address too. */
function excludeBehind({ address, name, field }: Recipient, behind: ThreadContact, input: PlanInput): Exclusion | null {
  const rule = behind.address === '' ? null : input.findRule(behind.address);
  return rule && { address, name, field, reason: 'never-log', rule: rule.key, scope: rule.scope };
}

const behindContact = ({ address, field }: Recipient, { recordId, name }: ThreadContact): PlannedContact => ({
  ...{ address, name, field },
  contact: bareContact(recordId, name, address),
  choices: [],
  inherits: true,
});

/** With several records of one address nobody guesses: it is the one that the rep chose, or the thread's, or none yet. */
function plannedContact(recipient: Recipient, contacts: Contact[], input: PlanInput, found: Known | undefined): PlannedContact {
  const { address, name, field } = recipient;
  const thread = input.thread ?? null;
  const chosen = input.choices.added.find((added) => added.kind === 'contact' && added.address === address)?.recordId;
  const ofThread = contacts.find(({ id }) => thread?.contacts.some(({ recordId }) => recordId === id));
  const several = contacts.find(({ id }) => id === chosen) ?? ofThread;
  const contact = (contacts.length > 1 ? several : contacts[0]) ?? null;
  const planned = { address, name: contact?.name || name || address, field, contact, choices: contacts.length > 1 ? contacts : [] };
  if (thread && contact && isOfThread(thread, address, [contact.id])) return { ...planned, inherits: true };
  return !found && input.sender && address !== input.sender.address ? { ...planned, onlyWithRecord: true } : planned;
}

export function findExclusion(recipient: Recipient, account: MailAccount, input: PlanInput, found: Known | undefined): Exclusion | null {
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
  const isCopied = input.sender !== undefined && input.sender.address !== recipient.address;
  return account.createContacts && !isCopied ? null : exclude('no-record');
}
