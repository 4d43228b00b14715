import { useEffect, useId, useState } from 'preact/hooks';
import type { WrittenField } from '../../connectors/crm-connector';
import type { Translate } from '../../core/messages';
import type { Plan } from '../../core/plan';

type Description = { state: 'loading' | 'failed' } | { state: 'known'; fields: WrittenField[] };

/** The dry run (C4): what will be written, in the CRM's own field names, asked for only when it is looked at. */
export function WrittenFields({ plan, describe, t }: { plan: Plan; describe(): Promise<WrittenField[]>; t: Translate }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [description, setDescription] = useState<Description>({ state: 'loading' });
  // Another plan is written otherwise.
  useEffect(() => {
    if (!isOpen) return;
    let isStale = false;
    describe().then(
      (fields) => !isStale && setDescription({ state: 'known', fields }),
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
        {description.state === 'known' && <FieldList fields={description.fields} t={t} />}
      </div>
    </section>
  );
}

function FieldList({ fields, t }: { fields: WrittenField[]; t: Translate }) {
  if (fields.length === 0) return <p class="note">{t('panel_written_nothing')}</p>;
  const records = [...new Set(fields.map(({ record }) => record))];
  return (
    <>
      {records.map((record) => (
        <div key={record} class="written">
          <h4>{record}</h4>
          <dl>
            {fields
              .filter((field) => field.record === record)
              .map(({ field, value }, index) => (
                // A field may be written twice, and its place is its identity.
                <div key={index}>
                  <dt>{field}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
          </dl>
        </div>
      ))}
    </>
  );
}
