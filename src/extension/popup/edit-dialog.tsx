import { useState } from 'preact/hooks';
import type { Association } from '../../core/engagement';
import type { OutboxEntry } from '../../core/outbox/entry';
import type { FoundRecord } from '../../core/records';
import { Button, IconButton } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { useTexts } from '../../ui/i18n';
import { TextField } from '../../ui/text-field';
import { useDelayed } from '../../ui/use-delayed';
import { useLoaded } from '../../ui/use-loaded';

interface Props {
  entry: OutboxEntry;
  search(query: string): Promise<FoundRecord[]>;
  onSave(associations: Association[]): void;
  onClose(): void;
}

const keyOf = ({ kind, recordId, address, name }: Association): string => `${kind}:${recordId ?? address ?? name}`;

const asAssociation = ({ kind, id, name, address }: FoundRecord): Association => ({
  kind,
  recordId: id,
  name,
  ...(address ? { address } : {}),
});

/** The rep says to which records a refused mail belongs. */
export function EditDialog({ entry, search, onSave, onClose }: Props) {
  const t = useTexts();
  const [records, setRecords] = useState(entry.engagement.associations);
  const chosen = new Set(records.map(keyOf));
  return (
    <Dialog
      title={t('popup_edit_title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('ui_cancel')}</Button>
          <Button look="primary" disabled={records.length === 0} onClick={() => onSave(records)}>
            {t('popup_edit_save')}
          </Button>
        </>
      }
    >
      <p class="tl-hint">{entry.engagement.subject || t('ui_no_subject')}</p>
      {records.length === 0 && <p>{t('popup_edit_nothing_left')}</p>}
      <ul class="popup-edit-list" aria-label={t('popup_edit_records')}>
        {records.map((record) => (
          <li key={keyOf(record)} class="popup-edit-row">
            <span class="popup-edit-name tl-one-line" title={record.address}>
              {record.name || record.address}
            </span>
            <span class="tl-tag">{t(record.recordId ? `kind_${record.kind}` : 'popup_edit_new_contact')}</span>
            <IconButton
              icon="close"
              label={t('popup_edit_remove', record.name || record.address || '')}
              onClick={() => setRecords(records.filter((other) => other !== record))}
            />
          </li>
        ))}
      </ul>
      <RecordSearch
        search={search}
        except={(record) => chosen.has(keyOf(asAssociation(record)))}
        onPick={(record) => setRecords([...records, asAssociation(record)])}
      />
    </Dialog>
  );
}

interface SearchProps {
  search(query: string): Promise<FoundRecord[]>;
  except(record: FoundRecord): boolean;
  onPick(record: FoundRecord): void;
}

function RecordSearch({ search, except, onPick }: SearchProps) {
  const t = useTexts();
  const [query, setQuery] = useState('');
  const asked = useDelayed(query.trim());
  const { value, failed } = useLoaded(async () => (asked ? { asked, found: await search(asked) } : { asked, found: [] }), [asked]);
  const found = (value?.found ?? []).filter((record) => !except(record)).slice(0, 8);
  const nothing = asked !== '' && value?.asked === asked && found.length === 0;
  return (
    <div>
      <TextField
        label={t('popup_edit_search')}
        value={query}
        onValue={setQuery}
        inputMode="search"
        error={failed ? t('ui_search_failed') : undefined}
      />
      <ul class="popup-edit-list" aria-label={t('popup_edit_found')}>
        {found.map((record) => (
          <li key={`${record.kind}:${record.id}`}>
            <button type="button" class="popup-edit-pick" onClick={() => onPick(record)}>
              <span class="popup-edit-name tl-one-line">{record.name}</span>
              <span class="tl-hint tl-one-line">{record.detail}</span>
              <span class="tl-tag">{t(`kind_${record.kind}`)}</span>
            </button>
          </li>
        ))}
      </ul>
      <p role="status" class="tl-hint">
        {nothing ? t('ui_nothing_found') : ''}
      </p>
    </div>
  );
}
