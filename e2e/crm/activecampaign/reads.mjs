import { badRequest, noResult, page, unprocessable } from './wire.mjs';

/**
 * @typedef {import('./seed.mjs').State} State
 * @typedef {import('./wire.mjs').Answer} Answer
 * @typedef {import('./seed.mjs').User} User
 * @typedef {{ state: State, user: User, query: URLSearchParams, body: unknown, now: number, modes: import('./server.mjs').Modes }} Asked
 * @typedef {(asked: Asked, ...ids: string[]) => Answer} Handler
 */

const LIST = ['limit', 'offset'];
/** @param {unknown} body @returns {Answer} */
const ok = (body) => ({ status: 200, body });

/**
 * @template {{ id: string }} T @param {T[]} rows @param {string} kind @param {string} id @returns {T}
 */
export function one(rows, kind, id) {
  const found = rows.find((row) => row.id === id);
  if (!found) throw noResult(kind, id);
  return found;
}

/** @param {State} state @param {string} id */
const contactOf = (state, id) => one(state.contacts, 'Subscriber', id);

/** @param {import('./seed.mjs').Deal} deal What is hidden says little more than that it is there. */
const dealAsSeen = (deal) => (deal.isDisabled ? { id: deal.id, isDisabled: true, title: deal.title } : deal);

/** @param {User} user */
const userAsSeen = ({ key: _, denied: __, ...user }) => ({ ...user, signature: null, links: {} });

/** @param {import('./seed.mjs').Contact} contact */
export const contactAsSeen = (contact) => ({
  ...contact,
  orgid: '0',
  deleted: '0',
  links: { notes: `/api/3/contacts/${contact.id}/notes` },
});

/** @param {Asked} asked @param {string} reltype @param {string} relid */
const listNotes = ({ state, query }, reltype, relid) =>
  page(
    'notes',
    state.notes.filter((note) => note.reltype === reltype && note.relid === relid),
    query,
  );

/** @param {State} state @param {string} contact */
const accountsOf = (state, contact) => state.accountContacts.filter((row) => row.contact === contact);
/** @param {State} state @param {string} contact */
const dealsOf = (state, contact) => state.deals.filter((deal) => deal.contact === contact).map(dealAsSeen);

/** @type {Handler} */
function findUser({ state }, email) {
  const found = state.users.find((user) => user.email === email);
  return found ? ok({ user: userAsSeen(found) }) : { status: 400, body: {} };
}

/** @type {Handler} */
function showContact({ state }, id) {
  const contact = contactAsSeen(contactOf(state, id));
  const none = { contactAutomations: [], contactLists: [], fieldValues: [], geoIps: [] };
  return ok({ ...none, deals: dealsOf(state, id), accountContacts: accountsOf(state, id), contact });
}

/** @type {Handler} */
function listContactDeals({ state, query }, id) {
  const contacts = [contactAsSeen(contactOf(state, id))];
  const rows = state.contactDeals.filter((row) => row.contact === id);
  return ok({ .../** @type {object} */ (page('contactDeals', rows, query).body), contacts });
}

/** @type {Handler} */
function listAccounts({ state, query }) {
  const search = (query.get('search') ?? '').toLowerCase();
  const rows = state.accounts.filter(({ name }) => name.toLowerCase().includes(search));
  return page('accounts', rows, query);
}

/** @param {Asked} asked @returns {Answer} */
function listContacts({ state, query, now, modes }) {
  const email = query.get('email')?.toLowerCase();
  const search = query.get('search')?.toLowerCase();
  if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email)) throw unprocessable('The email is invalid.', 'field_invalid', 'email');
  const rows = state.contacts.filter((one) => {
    if (Date.parse(one.cdate) > now - modes.indexDelayMs) return false;
    const text = `${one.firstName} ${one.lastName} ${one.email}`.toLowerCase();
    return (email === undefined || one.email.toLowerCase() === email) && (search === undefined || text.includes(search));
  });
  const answer = page('contacts', rows.map(contactAsSeen), query);
  return ok({ scoreValues: [], .../** @type {object} */ (answer.body) });
}

/** @param {Asked} asked @returns {Answer} */
function listDeals({ state, query }) {
  const status = query.get('filters[status]');
  const search = query.get('filters[search]')?.toLowerCase();
  const field = query.get('filters[search_field]');
  if (field !== null && !['all', 'contact', 'organization', 'account', 'title'].includes(field)) throw badRequest();
  const rows = state.deals.filter(
    (deal) =>
      (status === null || deal.status === status) &&
      (!query.has('filters[owner]') || deal.owner === query.get('filters[owner]')) &&
      (search === undefined || deal.title.toLowerCase().includes(search)),
  );
  if (query.has('orders[cdate]'))
    rows.sort((a, b) => (Date.parse(b.cdate) - Date.parse(a.cdate)) * (query.get('orders[cdate]') === 'ASC' ? -1 : 1));
  return page('deals', rows.map(dealAsSeen), query);
}

/**
 * What can be read: the path, what may stand in its query, and the answer.
 * @type {[RegExp, string[], Handler][]}
 */
export const reads = [
  [/^\/users\/me$/, [], ({ user }) => ok({ user: userAsSeen(user) })],
  [/^\/users$/, LIST, ({ state, query }) => page('users', state.users.map(userAsSeen), query)],
  [/^\/users\/email\/([^/]+)$/, [], findUser],
  [/^\/contacts$/, ['email', 'search', ...LIST], listContacts],
  [/^\/contacts\/(\d+)$/, [], showContact],
  [/^\/contacts\/(\d+)\/accountContacts$/, [], ({ state }, id) => ok({ accountContacts: accountsOf(state, contactOf(state, id).id) })],
  [/^\/contacts\/(\d+)\/deals$/, LIST, ({ state, query }, id) => page('deals', dealsOf(state, contactOf(state, id).id), query)],
  [/^\/contacts\/(\d+)\/contactDeals$/, LIST, listContactDeals],
  [/^\/contacts\/(\d+)\/notes$/, LIST, (asked, id) => listNotes(asked, 'Subscriber', contactOf(asked.state, id).id)],
  [/^\/accounts$/, ['search', ...LIST], listAccounts],
  [/^\/accounts\/(\d+)$/, [], ({ state }, id) => ok({ account: one(state.accounts, 'CustomerAccount', id) })],
  [
    /^\/accounts\/(\d+)\/notes$/,
    LIST,
    (asked, id) => listNotes(asked, 'CustomerAccount', one(asked.state.accounts, 'CustomerAccount', id).id),
  ],
  [/^\/deals$/, ['filters[status]', 'filters[owner]', 'filters[search]', 'filters[search_field]', 'orders[cdate]', ...LIST], listDeals],
  [/^\/deals\/(\d+)$/, [], ({ state }, id) => ok({ deal: dealAsSeen(one(state.deals, 'Deal', id)) })],
  [/^\/deals\/(\d+)\/notes$/, LIST, (asked, id) => listNotes(asked, 'Deal', one(asked.state.deals, 'Deal', id).id)],
  [/^\/dealStages$/, ['filters[d_groupid]', ...LIST], ({ state, query }) => page('dealStages', state.dealStages, query)],
  [/^\/notes$/, LIST, ({ state, query }) => page('notes', state.notes, query)],
  [/^\/notes\/(\d+)$/, [], ({ state }, id) => ok({ note: one(state.notes, 'Note', id) })],
  [/^\/eventTracking$/, [], ({ state }) => ok({ eventTracking: { enabled: state.eventTracking.enabled } })],
];
