import type { RecordDetail } from '../../core/endpoint-api';
import type { Translate } from '../../core/messages';
import { useTexts } from '../../ui/i18n';
import { recordHref } from './route';

/** A record's fields, and the records it is linked to. */
export function Facts({ record }: { record: RecordDetail }) {
  const t = useTexts();
  const fields = record.fields.filter(({ value }) => value !== '');
  return (
    <div class="facts">
      <h2>{t('timeline_details')}</h2>
      <dl>
        {fields.map((field) => (
          <div key={`${field.field}/${field.value}`}>
            <dt>{t(`field_${field.field}`)}</dt>
            <dd>{shownAs(field, t)}</dd>
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
  if (kind === 'money') return moneyOf(value, t.language);
  return value;
}

/** `value` is the amount in minor units, a space and the currency: `1250000 EUR`. */
function moneyOf(value: string, language: string): string {
  const [minor = '', currency = ''] = value.split(' ');
  const format = new Intl.NumberFormat(language, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(Number(minor) / 10 ** digits);
}
