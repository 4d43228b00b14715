import { invalid, invalidProperties, missingScopes, notFound, Refusal } from './errors.mjs';
import { additional, checkAssociations, checkProperties, contactExists, ownerOfAddress } from './records.mjs';
import { ASSOCIATION_TYPES, knownProperties, OBJECTS } from './schema.mjs';
import { search } from './search.mjs';

/**
 * @typedef {import('../fault-server.mjs').Request} Request
 * @typedef {import('../fault-server.mjs').Answer} Answer
 * @typedef {import('./schema.mjs').ObjectType} ObjectType
 * @typedef {import('./account.mjs').Account} Account
 */

const MOST_INPUTS = 100;
/** @param {string} name */
const isType = (name) => Object.hasOwn(OBJECTS, name);

/** Everything below `/crm/objects/{V}/{type}`. @param {Account} account @param {Request} request @param {string[]} way @param {string[]} scopes @returns {Answer} */
export function answerObjects(account, request, [name = '', ...rest], scopes) {
  // The documents of the dated versions write deals by their type id.
  const type = /** @type {ObjectType} */ (name === '0-3' ? 'deals' : name);
  if (!isType(type)) throw notFound();
  const line = `${request.method} ${rest.map((part, index) => (index === 0 && !['search', 'batch'].includes(part) ? '*' : part)).join('/')}`;
  const isReading = request.method === 'GET' || ['POST search', 'POST batch/read'].includes(line);
  need(scopes, OBJECTS[type].scopes[isReading ? 'read' : 'write']);
  const [id = ''] = rest;
  switch (line) {
    case 'POST ':
      return { status: 201, json: present(account, type, create(account, type, body(request), request.now)) };
    case 'POST search':
      return searchObjects(account, type, request);
    case 'POST batch/read':
      return readMany(account, type, body(request));
    case 'POST batch/upsert':
      return upsertMany(account, type, body(request), request.now);
    case 'GET *':
      return readOne(account, type, id, request.url.searchParams);
    case 'PATCH *':
      return {
        status: 200,
        json: present(
          account,
          type,
          account.records.change(type, id, checkProperties(type, body(request).properties, { isNew: false }), request.now),
        ),
      };
    case 'DELETE *':
      account.records.remove(type, id);
      return { status: 204 };
    default:
      if (rest[1] === 'associations') return answerAssociations(account, request, type, id, rest.slice(2));
      throw notFound();
  }
}

/** @param {string[]} scopes @param {string[]} needed */
export function need(scopes, needed) {
  if (!needed.every((scope) => scopes.includes(scope))) throw missingScopes(needed);
}

/** @param {Request} request @returns {Record<string, any>} */
function body({ json }) {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw invalid('Invalid input JSON');
  return json;
}

/** @param {Account} account @param {ObjectType} type @param {import('./records.mjs').Row} row @param {string[]} [properties] */
function present({ records }, type, row, properties) {
  const current = records.find(type, row.id) ?? row;
  const wanted = properties ? ['hs_object_id', 'createdate', ...properties] : Object.keys(row.properties);
  return {
    id: row.id,
    properties: Object.fromEntries(wanted.map((name) => [name, row.properties[name] ?? null])),
    createdAt: new Date(current.createdAt).toISOString(),
    updatedAt: new Date(current.updatedAt).toISOString(),
    archived: false,
  };
}

/** @param {Account} account @param {ObjectType} type @param {Record<string, any>} given @param {number} now */
function create(account, type, given, now) {
  const { properties, associations, ...rest } = given;
  if (Object.keys(rest).some((key) => key !== 'objectWriteTraceId'))
    throw invalid(`Invalid input JSON: unrecognized field "${Object.keys(rest)[0]}"`);
  const kept = checkProperties(type, properties, { isNew: true });
  const links = checkAssociations(account.records, type, associations, account);
  const holder = type === 'contacts' && kept.email ? ownerOfAddress(account.records, kept.email) : undefined;
  if (holder) throw contactExists(holder.id);
  if (type === 'emails') checkEmail(account, kept);
  const row = account.records.add(type, type === 'emails' ? { ...kept, ...fromHeaders(kept.hs_email_headers) } : kept, now);
  for (const { to, typeIds } of links) for (const typeId of typeIds) account.records.link([type, row.id], to, typeId);
  return row;
}

/** @param {Account} account @param {Record<string, string>} properties */
function checkEmail(account, { hs_email_message_id, hs_attachment_ids, hubspot_owner_id, hs_timestamp, hs_email_html, hs_email_text }) {
  if (hs_email_message_id && !account.takesMessageIds) {
    const message = '"hs_email_message_id" is a read only property; its value cannot be set';
    throw invalidProperties([{ name: 'hs_email_message_id', error: 'READ_ONLY_VALUE', message }]);
  }
  for (const id of additional(hs_attachment_ids)) if (!account.files.has(id)) throw invalid(`File ${id} does not exist`);
  if (hubspot_owner_id && !account.owners.some(({ id }) => id === hubspot_owner_id))
    throw invalid(`Owner with id ${hubspot_owner_id} does not exist`);
  if (hs_timestamp === '') throw invalid('hs_timestamp is required');
  for (const text of [hs_email_html, hs_email_text])
    if (account.longestBody !== null && (text ?? '').length > account.longestBody)
      throw invalid(`Property values were not valid: a body is longer than ${account.longestBody}`);
}

/** What HubSpot fills in by itself. @param {string | undefined} text */
function fromHeaders(text) {
  const headers = text ? JSON.parse(text) : {};
  const list = (/** @type {any} */ people) => (Array.isArray(people) ? people : people ? [people] : []);
  const fill = (/** @type {string} */ role) => {
    const people = list(headers[role]);
    const join = (/** @type {string} */ key) =>
      people
        .map((/** @type {any} */ one) => one[key] ?? '')
        .filter(Boolean)
        .join(';') || null;
    return {
      [`hs_email_${role}_email`]: join('email'),
      [`hs_email_${role}_firstname`]: join('firstName'),
      [`hs_email_${role}_lastname`]: join('lastName'),
    };
  };
  return Object.assign({}, ...['from', 'sender', 'to', 'cc', 'bcc'].map(fill));
}

/** @param {Account} account @param {ObjectType} type @param {Request} request @returns {Answer} */
function searchObjects(account, type, request) {
  const { total, rows, after, properties } = search(account.records, type, request.json, request.now);
  const results = rows.map((row) => present(account, type, row, properties));
  return { status: 200, json: { total, results, ...(after ? { paging: { next: { after } } } : {}) } };
}

/** @param {Account} account @param {ObjectType} type @param {Record<string, any>} given @returns {Answer} */
function readMany({ records, ...account }, type, { inputs, properties, idProperty, propertiesWithHistory, ...rest }) {
  if (Object.keys(rest).length > 0) throw invalid(`Invalid input JSON: unrecognized field "${Object.keys(rest)[0]}"`);
  if (!Array.isArray(inputs) || inputs.length === 0 || inputs.length > MOST_INPUTS) throw invalid(`1 to ${MOST_INPUTS} inputs`);
  if (!Array.isArray(properties) || !Array.isArray(propertiesWithHistory))
    throw invalid('Invalid input JSON: `properties` and `propertiesWithHistory` are arrays');
  for (const name of properties) if (!knownProperties(type).includes(name)) throw invalid(`There is no property ${name}`);
  if (idProperty !== undefined && (type !== 'contacts' || idProperty !== 'email')) throw invalid(`${idProperty} is not a unique property`);
  if (inputs.some(({ id }) => typeof id !== 'string')) throw invalid('Invalid input JSON: `id` is a string');
  const found = inputs.map(({ id }) => (idProperty ? byPrimaryAddress(records, id) : records.find(type, id)));
  const rows = [...new Set(found.filter((row) => row !== undefined))];
  const lost = inputs.filter((_, index) => !found[index]);
  const errors = [
    {
      status: 'error',
      category: 'OBJECT_NOT_FOUND',
      message: 'Could not get some objects, they may be deleted or not exist. Check that ids are valid.',
      context: { ids: lost.map(({ id }) => id) },
      ...{ errors: [], links: {} },
    },
  ];
  const results = rows.map((row) => present(/** @type {any} */ ({ ...account, records }), type, row, properties));
  return batchAnswer(results, lost.length, errors);
}

/** @param {import('./records.mjs').Records} records @param {string} address */
const byPrimaryAddress = (records, address) =>
  records.select('contacts', ({ properties }) => properties.email === address.toLowerCase())[0];

/** @param {Account} account @param {ObjectType} type @param {Record<string, any>} given @param {number} now @returns {Answer} */
function upsertMany(account, type, { inputs }, now) {
  if (type !== 'contacts') throw invalid('idProperty must name a property with unique values');
  if (!Array.isArray(inputs) || inputs.length === 0 || inputs.length > MOST_INPUTS) throw invalid(`1 to ${MOST_INPUTS} inputs`);
  const checked = inputs.map(({ id, idProperty, properties }) => {
    if (idProperty !== 'email' || typeof id !== 'string') throw invalid('Invalid input JSON: `id` and `idProperty`');
    return checkProperties(type, { email: id, ...properties }, { isNew: true });
  });
  const results = checked.map((properties) => {
    const known = byPrimaryAddress(account.records, properties.email ?? '');
    const row = known ? account.records.change(type, known.id, properties, now) : account.records.add(type, properties, now);
    return { ...present(account, type, row), new: !known };
  });
  return {
    status: 200,
    json: { status: 'COMPLETE', results, startedAt: new Date(now).toISOString(), completedAt: new Date(now).toISOString() },
  };
}

/** @param {Account} account @param {ObjectType} type @param {string} id @param {URLSearchParams} query @returns {Answer} */
function readOne(account, type, id, query) {
  const idProperty = query.get('idProperty');
  if (idProperty !== null && (type !== 'contacts' || idProperty !== 'email')) throw invalid(`${idProperty} is not a unique property`);
  const row = idProperty ? byPrimaryAddress(account.records, decodeURIComponent(id)) : account.records.get(type, id);
  if (!row) throw notFound();
  const properties = query.get('properties')?.split(',');
  for (const name of properties ?? []) if (!knownProperties(type).includes(name)) throw invalid(`There is no property ${name}`);
  const associations = (query.get('associations')?.split(',') ?? []).flatMap((to) => tiesTo(account, type, row.id, to));
  const json = {
    ...present(account, type, row, properties),
    ...(associations.length > 0 ? { associations: Object.fromEntries(associations) } : {}),
  };
  return { status: 200, json };
}

/** So many ties come with a record; the rest is paged. */
const MOST_TIES = 100;

/** Types without any tie are left out. @param {Account} account @param {ObjectType} type @param {string} id @param {string} to */
function tiesTo({ records }, type, id, to) {
  if (!ASSOCIATION_TYPES[`${type} ${to}`]) return [];
  const links = records.linksOf(type, id, /** @type {ObjectType} */ (to));
  const results = links.slice(0, MOST_TIES).map(({ toObjectId }) => ({ id: toObjectId, type: `${type}_to_${to}` }));
  const next = links.length > MOST_TIES ? { paging: { next: { after: String(MOST_TIES) } } } : {};
  return links.length > 0 ? [[to, { results, ...next }]] : [];
}

/** @param {Account} account @param {Request} request @param {ObjectType} type @param {string} id @param {string[]} way @returns {Answer} */
function answerAssociations(account, request, type, id, [to = '', toId]) {
  const { records } = account;
  if (!isType(to) || !ASSOCIATION_TYPES[`${type} ${to}`]) throw notFound();
  const toType = /** @type {ObjectType} */ (to);
  const row = records.get(type, id);
  if (request.method === 'GET' && toId === undefined) {
    const limit = Number(request.url.searchParams.get('limit') ?? 500);
    const start = Number(request.url.searchParams.get('after') ?? 0);
    if (!(limit >= 1 && limit <= 500)) throw invalid('limit must be between 1 and 500');
    const all = records
      .linksOf(type, row.id, toType)
      .map((one) => ({ ...one, toObjectId: account.numericIds ? Number(one.toObjectId) : one.toObjectId }));
    const after = start + limit < all.length ? String(start + limit) : null;
    return { status: 200, json: { results: all.slice(start, start + limit), ...(after ? { paging: { next: { after } } } : {}) } };
  }
  throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'HTTP 405 Method Not Allowed');
}

/** `POST /crm/associations/{V}/{from}/{to}/batch/read`. @param {Account} account @param {Request} request @param {string[]} way @param {string[]} scopes @returns {Answer} */
export function answerAssociationBatch(account, request, [from = '', to = '', ...rest], scopes) {
  if (request.method !== 'POST' || rest.join('/') !== 'batch/read' || !ASSOCIATION_TYPES[`${from} ${to}`]) throw notFound();
  need(scopes, [...OBJECTS[/** @type {ObjectType} */ (from)].scopes.read, ...OBJECTS[/** @type {ObjectType} */ (to)].scopes.read]);
  const { inputs } = body(request);
  if (!Array.isArray(inputs) || inputs.length === 0 || inputs.length > 1000) throw invalid('1 to 1000 inputs');
  const results = inputs.flatMap(({ id }) => {
    const links = account.records.linksOf(/** @type {ObjectType} */ (from), String(id), /** @type {ObjectType} */ (to));
    const list = links.map((one) => ({ ...one, toObjectId: account.numericIds ? Number(one.toObjectId) : one.toObjectId }));
    return list.length > 0 ? [{ from: { id: String(id) }, to: list }] : [];
  });
  const lost = inputs.filter(({ id }) => !results.some((one) => one.from.id === String(id)));
  const errors = lost.map(({ id }) => ({
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${to} is associated with ${from} ${id}.`,
    context: { fromObjectId: [String(id)] },
    ...{ errors: [], links: {} },
  }));
  return batchAnswer(results, lost.length, errors);
}

/** How a batch is answered: 207 where some of it was not found. */
function batchAnswer(results, lost, errors) {
  return {
    status: lost > 0 ? 207 : 200,
    json: {
      status: 'COMPLETE',
      results,
      ...(lost > 0 ? { numErrors: lost, errors } : {}),
      startedAt: '2026-11-22T00:00:00Z',
      completedAt: '2026-11-22T00:00:00Z',
    },
  };
}
