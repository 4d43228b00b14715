import { parseAddress } from '../../core/address';
import type { Engagement, Person } from '../../core/engagement';
import { findMarker, withoutMarker } from '../marker';
import type { Row } from './answers';
import { MESSAGE_ID } from './fields';

const PREVIEW = 200;
const DIRECTION: Record<string, Engagement['direction']> = { INCOMING_EMAIL: 'received', FORWARDED_EMAIL: 'forwarded' };

/** The properties of an e-mail record that `readMail` reads. */
export const MAIL_PROPERTIES = [
  ...['hs_timestamp', 'hs_email_direction', 'hs_email_subject', 'hs_email_text'],
  ...['hs_email_from_email', 'hs_email_from_firstname', 'hs_email_from_lastname', MESSAGE_ID],
];

/** An e-mail record, whoever logged it. */
export function readMail({ id, properties }: Row) {
  const { hs_timestamp, hs_email_direction, hs_email_subject, hs_email_text } = properties;
  return {
    id: findMarker(hs_email_text) ?? toEngagementId(String(id)),
    direction: DIRECTION[hs_email_direction ?? ''] ?? ('sent' as const),
    at: Date.parse(hs_timestamp ?? '') || Number(hs_timestamp) || 0,
    from: senderIn(properties),
    messageId: properties[MESSAGE_ID]?.trim() || null,
    subject: hs_email_subject ?? '',
    preview: withoutMarker(hs_email_text ?? '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, PREVIEW),
  };
}

function senderIn({ hs_email_from_email, hs_email_from_firstname, hs_email_from_lastname }: Row['properties']): Person | null {
  const address = parseAddress(hs_email_from_email ?? '');
  const name = [hs_email_from_firstname, hs_email_from_lastname].filter(Boolean).join(' ');
  return address === null ? null : { address, name };
}

const FOREIGN = /^[0-9a-f]{8}-[0-9a-f]{4}-8000-8000-[0-9a-f]{12}$/;

/** HubSpot's number of a mail that is not ours, in the form of our ids: a UUID of version 8, which we mint for nothing else. */
export function toEngagementId(hubSpotId: string): string {
  const hex = BigInt(/^\d{1,19}$/.test(hubSpotId) ? hubSpotId : 0)
    .toString(16)
    .padStart(16, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8000-8000-${hex.slice(12).padStart(12, '0')}`;
}

/** HubSpot's own inbox or another program logged it. */
export const isForeign = (engagementId: string): boolean => FOREIGN.test(engagementId);
