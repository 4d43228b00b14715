// What a practice ActiveCampaign account holds. As in the service, ids, numbers and flags are strings.

/**
 * @typedef {{ id: string, email: string, firstName: string, lastName: string, phone: string, cdate: string, udate: string }} Contact
 * @typedef {{ id: string, name: string, accountUrl: string | null }} Account
 * @typedef {{ id: string, account: string, contact: string, jobTitle: string }} AccountContact
 * @typedef {{ id: string, title: string, contact: string, account: string | null, group: string, stage: string, owner: string,
 *   status: string, value: string, currency: string, cdate: string, mdate: string, isDisabled: boolean }} Deal
 * @typedef {{ id: string, deal: string, contact: string, role: null }} ContactDeal
 * @typedef {{ id: string, note: string, relid: string, reltype: string, userid: string, is_draft: string, cdate: string, mdate: string }} Note
 * @typedef {{ id: string, username: string, firstName: string, lastName: string, email: string, phone: string, key: string,
 *   denied: string[] }} User `key`: the user's API key. `denied`: first path segments that the user's group has no right to.
 * @typedef {{ id: string, title: string, group: string, order: string }} Stage
 * @typedef {{
 *   contacts: Contact[], accounts: Account[], accountContacts: AccountContact[], deals: Deal[], contactDeals: ContactDeal[],
 *   notes: Note[], users: User[], dealStages: Stage[], eventTracking: { enabled: boolean, names: string[] },
 *   events: { event: string, eventdata: string, email: string }[],
 * }} State
 */

/** The API key of Anna, who may do everything. */
export const KEY = 'practice-activecampaign-key';
/** The API key of Leo, whose group has no access to deals. */
export const KEY_WITHOUT_DEALS = 'practice-activecampaign-key-without-deals';
/** What a site's event tracking is asked with; no API key. */
export const EVENT_KEY = 'practice-event-key';
export const EVENT_ACCOUNT = '66007';

/** @returns {State} A fresh copy. */
export function seed() {
  return {
    contacts: [
      contact(5, 'ada@acme.example', 'Ada', 'Lovelace'),
      contact(7, 'grace@acme.example', 'Grace', 'Hopper'),
      contact(8, 'nora.vogt@brightwater.example', 'Nora', 'Vogt'),
      // Once two records, 11 and 12; 12 was merged into 11 and is gone.
      contact(11, 'marie@sorbonne.example', 'Marie', 'Curie'),
      contact(14, 'bob@stone.example', '', ''),
    ],
    accounts: [
      { id: '9', name: 'Acme', accountUrl: 'https://www.acme.example' },
      { id: '10', name: 'Brightwater', accountUrl: null },
      // A name twice: nothing keeps accounts apart but their id.
      { id: '12', name: 'Acme', accountUrl: 'http://acme-paint.example/' },
    ],
    accountContacts: [
      { id: '21', account: '9', contact: '5', jobTitle: 'Analyst' },
      { id: '22', account: '10', contact: '8', jobTitle: '' },
      { id: '23', account: '9', contact: '7', jobTitle: '' },
    ],
    deals: [
      deal(40, 'Acme 40 seats', '5', '9', '0', '2026-03-02T09:00:00-05:00'),
      deal(41, 'Acme renewal', '5', '9', '0', '2026-05-04 10:00:00'),
      deal(42, 'Acme pilot', '5', '9', '1', '2026-06-01T09:00:00-05:00'),
      deal(43, 'Acme training', '5', '9', '2', '2026-06-02T09:00:00-05:00'),
      // In a pipeline that the key's user may not see: the service answers little more than that it is there.
      { ...deal(44, 'Hidden', '5', null, '0', '2026-07-01T09:00:00-05:00'), isDisabled: true },
      // Grace's, with Ada as a second contact.
      deal(46, 'Acme compiler', '7', null, '0', '2026-04-01T09:00:00-05:00'),
      ...[1, 2, 3, 4, 5, 6, 7].map((month) =>
        deal(50 + month, `Brightwater lot ${month}`, '8', '10', '0', `2026-0${month}-15T09:00:00-05:00`),
      ),
    ],
    contactDeals: [{ id: '4248', deal: '46', contact: '5', role: null }],
    notes: [note(1, 'Called, wants to see the pilot.', '5', 'Subscriber'), note(2, 'Asked for a discount.', '40', 'Deal')],
    users: [
      user(1, 'Anna', 'Berger', 'anna@northwind.example', KEY, []),
      user(2, 'Leo', 'Marsh', 'leo@northwind.example', KEY_WITHOUT_DEALS, ['deals']),
    ],
    dealStages: [
      { id: '15', title: 'Initial Contact', group: '4', order: '1' },
      { id: '16', title: 'Negotiation', group: '4', order: '2' },
    ],
    eventTracking: { enabled: true, names: [] },
    events: [],
  };
}

const CREATED = '2026-01-05T08:00:00-05:00';

/** @param {number} id @param {string} email @param {string} firstName @param {string} lastName @returns {Contact} */
const contact = (id, email, firstName, lastName) => ({
  id: `${id}`,
  email,
  firstName,
  lastName,
  phone: '',
  cdate: CREATED,
  udate: CREATED,
});

/**
 * @param {number} id @param {string} title @param {string} contact @param {string | null} account @param {string} status 0 open, 1 won, 2 lost
 * @param {string} cdate in either form that the service writes @returns {Deal}
 */
const deal = (id, title, contact, account, status, cdate) => ({
  id: `${id}`,
  title,
  contact,
  account,
  group: '4',
  stage: id % 2 ? '16' : '15',
  owner: '1',
  status,
  value: `${id * 1000}`,
  currency: 'usd',
  cdate,
  mdate: cdate,
  isDisabled: false,
});

/** @param {number} id @param {string} note @param {string} relid @param {string} reltype @returns {Note} */
const note = (id, note, relid, reltype) => ({
  id: `${id}`,
  note,
  relid,
  reltype,
  userid: '2',
  is_draft: '0',
  cdate: CREATED,
  mdate: CREATED,
});

/** @param {number} id @param {string} firstName @param {string} lastName @param {string} email @param {string} key @param {string[]} denied */
const user = (id, firstName, lastName, email, key, denied) => ({
  id: `${id}`,
  username: firstName.toLowerCase(),
  firstName,
  lastName,
  email,
  phone: '',
  key,
  denied,
});
