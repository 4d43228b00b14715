import type { Outcome } from '../../core/outcome';
import type { ConnectorContext, CrmConnector, DeliveryItem } from '../crm-connector';
import { checkConnection } from './account';
import { deliverMail } from './delivery';
import { describeEngagement } from './description';
import { findMails } from './find';
import { readHistory } from './history';
import { lookUp, makeContact, searchRecords } from './look-up';
import { removeWritten } from './written';

/** Where nobody keeps the account's pace: so few mails a second that their requests stay under HubSpot's limit. */
const CAREFUL_RATE = { burst: 3, perSecond: 3 };

/** K1. HubSpot, with a service key, a private app's token or an OAuth token. Each mail is one e-mail record with all its ties. */
export function makeHubSpotConnector(context: ConnectorContext): CrmConnector {
  return {
    id: 'hubspot',
    maxBatch: 1,
    rate: context.pace ? undefined : CAREFUL_RATE,
    check: () => checkConnection(context),
    lookUp: (addresses) => lookUp(context, addresses),
    search: (query) => searchRecords(context, query),
    describe: describeEngagement,
    deliver: (items) => deliver(context, items),
    remove: (id, traces) => removeWritten(context, id, traces),
    find: (query) => findMails(context, query),
    readHistory: (contactId, limit) => readHistory(context, contactId, limit),
    createContact: (person) => makeContact(context, person),
  };
}

async function deliver(context: ConnectorContext, items: readonly DeliveryItem[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const item of items) {
    const last = outcomes.at(-1);
    // The connection is down: nothing else of this batch is sent.
    if (last?.kind === 'retry' && last.scope === 'connection') outcomes.push(last);
    else outcomes.push(await deliverMail(context, item));
  }
  return outcomes;
}
