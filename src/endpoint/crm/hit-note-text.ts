import type { Translate } from '../../core/messages';
import { isByPeople } from '../../core/tracking/by-people';
import { countMail, looksOf } from '../../core/tracking/looks';
import { sayCounts } from '../../core/tracking/words';
import type { MailHits } from '../../core/tracking-api';

const MOST_LINKS = 20;
const MOST_LETTERS = 300;

/** What a CRM's note says of a mail's opens and clicks: never more than is known. */
export function hitNoteText(mail: MailHits, t: Translate): string {
  const { message, hits, counts } = mail;
  const last = Math.max(0, ...counts.filter(isByPeople).map(({ lastAt }) => lastAt));
  const clicked = new Map<string, number>();
  for (const { target } of looksOf(hits).filter(isByPeople)) if (target !== null) clicked.set(target, (clicked.get(target) ?? 0) + 1);
  const links = [...clicked]
    .slice(0, MOST_LINKS)
    .map(([target, clicks]) => `${target.slice(0, MOST_LETTERS)}: ${t.plural('hit_clicks', clicks)}`);
  return [
    t('hit_note_title', message.subject || t('hit_note_no_subject')),
    sayCounts(t, countMail(mail)),
    ...(message.oneOf > 1 ? [t('hit_note_one_of', message.oneOf)] : []),
    ...(last > 0 ? [t('hit_note_last', `${new Date(last).toISOString().slice(0, 16).replace('T', ' ')} UTC`)] : []),
    ...links,
    t('hit_caveat'),
  ].join('\n');
}

/** When the newest of what the note says happened. */
export const newestIn = ({ message, counts }: MailHits): number => Math.max(message.at, ...counts.map(({ lastAt }) => lastAt));
