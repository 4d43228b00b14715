import { isolate } from '../../core/bidi';
import type { Exclusion } from '../../core/engagement';
import { MAX_BODY_BYTES } from '../../core/limits';
import type { Translate } from '../../core/messages';
import type { Plan, PlannedContact } from '../../core/plan';
import type { AccountState } from '../protocol';
import type { SessionView } from './compose-session';
import { trackingAside, type Untracked } from './track-words';

/** Where a click on the line leads. */
export type Destination = { to: 'panel' } | { to: 'options'; section: string } | { to: 'popup' } | null;

export interface LineWords {
  /** What will happen, to whom. */
  main: string;
  /** The end of `main` that names company and deals, or ''. In little room the names before it give way first. */
  what: string;
  /** Who is left out, and why; '' for nobody. */
  out: string;
  /** The same in little room, and in hardly any: never less than a number. */
  outShort: string;
  outCount: number;
  untracked: Untracked | null;
  tone: 'plain' | 'soft' | 'warn';
  leadsTo: Destination;
}

const FOLD_ABOVE = 2;

const state = (main: string, tone: LineWords['tone'], leadsTo: Destination = null): LineWords => ({
  main,
  what: '',
  out: '',
  outShort: '',
  outCount: 0,
  untracked: null,
  tone,
  leadsTo,
});

/** What only the rep can mend, on the options page. */
const TROUBLES: Partial<Record<AccountState['connection'], string>> = {
  'needs-reconnect': 'compose_reconnect',
  'may-not-log': 'compose_may_not_log',
  'may-not-reach': 'compose_may_not_reach',
};

/** The one line under the message. */
export function lineWords(view: SessionView, account: string, t: Translate): LineWords {
  if (view.isOrphan) return state(t('compose_updated'), 'warn');
  return { ...logWords(view, account, t), untracked: trackingAside(view, t) };
}

function logWords(view: SessionView, account: string, t: Translate): LineWords {
  const { state: known, plan } = view;
  if (known?.connection === 'none') return state(t('compose_connect'), 'plain', { to: 'options', section: 'accounts' });
  if (known?.connection === 'account-unknown')
    return state(t('compose_account_unknown', account), 'warn', { to: 'options', section: `accounts/${account}` });
  if (view.failure) return state(t('compose_not_kept'), 'warn', { to: 'popup' });
  if (known && !known.log) return unloggedWords(view, t);
  if (known && known.connection in TROUBLES)
    return state(t(TROUBLES[known.connection] ?? '', known.connectionLabel), 'warn', { to: 'options', section: 'accounts' });
  if (known?.connection === 'admin-must-reconnect') return state(t('compose_admin_reconnect', known.connectionLabel), 'warn');
  if (view.isPlanning || !plan || !known) return state(view.isPlanning ? t('plan_looking_up') : '', 'soft');
  return planWords(plan, view, t);
}

/** Log is off; what Track does is said all the same. */
function unloggedWords({ state: known, tracking }: SessionView, t: Translate): LineWords {
  const main = known?.paused ? 'compose_paused' : tracking?.verdict === 'may-track' ? 'compose_off_tracked' : 'compose_off';
  if (known?.paused) return state(t(main), 'warn', { to: 'popup' });
  return state(t(main), 'soft', tracking ? { to: 'panel' } : null);
}

function planWords(plan: Plan, view: SessionView, t: Translate): LineWords {
  const out = { out: leftOut(plan, t), outShort: leftOutShort(plan, t), outCount: countLeftOut(plan) };
  const panel: Destination = { to: 'panel' };
  switch (plan.verdict) {
    case 'not-connected':
      return state(t('compose_connect'), 'plain', { to: 'options', section: 'accounts' });
    case 'account-unknown':
      return state(t('compose_account_unknown_any'), 'warn', { to: 'options', section: 'accounts' });
    case 'no-recipients':
      return state(t('plan_no_recipients'), 'soft', panel);
    case 'too-large':
      return state(t('plan_too_large', formatBytes(plan.bodyBytes, t), formatBytes(MAX_BODY_BYTES, t)), 'warn', panel);
    case 'nobody-left':
      return state(nobodyLeft(plan, t), 'warn', panel);
    case 'paused':
      return state(t('compose_paused'), 'warn', { to: 'popup' });
    case 'will-log':
      if (isUnresolved(plan)) return state(t('plan_unresolved', plan.unresolved.join(', ')), 'warn', panel);
      return { ...state('', 'plain', panel), ...willLog(plan, view, t), ...out };
  }
}

function willLog(plan: Plan, view: SessionView, t: Translate): Pick<LineWords, 'main' | 'what'> {
  const after = what(plan, view, t).map((part) => ` · ${part}`);
  return { main: who(plan, t) + after.join(''), what: after.join('') };
}

/** "Ada Lovelace", "Ada Lovelace and Bob Stone", "Ada Lovelace and 4 others". */
function who(plan: Plan, t: Translate): string {
  const names = [
    ...plan.contacts.map((contact) => contactName(contact, plan.lookedUp, t)),
    ...plan.leads.filter(({ ticked }) => ticked).map(({ record }) => isolate(record.name)),
  ];
  if (names.length <= FOLD_ABOVE) return new Intl.ListFormat(t.language).format(names);
  return t.plural('plan_and_others', names.length - 1, names[0] ?? '');
}

/** Nobody is called new before the CRM was asked. */
function contactName({ name, address, contact, choices }: PlannedContact, lookedUp: boolean, t: Translate): string {
  const known = contact?.name || name || address;
  if (contact || !lookedUp) return isolate(known);
  return choices.length > 0 ? t('plan_choose_record', known) : t('plan_new_contact', known);
}

function what(plan: Plan, { state: known }: SessionView, t: Translate): string[] {
  const parts: string[] = [];
  const companies = plan.companies.filter(({ ticked }) => ticked);
  const deals = plan.deals.filter(({ ticked }) => ticked).length;
  if (companies.length === 1 && companies[0]) parts.push(isolate(companies[0].record.name));
  if (companies.length > 1) parts.push(t.plural('plan_companies', companies.length));
  if (deals > 0) parts.push(t.plural('plan_deals', deals));
  if (plan.attachmentsLeftOut) parts.push(t('plan_without_files', formatBytes(plan.attachmentBytes, t)));
  if (known?.offline) parts.push(t('plan_when_online'));
  else if (known && (known.connection === 'unreachable' || !plan.lookedUp)) parts.push(t('plan_when_reachable', known.connectionLabel));
  return parts;
}

/** The rep's own address is no news to her. */
const namedExclusions = ({ excluded }: Plan) => excluded.filter(({ reason }) => reason !== 'own-address');

function leftOut(plan: Plan, t: Translate): string {
  const excluded = namedExclusions(plan);
  const unresolved = plan.unresolved.map((text) => t('plan_unresolved', text));
  const [only] = excluded;
  if (excluded.length === 1 && only) return [t('plan_without', nameOf(only), reasonOf(only, t)), ...unresolved].join('; ');
  if (excluded.length === 0) return unresolved.join('; ');
  const each = excluded.map((exclusion) => t('plan_person_because', nameOf(exclusion), reasonOf(exclusion, t)));
  const list = new Intl.ListFormat(t.language, { type: 'unit', style: 'long' }).format(each);
  return [t.plural('plan_left_out_list', each.length, list), ...unresolved].join('; ');
}

function leftOutShort(plan: Plan, t: Translate): string {
  const count = countLeftOut(plan);
  const [only] = namedExclusions(plan);
  if (count === 1 && only) return t('plan_without_name', nameOf(only));
  return count === 0 ? '' : t.plural('plan_left_out', count);
}

const countLeftOut = (plan: Plan) => namedExclusions(plan).length + plan.unresolved.length;

/** Only words that are no address yet stand where recipients should. */
const isUnresolved = ({ contacts, leads, unresolved }: Plan) => contacts.length + leads.length === 0 && unresolved.length > 0;

function nobodyLeft(plan: Plan, t: Translate): string {
  const excluded = namedExclusions(plan);
  const [only] = excluded;
  if (!only) return t('plan_nobody_left_self');
  if (excluded.length === 1) return t('plan_nobody_left_one', nameOf(only), reasonOf(only, t));
  if (excluded.every(({ reason }) => reason === 'never-log')) return t('plan_nobody_left_rules');
  if (excluded.every(({ reason }) => reason === 'colleague')) return t('plan_nobody_left_colleagues');
  return t('plan_nobody_left');
}

export const nameOf = ({ name, address }: { name: string; address: string }): string => name || address;

/** A clause: "acme.com is never logged". */
export function reasonOf({ reason, rule }: Exclusion, t: Translate): string {
  switch (reason) {
    case 'never-log':
      return t('reason_never_log', rule ?? '');
    case 'own-address':
      return t('reason_own_address');
    case 'colleague':
      return t('reason_colleague');
    case 'no-record':
      return t('reason_no_record');
    case 'bcc-without-record':
      return t('reason_bcc_without_record');
    case 'unticked':
      return t('reason_unticked');
    case 'unreadable':
      return t('reason_unreadable');
  }
}

const MEGABYTE = 1024 ** 2;

/** In units of 1024, as mail clients count attachments, and never less than one kilobyte. */
export function formatBytes(bytes: number, t: Translate): string {
  const isLarge = bytes >= MEGABYTE;
  const format = new Intl.NumberFormat(t.language, {
    style: 'unit',
    unit: isLarge ? 'megabyte' : 'kilobyte',
    unitDisplay: 'short',
    maximumFractionDigits: isLarge ? 1 : 0,
  });
  return format.format(isLarge ? bytes / MEGABYTE : Math.max(1, bytes / 1024));
}

/** `minor` in the currency's smallest unit. */
export function formatAmount(minor: number | null, currency: string | null, t: Translate): string {
  if (minor === null || currency === null) return '';
  try {
    const format = new Intl.NumberFormat(t.language, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  } catch {
    // A CRM may hold a currency that `Intl` does not take.
    return `${new Intl.NumberFormat(t.language).format(minor / 100)} ${currency}`;
  }
}
