import type { ConnectorContext, CrmConnector } from '../crm-connector';
import { deliverInTurn } from '../in-turn';
import { checkConnection } from './account';
import { deliverMail } from './delivery';
import { describeEngagement } from './description';
import { removeDoubles } from './doubles';
import { findMails } from './find';
import { readHistory } from './history';
import { noteHits } from './hit-note';
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
    deliver: (items) => deliverInTurn(items, (item) => deliverMail(context, item)),
    remove: (id, traces) => removeWritten(context, id, traces),
    removeDoubles: (mails) => removeDoubles(context, mails),
    find: (query) => findMails(context, query),
    readHistory: (contactId, limit) => readHistory(context, contactId, limit),
    createContact: (person) => makeContact(context, person),
    noteHits: (note) => noteHits(context, note),
  };
}
