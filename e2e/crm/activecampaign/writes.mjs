import { contactAsSeen, one } from './reads.mjs';
import { badRequest, noResult, Refusal, textOf, unprocessable, unwrap } from './wire.mjs';

/** @typedef {import('./reads.mjs').Asked} Asked @typedef {import('./reads.mjs').Handler} Handler @typedef {import('./seed.mjs').State} State */

const RELTYPES = ['Activity', 'Deal', 'DealTask', 'Subscriber', 'CustomerAccount'];
const OWNERS = /** @type {Record<string, string>} */ ({ Subscriber: 'contact', Deal: 'deal', CustomerAccount: 'account' });
/** Not documented; what a MySQL TEXT holds. The service may take more. */
const LONGEST_NOTE = 65_535;

/** @param {{ id: string }[]} rows */
const nextId = (rows) => `${Math.max(100, ...rows.map(({ id }) => Number(id))) + 1}`;
/** As the service writes times: with the account's own offset. @param {number} now */
const stamp = (now) => new Date(now - 5 * 3_600_000).toISOString().replace(/\.\d+Z$/, '-05:00');

/** @param {State} state @param {string} reltype @param {string} id */
function ownerOf(state, reltype, id) {
  if (reltype === 'Subscriber') return one(state.contacts, 'Subscriber', id);
  if (reltype === 'Deal') return one(state.deals, 'Deal', id);
  if (reltype === 'CustomerAccount') return one(state.accounts, 'CustomerAccount', id);
  throw noResult(reltype, id);
}

/** The three fields of a note. @param {Asked} asked */
function noteFields({ body, state, modes }) {
  const fields = unwrap(body, 'note', ['note', 'relid', 'reltype']);
  const { relid, reltype } = fields;
  const note = textOf(fields, 'note', LONGEST_NOTE);
  if (relid === undefined) throw unprocessable('The relid was not provided.', 'field_missing', 'relid');
  if (reltype === undefined) throw unprocessable('The reltype was not provided.', 'field_missing', 'reltype');
  // As strings they are read, as integers they are written.
  if (!Number.isSafeInteger(relid)) throw unprocessable('The relid is invalid.', 'field_invalid', 'relid');
  if (!RELTYPES.includes(String(reltype))) throw unprocessable('The reltype is invalid.', 'field_invalid', 'reltype');
  try {
    ownerOf(state, String(reltype), `${relid}`);
  } catch (error) {
    throw modes.goneStatus === 403 ? new Refusal(403, /** @type {Refusal} */ (error).answer.body) : error;
  }
  return { note, relid: Number(relid), reltype: String(reltype) };
}

/** @param {Asked} asked @param {{ note: string, relid: number, reltype: string }} fields */
function addNote({ state, user, now }, { note, relid, reltype }) {
  const at = stamp(now);
  const row = { id: nextId(state.notes), note, relid: `${relid}`, reltype, userid: user.id, is_draft: '0', cdate: at, mdate: at };
  state.notes.push(row);
  const { is_draft: _, ...shown } = row;
  const owner = { type: OWNERS[reltype] ?? 'activity', id: relid };
  // Just made, `relid` is a number; read later, it is a string.
  return { ...shown, relid, links: { user: `/api/3/notes/${row.id}/user` }, owner, user: user.id };
}

/** @param {string} reltype @param {string} list @returns {Handler} */
const addNoteTo = (reltype, list) => (asked, id) => {
  const note = textOf(unwrap(asked.body, 'note', ['note']), 'note', LONGEST_NOTE);
  const owner = ownerOf(asked.state, reltype, id);
  return { status: 201, body: { [list]: [owner], note: addNote(asked, { note, relid: Number(id), reltype }) } };
};

/** @param {Asked} asked */
function contactFields({ body }) {
  const fields = unwrap(body, 'contact', ['email', 'firstName', 'lastName', 'phone', 'fieldValues']);
  const email = textOf(fields, 'email', 320);
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) throw unprocessable('The email is invalid.', 'field_invalid', 'email');
  for (const name of ['firstName', 'lastName', 'phone']) if (fields[name] !== undefined && fields[name] !== '') textOf(fields, name, 255);
  return /** @type {{ email: string, firstName?: string, lastName?: string, phone?: string }} */ ({ ...fields, email });
}

/** @param {Asked} asked @param {ReturnType<typeof contactFields>} fields */
function addContact({ state, now }, { email, firstName = '', lastName = '', phone = '' }) {
  const row = { id: nextId(state.contacts), email, firstName, lastName, phone, cdate: stamp(now), udate: stamp(now) };
  state.contacts.push(row);
  return contactAsSeen(row);
}

/** @param {State} state @param {string} email */
const withEmail = (state, email) => state.contacts.find((row) => row.email.toLowerCase() === email.toLowerCase());

/** @type {Handler} */
function createContact(asked) {
  const fields = contactFields(asked);
  if (withEmail(asked.state, fields.email)) throw unprocessable('Email address already exists in the system', 'duplicate', 'email');
  return { status: 201, body: { fieldValues: [], contact: addContact(asked, fields) } };
}

/** The only upsert; overwrites the fields that are sent, and no others. @type {Handler} */
function syncContact(asked) {
  const fields = contactFields(asked);
  const known = withEmail(asked.state, fields.email);
  if (!known) return { status: 201, body: { fieldValues: [], contact: { ...addContact(asked, fields), hash: 'f00d' } } };
  Object.assign(known, { ...fields, email: known.email, udate: stamp(asked.now) });
  return { status: asked.modes.syncStatus, body: { fieldValues: [], contact: { ...contactAsSeen(known), hash: 'f00d' } } };
}

/** @type {Handler} */
function updateNote(asked, id) {
  const row = asked.state.notes.find((note) => note.id === id);
  if (!row) throw noResult('Subscriber', id, 403);
  const { note, relid, reltype } = noteFields(asked);
  Object.assign(row, { note, relid: `${relid}`, reltype, mdate: stamp(asked.now) });
  return { status: 200, body: { note: row } };
}

/** @param {string} reltype @param {string} list @returns {Handler} */
const updateNoteOf = (reltype, list) => (asked, id, noteId) => {
  const owner = ownerOf(asked.state, reltype, id);
  const row = asked.state.notes.find((note) => note.id === noteId && note.reltype === reltype && note.relid === id);
  if (!row) throw noResult('Note', noteId ?? '');
  const note = textOf(unwrap(asked.body, 'note', ['note']), 'note', LONGEST_NOTE);
  Object.assign(row, { note, mdate: stamp(asked.now) });
  return { status: 200, body: { [list]: [owner], note: row } };
};

/** @type {Handler} */
function removeNote({ state }, id) {
  const at = state.notes.findIndex((note) => note.id === id);
  if (at < 0) throw noResult('Note', id);
  state.notes.splice(at, 1);
  return { status: 200, body: {} };
}

/** @type {Handler} */
function linkAccount({ state, body }) {
  const { account, contact } = unwrap(body, 'accountContact', ['account', 'contact', 'jobTitle']);
  if (!Number.isSafeInteger(account) || !Number.isSafeInteger(contact)) throw badRequest();
  if (state.accountContacts.some((row) => row.contact === `${contact}`))
    throw unprocessable(
      'This contact is already associated with an account. A contact may only have one account.',
      'field_invalid',
      'contact',
    );
  const row = { id: nextId(state.accountContacts), account: `${account}`, contact: `${contact}`, jobTitle: '' };
  state.accountContacts.push(row);
  return { status: 201, body: { accountContact: row } };
}

/** @type {Handler} */
function registerEvent({ state, body }) {
  const name = textOf(unwrap(body, 'eventTrackingEvent', ['name']), 'name', 32);
  if (!state.eventTracking.names.includes(name)) state.eventTracking.names.push(name);
  return { status: 201, body: { eventTrackingEvent: { name } } };
}

/** @type {Handler} */
function switchEvents({ state, body }) {
  const { enabled } = unwrap(body, 'eventTracking', ['enabled']);
  if (typeof enabled !== 'boolean') throw badRequest();
  state.eventTracking.enabled = enabled;
  return { status: 200, body: { eventTracking: { enabled } } };
}

/** @type {[string, RegExp, Handler][]} What can be written. */
export const writes = [
  ['POST', /^\/contacts$/, createContact],
  ['POST', /^\/contact\/sync$/, syncContact],
  [
    'POST',
    /^\/notes$/,
    (asked) => {
      const fields = noteFields(asked);
      return { status: 201, body: { contacts: [], note: addNote(asked, fields) } };
    },
  ],
  ['POST', /^\/deals\/(\d+)\/notes$/, addNoteTo('Deal', 'deals')],
  ['POST', /^\/accounts\/(\d+)\/notes$/, addNoteTo('CustomerAccount', 'accounts')],
  ['PUT', /^\/deals\/(\d+)\/notes\/(\d+)$/, updateNoteOf('Deal', 'deals')],
  ['PUT', /^\/accounts\/(\d+)\/notes\/(\d+)$/, updateNoteOf('CustomerAccount', 'accounts')],
  ['PUT', /^\/notes\/(\d+)$/, updateNote],
  ['DELETE', /^\/notes\/(\d+)$/, removeNote],
  ['POST', /^\/accountContacts$/, linkAccount],
  ['POST', /^\/eventTrackingEvents$/, registerEvent],
  ['PUT', /^\/eventTracking$/, switchEvents],
];
