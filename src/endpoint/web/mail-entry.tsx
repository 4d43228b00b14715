import { useId, useState } from 'preact/hooks';
import type { TimelineItem } from '../../core/endpoint-api';
import type { HitCounts } from '../../core/tracking/looks';
import { sayCounts } from '../../core/tracking/words';
import { useTexts } from '../../ui/i18n';
import { clockTime, fullTime } from '../../ui/time-words';
import { DirectionMark } from './direction-mark';
import { MailBody } from './mail-body';
import { MailFacts } from './mail-facts';
import { MailHitsPart } from './mail-hits';
import { mailHref, recordHref } from './route';
import { nameOf, peopleOf } from './words';

/** One mail: folded to its subject and two lines, opened by a click on them. */
export function MailEntry({ item, here, opened = false }: { item: TimelineItem; here: string | null; opened?: boolean }) {
  const t = useTexts();
  const id = useId();
  const [open, setOpen] = useState(opened);
  return (
    <article class="mail" data-open={open || undefined} aria-labelledby={`${id}-subject`}>
      <div class="mail-head">
        <DirectionMark direction={item.direction} />
        <p class="mail-people">{peopleOf(item, t)}</p>
        <a class="mail-time" href={mailHref(item.id)} title={fullTime(item.at, t.language)}>
          <time dateTime={new Date(item.at).toISOString()}>{clockTime(item.at, t.language)}</time>
        </a>
        <h4 id={`${id}-subject`}>
          <button type="button" aria-expanded={open} aria-controls={open ? `${id}-body` : undefined} onClick={() => setOpen(!open)}>
            {item.subject || t('timeline_no_subject')}
          </button>
        </h4>
        {!open && item.preview && <p class="mail-preview">{item.preview}</p>}
      </div>
      {open ? (
        <div id={`${id}-body`} class="mail-open">
          <MailBody id={item.id} subject={item.subject || t('timeline_no_subject')} />
          {item.tracked && (
            <MailHitsPart id={item.id} subject={item.subject || t('timeline_no_subject')} revision={total(item.tracked)} level={5} />
          )}
          <MailFacts item={item} />
        </div>
      ) : (
        <MailSummary item={item} here={here} />
      )}
    </article>
  );
}

const total = ({ opens, clicks, machines, earlier = 0 }: HitCounts): number => opens + clicks + machines + earlier;

/** What a folded mail says of itself in one line: the other records, attachments, who was left out. */
function MailSummary({ item, here }: { item: TimelineItem; here: string | null }) {
  const t = useTexts();
  const others = item.records.filter((record) => record.id !== here);
  const notes = [
    item.tracked !== undefined && sayCounts(t, item.tracked),
    item.attachments.length > 0 && t.plural('timeline_attachments_count', item.attachments.length),
    item.excluded.length > 0 &&
      t('timeline_left_out_who', new Intl.ListFormat(t.language, { type: 'conjunction' }).format(item.excluded.map(nameOf))),
  ].filter((note) => note !== false);
  if (others.length + notes.length === 0) return null;
  return (
    <ul class="mail-summary">
      {others.map((record) => (
        <li key={`${record.kind}/${record.id}`}>
          <a class="chip" href={recordHref(record)} title={`${t(`timeline_kind_${record.kind}`)} · ${record.name}`}>
            {record.name}
          </a>
        </li>
      ))}
      {notes.map((note) => (
        <li key={note} class="mail-note">
          {note}
        </li>
      ))}
    </ul>
  );
}
