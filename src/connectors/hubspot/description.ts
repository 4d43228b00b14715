import type { Association, Engagement } from '../../core/engagement';
import type { WrittenField, WrittenRecord } from '../crm-connector';
import { EMAIL_TO, emailProperties, ownerAddresses, tiedType } from './fields';
import { contactProperties } from './people';

const LABELS: Record<string, string> = {
  hs_timestamp: 'field_time',
  hs_email_direction: 'field_direction',
  hs_email_status: 'field_status',
  hs_email_subject: 'byhand_subject',
  hs_email_text: 'byhand_text',
  hs_email_html: 'field_html',
  hs_email_headers: 'field_headers',
  hs_email_message_id: 'field_message_id',
  hubspot_owner_id: 'field_owner',
  hs_attachment_ids: 'timeline_attachments',
  email: 'field_address',
  firstname: 'field_first_name',
  lastname: 'field_last_name',
};

/** C4. Ids that only HubSpot gives (owner, files, new contacts) stand as what they are found by. */
export function describeEngagement(engagement: Engagement): WrittenRecord[] {
  const files = engagement.attachments.filter(({ sha256 }) => sha256).map(({ name }) => name);
  const properties = {
    ...emailProperties(engagement),
    hubspot_owner_id: ownerAddresses(engagement)[0] ?? '',
    hs_attachment_ids: files.join('; '),
  };
  const fields = [...fieldsOf(properties), ...engagement.associations.flatMap(describeTie)];
  return [...engagement.associations.flatMap(describeNew), { record: 'email', labelKey: 'written_email', name: '', fields }];
}

const fieldsOf = (properties: Record<string, string>): WrittenField[] =>
  Object.entries(properties).flatMap(([field, value]) => (value ? [{ field, labelKey: LABELS[field] ?? field, value }] : []));

function describeNew({ kind, recordId, name, address, create }: Association): WrittenRecord[] {
  if (kind !== 'contact' || recordId !== null || !create || !address) return [];
  const fields = fieldsOf(contactProperties({ address, name }));
  return [{ record: 'contact', labelKey: 'written_new_contact', name: name || address, fields }];
}

function describeTie(association: Association): WrittenField[] {
  const { kind, recordId, name, address } = association;
  const type = tiedType(association);
  if (!type) return [];
  const who = name || address || '';
  return [
    { field: `associations → ${type} (${EMAIL_TO[type]})`, labelKey: `kind_${kind}`, value: recordId ? `${recordId} · ${who}` : who },
  ];
}
