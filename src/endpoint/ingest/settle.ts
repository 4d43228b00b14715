import type { TimelineItem } from '../../core/endpoint-api';
import type { Association, Engagement, Exclusion } from '../../core/engagement';
import type { RuleHit } from '../../core/never-log';
import { recheckRules } from '../../core/recheck-rules';
import { type Counterpart, counterparts } from './people';
import { type Rejection, reject } from './submission';
import type { Surroundings } from './surroundings';

type TieRule = TimelineItem['records'][number]['rule'];
interface Tie {
  kind: Association['kind'];
  id: string;
  rule: TieRule;
}

/** What one engagement will be tied to. `create`: people who get a contact, and a tie to it. */
export interface Settled {
  ties: Tie[];
  create: { address: string; name: string }[];
  /** Whom we left out, beyond those the client did. */
  leftOut: Exclusion[];
  /** What goes on to a CRM: without those who are left out, and nobody may be made there who may not be made here. */
  engagement: Engagement;
}

/** N5 and C3 for one engagement: the rules again, then its records, each with the rule that ties it. Pure. `hasCrm`: somebody whom we do not know may be known there. */
export function settle(engagement: Engagement, around: Surroundings, hasCrm: boolean): Settled | Rejection {
  const { id, associations } = engagement;
  const gone = associations.find(({ kind, recordId }) => recordId !== null && !around.exists(kind, recordId));
  if (gone) return reject(id, 'record_gone', `A ${gone.kind} this mail is tied to no longer exists.`);
  const others = counterparts(engagement).filter(({ address }) => !isOwn(address, engagement, around));
  const hits = others.filter(({ decides }) => decides).map(({ address }) => around.findRule(address));
  if (hits.length > 0 && hits.every((hit) => hit !== null)) return blocked(id, hits[0] ?? null);

  const isMine = ({ kind, address }: Association) => kind === 'contact' && address !== undefined && isOwn(address, engagement, around);
  const withoutOwn = { ...engagement, associations: associations.filter((one) => !isMine(one)) };
  const findRule = (address: string) => around.findRule(address) ?? ruleOfContact(address, withoutOwn, around);
  const recheck = recheckRules(nameContacts(withoutOwn, around), findRule);
  if (recheck.kind === 'blocked') return blocked(id, recheck.rule);
  if (recheck.kind === 'nobody-left') return reject(id, 'nobody_left', NOBODY);

  const settled = tie(recheck.engagement, others, around, hasCrm);
  const ruled = recheck.engagement.excluded.slice(engagement.excluded.length);
  const mine = associations.filter(isMine).map(ownAddress);
  const leftOut = [...mine, ...ruled, ...listedOthers(recheck.engagement, others, around), ...settled.leftOut];
  if (!hasCrm && settled.ties.length + settled.create.length === 0) return reject(id, 'nobody_left', NOBODY);
  const limited = recheck.engagement.associations.map((one) => limitCreation(one, others));
  return { ...settled, leftOut, engagement: { ...engagement, associations: limited, excluded: [...engagement.excluded, ...leftOut] } };
}

function limitCreation(association: Association, others: readonly Counterpart[]): Association {
  const other = others.find(({ address }) => address === association.address);
  return association.create && !mayCreate(association, other) ? { ...association, create: false } : association;
}

const NOBODY = 'Nobody is left to log this mail to.';

const blocked = (id: string, rule: RuleHit | null) =>
  reject(id, 'never_log', 'Everybody this mail could be logged to is on the never-log list.', rule?.key);

const isOwn = (address: string, engagement: Engagement, around: Surroundings) => address === engagement.account || around.isOwn(address);

/** C8. */
const ownAddress = ({ address = '', name }: Association): Exclusion => ({ address, name, field: 'to', reason: 'own-address' });

/** Every contact goes by an address, so that a rule can hit it: the one given, else its record's own. */
function nameContacts(engagement: Engagement, around: Surroundings): Engagement {
  const associations = engagement.associations.map((one) => {
    if (one.kind !== 'contact' || one.address !== undefined || one.recordId === null) return one;
    const own = around.addressesOf(one.recordId);
    const address = own.find((known) => around.findRule(known)) ?? own[0];
    return address === undefined ? one : { ...one, address };
  });
  return { ...engagement, associations };
}

/** A record named under an address that is not its own goes by its own addresses as well. */
function ruleOfContact(address: string, { associations }: Engagement, around: Surroundings): RuleHit | null {
  for (const { kind, recordId, address: named } of associations) {
    if (kind !== 'contact' || recordId === null || named !== address) continue;
    const own = around.addressesOf(recordId);
    if (own.includes(address)) continue;
    for (const other of own) {
      const rule = around.findRule(other);
      if (rule) return rule;
    }
  }
  return null;
}

/** Recipients that a rule hits and that nobody has named yet. */
function listedOthers(engagement: Engagement, others: readonly Counterpart[], around: Surroundings): Exclusion[] {
  const named = new Set(engagement.excluded.map(({ address }) => address));
  return others.flatMap(({ address, name, field }): Exclusion[] => {
    const rule = named.has(address) ? null : around.findRule(address);
    return rule ? [{ address, name, field, reason: 'never-log', rule: rule.key, scope: rule.scope }] : [];
  });
}

function tie(engagement: Engagement, others: readonly Counterpart[], around: Surroundings, hasCrm: boolean): Omit<Settled, 'engagement'> {
  const ties = new Map<string, Tie>();
  const settled: Omit<Settled, 'engagement'> = { ties: [], create: [], leftOut: [] };
  const add = (kind: Tie['kind'], id: string, rule: TieRule) => {
    if (!ties.has(`${kind}:${id}`)) ties.set(`${kind}:${id}`, { kind, id, rule });
  };
  for (const association of engagement.associations.filter(({ kind }) => kind === 'contact')) {
    const { address, recordId, name } = association;
    const other = others.find((one) => one.address === address);
    const contact = recordId ?? around.contactAt(address ?? '');
    if (contact !== undefined) add('contact', contact, other ? 'recipient' : 'chosen');
    else if (address !== undefined && !addLeads(address, engagement, around, add)) {
      if (mayCreate(association, other)) settled.create.push({ address, name });
      else if (!hasCrm) settled.leftOut.push(withoutRecord(address, name, other));
    }
  }
  const contacts = [...ties.values()].filter(({ kind }) => kind === 'contact').map(({ id }) => id);
  const companies = contacts.map(around.companyOf).filter((id) => id !== null);
  const deals = contacts.flatMap(around.dealsOf);
  for (const { kind, recordId } of engagement.associations) {
    if (recordId === null) continue;
    if (kind === 'company') add('company', recordId, companies.includes(recordId) ? 'primary-company' : 'chosen');
    if (kind === 'deal') add('deal', recordId, deals.includes(recordId) ? 'open-deal' : 'chosen');
    if (kind === 'lead') add('lead', recordId, 'lead');
  }
  // Of a contact that the client looked up, the rep has seen the records, and may have taken some off.
  // Where there is a CRM it says what it has tied.
  const found = engagement.associationsComplete || hasCrm ? [] : contacts.filter((id) => !engagement.associations.some(isContact(id)));
  for (const id of found.map(around.companyOf)) if (id !== null) add('company', id, 'primary-company');
  for (const id of found.flatMap(around.dealsOf)) add('deal', id, 'open-deal');
  return { ...settled, ties: [...ties.values()] };
}

const isContact =
  (id: string) =>
  ({ kind, recordId }: Association) =>
    kind === 'contact' && recordId === id;

/** Without a look-up by the client, an address that is a lead's is logged to the lead and makes no contact. */
function addLeads(
  address: string,
  { associationsComplete }: Engagement,
  around: Surroundings,
  add: (kind: 'lead', id: string, rule: 'lead') => void,
): boolean {
  const leads = associationsComplete ? [] : around.leadsAt(address);
  for (const { id } of leads) add('lead', id, 'lead');
  return leads.length > 0;
}

/** C7: only somebody in To or Cc, or the sender of a mail received, and only if the rep's settings say so. */
const mayCreate = ({ create }: Association, other: Counterpart | undefined) => create === true && other?.mayBeCreated === true;

const withoutRecord = (address: string, name: string, other: Counterpart | undefined): Exclusion => ({
  address,
  name,
  field: other?.field ?? 'to',
  reason: other?.field === 'bcc' ? 'bcc-without-record' : 'no-record',
});
