import type { Association, Engagement } from '../../core/engagement';
import type { WrittenField, WrittenRecord } from '../crm-connector';
import { noteText } from '../notes/note-text';
import { noteOn } from './notes';
import { newContact } from './people';

const LABELS: Record<string, string> = {
  resource_type: 'field_record_kind',
  resource_id: 'field_record',
  content: 'byhand_text',
  is_organization: 'field_is_company',
  first_name: 'field_first_name',
  last_name: 'field_last_name',
  email: 'field_address',
};

/** The dry run: each person who will be made, and each note as it will be sent. Pure. */
export function describe(engagement: Engagement): WrittenRecord[] {
  const content = noteText(engagement);
  return engagement.associations.flatMap((association) => {
    const { kind, recordId, name, address = '' } = association;
    const place = noteOn({ kind, id: recordId ?? address });
    const fields = fieldsOf({ resource_type: place.type, resource_id: place.id, content });
    return [...describeNew(association), { record: 'note', labelKey: 'written_note', name: name || address, fields }];
  });
}

/** Somebody whom nobody has, and who is not to be made, is looked up once more at delivery. */
function describeNew({ recordId, name, address = '', create }: Association): WrittenRecord[] {
  if (recordId !== null || !create) return [];
  return [{ record: 'contact', labelKey: 'written_new_contact', name: name || address, fields: fieldsOf(newContact({ address, name })) }];
}

const fieldsOf = (values: Record<string, unknown>): WrittenField[] =>
  Object.entries(values).map(([field, value]) => ({ field, labelKey: LABELS[field] ?? field, value: String(value) }));
