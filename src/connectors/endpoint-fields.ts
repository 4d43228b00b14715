import type { Association, Engagement, Person } from '../core/engagement';
import type { WrittenField } from './crm-connector';

/** Every field as `POST /engagements` will carry it, under its name in the API; empty ones are left out. */
export function describeEngagement(engagement: Engagement): WrittenField[] {
  const { id, direction, account, messageId, at, from, to, cc, bcc, subject, html, text, attachments, associations, excluded } = engagement;
  const field = (name: string, value: string | null): WrittenField[] => (value ? [{ record: 'engagement', field: name, value }] : []);
  return [
    ...field('id', id),
    ...field('direction', direction),
    ...field('account', account),
    ...field('messageId', messageId),
    ...field('at', new Date(at).toISOString()),
    ...field('from', person(from)),
    ...[to, cc, bcc].flatMap((people, index) => people.flatMap((one) => field(['to', 'cc', 'bcc'][index] ?? '', person(one)))),
    ...field('subject', subject),
    ...field('html', html),
    ...field('text', text),
    ...attachments.flatMap(({ name, type, size, sha256 }) => field('attachments', [name, type, size, sha256 ?? '–'].join(' · '))),
    ...field('associationsComplete', String(engagement.associationsComplete)),
    ...associations.flatMap(describeAssociation),
    ...excluded.flatMap(({ address, reason, rule }) => field('excluded', [address, reason, rule].filter(Boolean).join(' · '))),
  ];
}

const person = ({ name, address }: Person) => (name ? `${name} <${address}>` : address);

function describeAssociation({ kind, recordId, name, address, create }: Association): WrittenField[] {
  const field = (name: string, value: string | undefined | null): WrittenField[] => (value ? [{ record: kind, field: name, value }] : []);
  return [...field('recordId', recordId), ...field('name', name), ...field('address', address), ...field('create', create ? 'true' : null)];
}
