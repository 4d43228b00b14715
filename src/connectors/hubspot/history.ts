import type { HistoryItem } from '../../core/logged-mail';
import type { Checked, ConnectorContext } from '../crm-connector';
import { must, unlessStopped } from '../stop';
import { readAccount } from './account';
import { RowsSchema } from './answers';
import { askHubSpot, paths } from './api';
import { MAIL_PROPERTIES, readMail } from './mail';

const MOST = 200;

/** R2: the contact's last mails in HubSpot, whoever logged them, newest first. */
export const readHistory = (context: ConnectorContext, contactId: string, limit: number): Promise<Checked<HistoryItem[]>> =>
  unlessStopped(async () => {
    const json = {
      filterGroups: [{ filters: [{ propertyName: 'associations.contact', operator: 'EQ', value: contactId }] }],
      properties: MAIL_PROPERTIES,
      sorts: [{ propertyName: 'hs_timestamp', direction: 'DESCENDING' }],
      limit: Math.min(MOST, Math.max(1, limit)),
      after: '0',
    };
    const answer = await askHubSpot(context, { method: 'POST', path: paths.objects('emails', '/search'), json }, RowsSchema);
    const { linkTo } = await readAccount(context);
    const page = linkTo('contacts', contactId);
    return must(answer).results.map((row): HistoryItem => {
      const { id, direction, at, subject, preview } = readMail(row);
      return { id, direction, at, subject, preview, url: page && `${page}?engagement=${row.id}` };
    });
  });
