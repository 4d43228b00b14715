import type { RecordDetail } from '../../core/endpoint-api';
import type { Translate } from '../../core/messages';
import { useTexts } from '../../ui/i18n';
import { recordHref } from './route';
import { moneyOf } from './words';

/** A record's fields, and the records it is linked to. */
export function Facts({ record }: { record: RecordDetail }) {
  const t = useTexts();
  const names = [...new Set(record.fields.map(({ field }) => field))];
  return (
    <div class="facts">
      <h2>{t('timeline_details')}</h2>
      <dl>
        {names.map((name) => (
          <div key={name}>
            <dt>{t(`field_${name}`)}</dt>
            {record.fields
              .filter(({ field }) => field === name)
              .map((field) => (
                <dd key={field.value}>{shownAs(field, t)}</dd>
              ))}
          </div>
        ))}
      </dl>
      <h2>{t('timeline_linked')}</h2>
      {record.linked.length === 0 && <p class="tl-hint">{t('timeline_linked_none')}</p>}
      <ul class="linked">
        {record.linked.map((other) => (
          <li key={`${other.kind}/${other.id}`}>
            <a href={recordHref(other)}>{other.name}</a>
            <span class="tl-hint">{[t(`timeline_kind_${other.kind}`), other.detail].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function shownAs({ kind, value }: RecordDetail['fields'][number], t: Translate) {
  if (kind === 'time') {
    const at = Number(value);
    return <time dateTime={new Date(at).toISOString()}>{new Intl.DateTimeFormat(t.language, { dateStyle: 'medium' }).format(at)}</time>;
  }
  return kind === 'money' ? moneyOf(value, t.language) : value;
}
