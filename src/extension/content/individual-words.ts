import type { Person } from '../../core/engagement';
import type { Translate } from '../../core/messages';
import { nameOf } from './plan-words';
import type { IndividualEnd } from './send-individually';

/** Who got hers, who did not, and where hers is. */
export function sayIndividually(t: Translate, { sent, unsent, unknown, left }: IndividualEnd): string {
  const names = (people: Person[]) => new Intl.ListFormat(t.language).format(people.map(nameOf));
  if (unsent.length + unknown.length + left.length === 0) return t.plural('individual_sent', sent.length, names(sent));
  return [
    sent.length > 0 && t('individual_sent_to', names(sent)),
    unsent.length > 0 && t('individual_unsent', names(unsent)),
    unknown.length > 0 && t('individual_unknown', names(unknown)),
    left.length > 0 && t('individual_left', names(left)),
  ]
    .filter(Boolean)
    .join(' ');
}
