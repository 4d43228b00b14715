import type { Association, Engagement } from '../../core/engagement';
import type { WrittenRecord } from '../crm-connector';
import { noteText } from '../notes/note-text';
import { contactFields } from './contacts';
import { RELTYPES } from './notes';

const LABELS = { email: 'field_address', firstName: 'field_first_name', lastName: 'field_last_name' };

/**
 * Every field as it is sent: first whom it may create, then the note on each record. `relid` of somebody who has no
 * record yet is his address, as the id is only known once he has one.
 */
export function describeNotes(engagement: Engagement): WrittenRecord[] {
  const records = engagement.associations.filter(({ kind }) => kind !== 'lead');
  const note = noteText(engagement);
  return [
    ...records.flatMap(describeContact),
    ...records.map(({ kind, recordId, address, name }) => ({
      ...{ record: 'note', labelKey: 'written_note', name: name || address || '' },
      fields: [
        { field: 'reltype', labelKey: 'field_record_kind', value: RELTYPES[kind as keyof typeof RELTYPES] },
        { field: 'relid', labelKey: 'field_record', value: recordId ?? address ?? name },
        { field: 'note', labelKey: 'byhand_text', value: note },
      ],
    })),
  ];
}

function describeContact({ kind, recordId, address, name, create }: Association): WrittenRecord[] {
  if (kind !== 'contact' || recordId !== null || !address || !create) return [];
  const fields = Object.entries(contactFields({ name, address })).map(([field, value]) => ({
    field,
    labelKey: LABELS[field as keyof typeof LABELS],
    value,
  }));
  return [{ record: 'contact', labelKey: 'written_new_contact', name: name || address, fields }];
}
