// The Core API v2: what is asked, by whom, and what is answered. No HTTP of its own.

import { invalidPayload, notFound, one, refuse } from './envelope.mjs';
import { findMissing, problem, readData } from './fields.mjs';
import { answerList, LISTS } from './queries.mjs';

/** @typedef {import('./envelope.mjs').Answer} Answer @typedef {import('./store.mjs').Store} Store */
/** @typedef {{ method: string, url: URL, headers: Record<string, string | string[] | undefined>, body: string }} Request */
/**
 * Where the documents leave room, or accounts differ.
 * @typedef {import('./queries.mjs').Habits & { createdStatus: 200 | 201, goneStatus: 404 | 422, perSecond: number }} ApiHabits
 */
/** @typedef {{ userId: number, scopes: string[] }} Caller */

const incorrectPath = () =>
  refuse(404, { code: 'incorrect_path', message: 'incorrect path', details: 'The requested path does not exist.' });

/** @param {Store} store @param {Request} request @param {ApiHabits} habits @returns {Answer} */
export function answerApi(store, request, habits) {
  const { method, url, headers } = request;
  const caller = store.tokens.get(bearerOf(headers.authorization) ?? '');
  if (!headers['user-agent'])
    return refuse(400, { code: 'invalid_user_agent', message: 'invalid user agent', details: "The 'User-Agent' header is missing." });
  if (!caller)
    return refuse(401, {
      code: 'unauthorized',
      message: 'unauthorized',
      details: 'The access token is missing, malformed, expired or invalid.',
    });
  if (!/(^|[,\s])(application\/(json|\*)|\*\/\*)/.test(String(headers.accept ?? '*/*')))
    return refuse(406, { code: 'invalid_header', message: 'not acceptable', details: 'Only application/json is served.' });
  const writes = method === 'POST' || method === 'PUT';
  if (writes && !/^application\/json(;\s*charset=utf-8)?$/i.test(String(headers['content-type'] ?? '')))
    return refuse(415, { code: 'invalid_header', message: 'unsupported media type', details: 'Only application/json is taken.' });
  const [resource = '', id, below, ...more] = url.pathname.replace(/^\/v2\//, '').split('/');
  const scope = id === 'self' ? 'profile' : method === 'GET' ? 'read' : 'write';
  if (!caller.scopes.includes(scope))
    return refuse(403, {
      code: 'insufficient_scope',
      message: 'insufficient scope',
      details: `The access token lacks the scope '${scope}'.`,
    });
  if (more.length > 0 || url.pathname.endsWith('/') || !url.pathname.startsWith('/v2/')) return incorrectPath();
  return answerResource(store, request, habits, caller, resource, id, below);
}

/** @param {string | string[] | undefined} header */
const bearerOf = (header) => /^Bearer (\S+)$/.exec(String(header ?? ''))?.[1];

/** @param {Store} store @param {Request} request @param {ApiHabits} habits @param {Caller} caller @param {string} resource @param {string | undefined} id @param {string | undefined} below @returns {Answer} */
function answerResource(store, { method, url, body }, habits, caller, resource, id, below) {
  if (method === 'GET' && id === 'self' && !below) return answerSelf(store, caller, resource);
  if (!(resource in LISTS)) return incorrectPath();
  const table = /** @type {keyof Store['tables']} */ (resource);
  const { type } = LISTS[table];
  if (id === undefined) {
    if (method === 'GET') return answerList(store, table, url, habits);
    if (method === 'POST' && ['contacts', 'leads', 'notes'].includes(table)) return create(store, table, body, habits, caller);
    return incorrectPath();
  }
  if (!/^\d{1,15}$/.test(id)) return incorrectPath();
  if (url.search !== '' && !below) return refuse(400, { code: 'invalid_param', message: 'invalid request query parameter' });
  const row = store.find(table, Number(id));
  if (table === 'deals' && below === 'associated_contacts' && method === 'GET') return answerAssociated(store, row);
  if (below !== undefined) return incorrectPath();
  if (!row) return notFound(type);
  if (method === 'GET') return one(type, row);
  if (method === 'PUT' && table === 'notes') return update(store, row, body);
  if (method === 'DELETE' && table === 'notes') return store.remove(table, row.id) ? { status: 204, body: undefined } : notFound(type);
  return incorrectPath();
}

/** @param {Store} store @param {Caller} caller @param {string} resource */
function answerSelf(store, { userId }, resource) {
  if (resource === 'users') return one('user', store.find('users', userId) ?? {});
  return resource === 'accounts' ? one('account', store.account) : incorrectPath();
}

/** @param {Store} store @param {import('./store.mjs').Row | undefined} deal @returns {Answer} */
function answerAssociated(store, deal) {
  if (!deal) return notFound('deal');
  const rows = store.associated.filter(({ deal_id }) => deal_id === deal.id);
  return { status: 200, body: { items: rows.map(({ deal_id: _, ...data }) => ({ data, meta: { type: 'associated_contact' } })) } };
}

/** @param {Store} store @param {keyof Store['tables']} table @param {string} body @param {ApiHabits} habits @param {Caller} caller @returns {Answer} */
function create(store, table, body, habits, { userId }) {
  const { type } = LISTS[table];
  const read = readData(type, body);
  if ('refusal' in read) return read.refusal;
  const missing = findMissing(type, read.data);
  if (missing.length > 0) return refuse(422, ...missing);
  if (table === 'notes') return createNote(store, read.data, habits, userId);
  const { first_name = null, last_name = null, is_organization = false } = read.data;
  if (table === 'contacts' && read.data.name && !is_organization)
    return refuse(422, problem(type, 'name', 'incorrect_value', 'is made of first and last name'));
  const name = read.data.name ?? [first_name, last_name].filter(Boolean).join(' ');
  const made = {
    ...{ first_name, last_name, owner_id: userId },
    ...(table === 'contacts' ? { name, is_organization, contact_id: null } : {}),
  };
  return one(type, store.add(table, { ...made, ...read.data }), habits.createdStatus);
}

/** @param {Store} store @param {Record<string, any>} data @param {ApiHabits} habits @param {number} userId @returns {Answer} */
function createNote(store, data, habits, userId) {
  const table = { contact: /** @type {const} */ ('contacts'), lead: /** @type {const} */ ('leads'), deal: /** @type {const} */ ('deals') }[
    data.resource_type
  ];
  if (!table) return refuse(422, problem('note', 'resource_type', 'incorrect_value', 'attribute value is incorrect'));
  if (!store.find(table, data.resource_id)) {
    return habits.goneStatus === 404
      ? notFound(data.resource_type)
      : refuse(422, problem('note', 'resource_id', 'incorrect_value', 'attribute value is incorrect'));
  }
  const note = store.add('notes', { ...data, creator_id: userId, is_important: false, tags: [] });
  return one('note', note, habits.createdStatus);
}

/** @param {Store} store @param {import('./store.mjs').Row} note @param {string} body @returns {Answer} */
function update(store, note, body) {
  const read = readData('note', body);
  if ('refusal' in read) return read.refusal;
  if (Object.keys(read.data).length === 0) return invalidPayload('Nothing to change.');
  return one('note', Object.assign(note, read.data, { updated_at: store.now() }));
}
