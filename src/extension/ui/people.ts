import type { Engagement, Person } from '../../core/engagement';
import type { Translate } from '../../core/messages';

const nameOf = ({ name, address }: Person): string => name || address;

/** Who a mail was to, for a line: "Ada Lovelace", "Ada Lovelace and 2 more"; a received mail by its sender. */
export function peopleOf(engagement: Engagement, t: Translate): string {
  if (engagement.direction === 'received') return nameOf(engagement.from);
  return namesInShort([...engagement.to, ...engagement.cc, ...engagement.bcc].map(nameOf), t);
}

export function namesInShort(names: readonly string[], t: Translate): string {
  const [first, second, ...rest] = names;
  if (first === undefined) return t('ui_nobody');
  if (second === undefined) return first;
  return rest.length === 0 ? t('ui_two_names', first, second) : t('ui_names_and_more', first, rest.length + 1);
}
