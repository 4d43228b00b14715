import { useEffect, useId, useState } from 'preact/hooks';
import type { WrittenField, WrittenRecord } from '../../connectors/crm-connector';
import type { Translate } from '../../core/messages';
import type { Plan } from '../../core/plan';

type Description = { state: 'loading' | 'failed' } | { state: 'known'; records: WrittenRecord[] };

/** The dry run (C4): what will be written, record by record, asked for only when it is looked at. */
export function WrittenFields({ plan, describe, t }: { plan: Plan; describe(): Promise<WrittenRecord[]>; t: Translate }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [description, setDescription] = useState<Description>({ state: 'loading' });
  // Another plan is written otherwise.
  useEffect(() => {
    if (!isOpen) return;
    let isStale = false;
    describe().then(
      (records) => !isStale && setDescription({ state: 'known', records }),
      () => !isStale && setDescription({ state: 'failed' }),
    );
    return () => {
      isStale = true;
    };
  }, [isOpen, plan]);
  return (
    <section>
      <button type="button" class="fold" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        <span class="mark" aria-hidden="true" />
        {t('panel_written')}
      </button>
      <div id={id} hidden={!isOpen}>
        {description.state === 'loading' && <p class="note">{t('panel_written_loading')}</p>}
        {description.state === 'failed' && <p class="over">{t('panel_written_failed')}</p>}
        {description.state === 'known' && <RecordList records={description.records} t={t} />}
      </div>
    </section>
  );
}

function RecordList({ records, t }: { records: WrittenRecord[]; t: Translate }) {
  if (records.length === 0) return <p class="note">{t('panel_written_nothing')}</p>;
  return (
    <>
      {records.map(({ record, labelKey, name, fields }, index) => (
        // A record may be written twice, and its place is its identity.
        <div key={index} class="written">
          <h4 title={record}>
            {t(labelKey)}
            {name && <bdi>{name}</bdi>}
          </h4>
          <dl>
            {fields.map((field, place) => (
              <Field key={place} {...field} t={t} />
            ))}
          </dl>
        </div>
      ))}
    </>
  );
}

/** Longer than this, a value is shown by its beginning. */
const LONG = { letters: 200, lines: 4 };

/** What it is, in small type what the CRM calls it, and what will stand there. */
function Field({ field, labelKey, value, t }: WrittenField & { t: Translate }) {
  const [isWhole, setWhole] = useState(false);
  const isLong = value.length > LONG.letters || value.split('\n').length > LONG.lines;
  return (
    <div>
      <dt>
        {t(labelKey)}
        <span>{field}</span>
      </dt>
      <dd>
        <p class={isLong && !isWhole ? 'folded' : ''}>{value}</p>
        {isLong && (
          <button
            type="button"
            class="fold"
            aria-expanded={isWhole}
            aria-label={`${t(isWhole ? 'written_less' : 'written_more')}: ${t(labelKey)}`}
            onClick={() => setWhole(!isWhole)}
          >
            {t(isWhole ? 'written_less' : 'written_more')}
          </button>
        )}
      </dd>
    </div>
  );
}
