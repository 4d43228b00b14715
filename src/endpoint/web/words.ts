import type { TimelineItem } from '../../core/endpoint-api';
import type { Attachment, Exclusion, Person } from '../../core/engagement';
import type { Translate } from '../../core/messages';

export const nameOf = (person: Person) => person.name || person.address;
export const fullNameOf = (person: Person) => (person.name ? `${person.name} <${person.address}>` : person.address);

/** "Anna Berger to Ada Lovelace and 2 others". */
export function peopleOf(item: TimelineItem, t: Translate): string {
  const [first, ...others] = [...item.to, ...item.cc];
  const receivers =
    first === undefined
      ? t('timeline_nobody')
      : others.length === 0
        ? nameOf(first)
        : t.plural('timeline_others', others.length, nameOf(first));
  return t('timeline_from_to', nameOf(item.from), receivers);
}

/** Why a CRM did not do it, and what helps. A code that this page is too old for is said in general words. */
export function sentenceOf(code: string, t: Translate): string {
  const reason = t(`failure_${code}`);
  return reason === `failure_${code}` ? t('timeline_problem_trouble') : `${reason} ${t(`remedy_${code}`)}`;
}

/** Why somebody was left out; `loggedBy` is whose list "only me" was. */
export function reasonOf(exclusion: Exclusion, loggedBy: string, t: Translate): string {
  if (exclusion.reason !== 'never-log' || !exclusion.rule) return t(`timeline_out_${exclusion.reason.replaceAll('-', '_')}`);
  return exclusion.scope === 'me'
    ? t('timeline_out_never_log_me', exclusion.rule, loggedBy)
    : t('timeline_out_never_log_everyone', exclusion.rule);
}

export const ruleOf = (rule: TimelineItem['records'][number]['rule'], t: Translate) => t(`rule_${rule.replaceAll('-', '_')}`);

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** "1.2 MB", in steps of 1000 as `Intl` names them. */
export function sizeOf({ size }: Pick<Attachment, 'size'>, t: Translate): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, size)) / 3)));
  return new Intl.NumberFormat(t.language, { style: 'unit', unit: UNITS[step], maximumFractionDigits: size < 1e6 ? 0 : 1 }).format(
    size / 1000 ** step,
  );
}

/** `value` is the amount in minor units and its currency, `1250000 EUR`; some amounts have none. */
export function moneyOf(value: string, language: string): string {
  const [minor = '', currency] = value.split(' ');
  const format = new Intl.NumberFormat(language, currency ? { style: 'currency', currency } : { minimumFractionDigits: 2 });
  const digits = currency ? (format.resolvedOptions().maximumFractionDigits ?? 2) : 2;
  return format.format(Number(minor) / 10 ** digits);
}
