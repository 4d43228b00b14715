import type { ComponentChildren } from 'preact';
import type { TimelineItem } from '../../core/endpoint-api';
import type { Person } from '../../core/engagement';
import { useTexts } from '../../ui/i18n';
import { recordHref } from './route';
import { fullNameOf, nameOf, reasonOf, ruleOf, sizeOf } from './words';

/** Everything that is known of a mail besides its text: who, where it was logged and why, who was left out, by whom it came. */
export function MailFacts({ item }: { item: TimelineItem }) {
  const t = useTexts();
  const logged = new Intl.DateTimeFormat(t.language, { dateStyle: 'medium', timeStyle: 'short' }).format(item.loggedAt);
  return (
    <>
      <dl class="mail-facts">
        <Fact label={t('timeline_from')} lines={[fullNameOf(item.from)]} />
        <Fact label={t('timeline_to')} lines={people(item.to)} />
        <Fact label={t('timeline_cc')} lines={people(item.cc)} />
        <Fact
          label={t('timeline_logged_to')}
          lines={item.records.map((record) => (
            <>
              <a href={recordHref(record)}>{record.name}</a> <Why text={ruleOf(record.rule, t)} />
            </>
          ))}
        />
        <Fact
          label={t('timeline_left_out')}
          lines={item.excluded.map((exclusion) => (
            <>
              <span title={exclusion.address}>{nameOf(exclusion)}</span> <Why text={reasonOf(exclusion, item.loggedBy.name, t)} />
            </>
          ))}
        />
        <Fact
          label={t('timeline_attachments')}
          lines={item.attachments.map((file) => (
            <>
              {file.name} <Why text={file.sha256 === null ? `${sizeOf(file, t)}, ${t('timeline_attachment_not_kept')}` : sizeOf(file, t)} />
            </>
          ))}
        />
      </dl>
      <p class="mail-via tl-hint">{t(`timeline_via_${item.via}`, item.loggedBy.name, logged)}</p>
    </>
  );
}

const people = (persons: readonly Person[]) => persons.map(fullNameOf);
const Why = ({ text }: { text: string }) => <span class="why">{text}</span>;

function Fact({ label, lines }: { label: string; lines: ComponentChildren[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <dt>{label}</dt>
      {lines.map((line, index) => (
        <dd key={index}>{line}</dd>
      ))}
    </>
  );
}
