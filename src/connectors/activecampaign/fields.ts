import type { Association, Engagement } from '../../core/engagement';
import type { WrittenField } from '../crm-connector';
import { splitName } from './contacts';
import { noteText } from './note-text';
import { RELTYPES } from './notes';

/**
 * Every field as it is sent: first whom it may create, then the note, and each record that gets it. `relid` of somebody
 * who has no record yet is his address, as the id is only known once he has one.
 */
export function describeNotes(engagement: Engagement): WrittenField[] {
  const records = engagement.associations.filter(({ kind }) => kind !== 'lead');
  return [
    ...records.flatMap(describeContact),
    { record: 'note', field: 'note', value: noteText(engagement) },
    ...records.flatMap(({ kind, recordId, address, name }) => [
      { record: 'note', field: 'reltype', value: RELTYPES[kind as keyof typeof RELTYPES] },
      { record: 'note', field: 'relid', value: recordId ?? address ?? name },
    ]),
  ];
}

function describeContact({ kind, recordId, address, name, create }: Association): WrittenField[] {
  if (kind !== 'contact' || recordId !== null || !address || !create) return [];
  const fields = Object.entries({ email: address, ...splitName({ name, address }) });
  return fields.map(([field, value]) => ({ record: 'contact', field, value }));
}
