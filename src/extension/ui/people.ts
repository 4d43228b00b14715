import type { Engagement } from '../../core/engagement';
import type { Translate } from '../../core/messages';
import type { OutboxEntry } from '../../core/outbox/entry';

const nameOf = ({ name, address }: { name: string; address?: string }): string => name || address || '';
const isPerson = ({ kind }: { kind: string }): boolean => kind === 'contact' || kind === 'lead';

/** Whom a mail is logged to, for a line: those the CRM named when it took it, before that those it is meant for. */
export function peopleOf({ engagement, ref }: Pick<OutboxEntry, 'engagement' | 'ref'>, t: Translate): string {
  const logged = (ref?.records ?? []).filter(isPerson).map(({ name }) => name);
  const meant = engagement.associations.filter(isPerson).map(nameOf);
  const named = [logged, meant].find((names) => names.some(Boolean));
  return named ? namesInShort(named.filter(Boolean), t) : correspondentsOf(engagement, t);
}

/** Who a mail was to, logged or not; a received mail by its sender. */
export function correspondentsOf({ direction, from, to, cc, bcc }: Engagement, t: Translate): string {
  return direction === 'received' ? nameOf(from) : namesInShort([...to, ...cc, ...bcc].map(nameOf), t);
}

export function namesInShort(names: readonly string[], t: Translate): string {
  const [first, second, ...rest] = names;
  if (first === undefined) return t('ui_nobody');
  if (second === undefined) return first;
  return rest.length === 0 ? t('ui_two_names', first, second) : t('ui_names_and_more', first, rest.length + 1);
}
