import type { Association, Engagement, Person } from '../core/engagement';
import type { WrittenField, WrittenRecord } from './crm-connector';

const LABELS: Record<string, string> = {
  id: 'field_reference',
  direction: 'field_direction',
  account: 'field_account',
  messageId: 'field_message_id',
  at: 'field_time',
  from: 'byhand_from',
  to: 'byhand_to',
  cc: 'byhand_cc',
  bcc: 'field_bcc',
  subject: 'byhand_subject',
  html: 'field_html',
  text: 'byhand_text',
  attachments: 'timeline_attachments',
  associationsComplete: 'field_complete',
  excluded: 'panel_left_out',
  recordId: 'field_record',
  name: 'field_name',
  address: 'field_address',
  create: 'written_new_contact',
};

/** Every field as `POST /engagements` will carry it, under its name in the API; empty ones are left out. */
export function describeEngagement(engagement: Engagement): WrittenRecord[] {
  const { id, direction, account, messageId, at, from, to, cc, bcc, subject, html, text, attachments, associations, excluded } = engagement;
  const fields = [
    ...fieldOf('id', id),
    ...fieldOf('direction', direction),
    ...fieldOf('account', account),
    ...fieldOf('messageId', messageId),
    ...fieldOf('at', new Date(at).toISOString()),
    ...fieldOf('from', person(from)),
    ...[to, cc, bcc].flatMap((people, index) => people.flatMap((one) => fieldOf(['to', 'cc', 'bcc'][index] ?? '', person(one)))),
    ...fieldOf('subject', subject),
    ...fieldOf('html', html),
    ...fieldOf('text', text),
    ...attachments.flatMap(({ name, type, size, sha256 }) => fieldOf('attachments', [name, type, size, sha256 ?? '–'].join(' · '))),
    ...fieldOf('associationsComplete', String(engagement.associationsComplete)),
    ...excluded.flatMap(({ address, reason, rule }) => fieldOf('excluded', [address, reason, rule].filter(Boolean).join(' · '))),
  ];
  return [{ record: 'engagement', labelKey: 'written_email', name: '', fields }, ...associations.map(describeAssociation)];
}

const person = ({ name, address }: Person) => (name ? `${name} <${address}>` : address);

const fieldOf = (field: string, value: string | undefined | null): WrittenField[] =>
  value ? [{ field, labelKey: LABELS[field] ?? field, value }] : [];

function describeAssociation({ kind, recordId, name, address, create }: Association): WrittenRecord {
  const fields = [
    ...fieldOf('recordId', recordId),
    ...fieldOf('name', name),
    ...fieldOf('address', address),
    ...fieldOf('create', create ? 'true' : null),
  ];
  return { record: kind, labelKey: `kind_${kind}`, name: name || address || '', fields };
}
