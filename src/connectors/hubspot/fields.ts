import type { Association, Engagement, Person } from '../../core/engagement';
import { cut, withMarker } from '../marker';
import { clean, oneLine, shownRecipients } from '../plain-text';
import { contactProperties } from './people';

/** HubSpot's limit for a note's text, taken for a mail's where the whole was refused: none is documented for mails. */
export const CUT_BODY = 65_536;
const MAX_SUBJECT = 2_000;

/**
 * The mail's Message-ID. HubSpot keeps it of mails that its own inbox logs, and others write it; it stands in no list of what
 * may be written [?]: a mail that is refused for it is written without.
 */
export const MESSAGE_ID = 'hs_email_message_id';

const DIRECTION: Record<Engagement['direction'], string> = { sent: 'EMAIL', received: 'INCOMING_EMAIL', forwarded: 'FORWARDED_EMAIL' };

/** The mail's own properties; owner and files are found out when it is written. `short`: with no more than any CRM takes. */
export function emailProperties(engagement: Engagement, short = false): Record<string, string> {
  const { id, at, direction, subject, html, text, messageId } = engagement;
  const plainHtml = clean(html);
  return {
    hs_timestamp: new Date(at).toISOString(),
    hs_email_direction: DIRECTION[direction],
    hs_email_status: 'SENT',
    ...filled('hs_email_subject', cut(oneLine(subject), MAX_SUBJECT)),
    hs_email_text: withMarker(clean(text), id, short ? CUT_BODY : undefined),
    ...filled('hs_email_html', short && plainHtml.length > CUT_BODY ? '' : plainHtml),
    hs_email_headers: JSON.stringify(headersOf(engagement)),
    ...filled(MESSAGE_ID, messageId ?? ''),
  };
}

export const isLong = ({ html, text }: Engagement): boolean => html.length > CUT_BODY || text.length > CUT_BODY - 100;

const filled = (name: string, value: string): Record<string, string> => (value === '' ? {} : { [name]: value });

function headersOf(engagement: Engagement) {
  const { from } = engagement;
  const { to, cc, bcc } = shownRecipients(engagement);
  return { from: header(from), sender: { email: from.address }, to: to.map(header), cc: cc.map(header), bcc: bcc.map(header) };
}

function header(person: Person) {
  const { email, firstname = '', lastname = '' } = contactProperties(person);
  return { email, ...(firstname ? { firstName: firstname } : {}), ...(lastname ? { lastName: lastname } : {}) };
}

/** Category HUBSPOT_DEFINED, from an e-mail. */
export const EMAIL_TO = { contacts: 198, companies: 186, deals: 210 } as const;
export type Tied = keyof typeof EMAIL_TO;

/** What records are called by. */
export const NAMED_BY: Record<Tied, string[]> = { contacts: ['firstname', 'lastname', 'email'], companies: ['name'], deals: ['dealname'] };

/** A record that a mail is tied to. */
export interface Tie {
  type: Tied;
  id: string;
  name: string;
}

export const tie = ({ type, id }: Tie) => ({
  to: { id },
  types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: EMAIL_TO[type] }],
});

/** Whose owner id it gets: the sender's, or of a mail that came in the one whose mailbox it came to. The first who is a user. */
export const ownerAddresses = ({ direction, from, account }: Engagement): string[] =>
  [...new Set(direction === 'sent' ? [from.address, account] : [account])].filter(Boolean);

const TYPE_OF: Record<Association['kind'], Tied | null> = { contact: 'contacts', company: 'companies', deal: 'deals', lead: null };
export const tiedType = ({ kind }: Pick<Association, 'kind'>): Tied | null => TYPE_OF[kind];
