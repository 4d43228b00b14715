import type { Engagement } from '../../core/engagement';
import type { HistoryItem } from '../../core/logged-mail';
import type { Checked, ConnectorContext } from '../crm-connector';
import { findMarker, withoutMarker } from '../marker';
import { readAccount } from './account';
import { type Row, RowsSchema } from './answers';
import { askHubSpot, paths } from './api';
import { must, unlessStopped } from './stop';

const MOST = 200;
const PREVIEW = 200;

/** R2: the contact's last mails in HubSpot, whoever logged them, newest first. */
export const readHistory = (context: ConnectorContext, contactId: string, limit: number): Promise<Checked<HistoryItem[]>> =>
  unlessStopped(async () => {
    const json = {
      filterGroups: [{ filters: [{ propertyName: 'associations.contact', operator: 'EQ', value: contactId }] }],
      properties: ['hs_timestamp', 'hs_email_direction', 'hs_email_subject', 'hs_email_text'],
      sorts: [{ propertyName: 'hs_timestamp', direction: 'DESCENDING' }],
      limit: Math.min(MOST, Math.max(1, limit)),
      after: '0',
    };
    const answer = await askHubSpot(context, { method: 'POST', path: paths.objects('emails', '/search'), json }, RowsSchema);
    const { linkTo } = await readAccount(context);
    const page = linkTo('contacts', contactId);
    return must(answer).results.map((row) => itemOf(row, page));
  });

function itemOf({ id, properties }: Row, page: string | null): HistoryItem {
  const { hs_timestamp, hs_email_direction, hs_email_subject, hs_email_text } = properties;
  const at = Date.parse(hs_timestamp ?? '') || Number(hs_timestamp) || 0;
  const preview = withoutMarker(hs_email_text ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, PREVIEW);
  return {
    ...{ id: findMarker(hs_email_text) ?? `hubspot:${id}`, direction: directionOf(hs_email_direction), at, preview },
    ...{ subject: hs_email_subject ?? '', url: page && `${page}?engagement=${id}` },
  };
}

const DIRECTION: Record<string, Engagement['direction']> = { INCOMING_EMAIL: 'received', FORWARDED_EMAIL: 'forwarded' };
const directionOf = (text: string | null | undefined) => DIRECTION[text ?? ''] ?? 'sent';
