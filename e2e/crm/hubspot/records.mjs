import { invalid, invalidProperties, notFound, Refusal } from './errors.mjs';
import { ASSOCIATION_TYPES, knownProperties, labelOf, OBJECTS, OPTIONS, REVERSE_TYPE } from './schema.mjs';

/**
 * @typedef {import('./schema.mjs').ObjectType} ObjectType
 * @typedef {object} Row
 * @property {string} id
 * @property {Record<string, string | null>} properties
 * @property {number} createdAt
 * @property {number} updatedAt
 * @property {{ id: string, properties: Record<string, string | null> } | null} indexed As search sees it; null: not yet.
 * @property {number} visibleAt When search sees it as it is now.
 *
 * @typedef {{ from: [ObjectType, string], to: [ObjectType, string], typeId: number }} Link
 */

/** The records of one account, with their links. */
export function makeRecords({ indexDelay = () => 0 } = {}) {
  /** @type {Record<ObjectType, Map<string, Row>>} */
  const rows = { contacts: new Map(), companies: new Map(), deals: new Map(), emails: new Map(), notes: new Map() };
  /** By the end that they start from, `type,id`. @type {Map<string, Link[]>} */
  const links = new Map();
  /** Merged away id → the surviving one. @type {Map<string, string>} */
  const merged = new Map();
  let lastId = 7000;

  /** @param {ObjectType} type @param {string} id @returns {Row | undefined} */
  const find = (type, id) => rows[type].get(merged.get(`${type} ${id}`) ?? id);

  /** @param {ObjectType} type @param {string} id @returns {Row} */
  function get(type, id) {
    const row = find(type, id);
    if (!row) throw notFound();
    return row;
  }

  /** @param {Row} row @param {number} now */
  function index(row, now) {
    if (row.visibleAt <= now) row.indexed = { id: row.id, properties: { ...row.properties } };
    row.visibleAt = now + indexDelay();
    row.updatedAt = now;
  }

  /** @param {ObjectType} type @param {Record<string, string | null>} properties @param {number} now @param {string} [id] @returns {Row} */
  function add(type, properties, now, id = String(++lastId)) {
    const iso = new Date(now).toISOString();
    const row = {
      id,
      properties: { createdate: iso, ...properties, hs_object_id: id },
      createdAt: now,
      updatedAt: now,
      indexed: null,
      visibleAt: now + indexDelay(),
    };
    rows[type].set(id, row);
    return row;
  }

  /** @param {[ObjectType, string]} from @param {[ObjectType, string]} to @param {number} typeId */
  function link(from, to, typeId) {
    const back = REVERSE_TYPE[typeId];
    point(from, to, typeId);
    if (back) point(to, from, back);
  }

  /** @param {[ObjectType, string]} from @param {[ObjectType, string]} to @param {number} typeId */
  function point(from, to, typeId) {
    const known = links.get(String(from)) ?? [];
    if (!known.some((one) => one.to[1] === to[1] && one.to[0] === to[0] && one.typeId === typeId)) known.push({ from, to, typeId });
    links.set(String(from), known);
  }

  return {
    rows,
    find,
    get,
    add,
    link,
    /** @param {ObjectType} type @param {(row: Row) => boolean} test */
    select: (type, test) => [...rows[type].values()].filter(test),
    /** @param {ObjectType} type @param {string} id @param {Record<string, string | null>} properties @param {number} now */
    change(type, id, properties, now) {
      const row = get(type, id);
      index(row, now);
      Object.assign(row.properties, properties);
      return row;
    },
    /** @param {ObjectType} type @param {string} id */
    remove(type, id) {
      const row = get(type, id);
      rows[type].delete(row.id);
      links.delete(`${type},${row.id}`);
      for (const [from, known] of links)
        links.set(
          from,
          known.filter(({ to }) => to[0] !== type || to[1] !== row.id),
        );
    },
    /** @param {ObjectType} type @param {string} gone @param {string} survivor */
    merge: (type, gone, survivor) => {
      rows[type].delete(gone);
      merged.set(`${type} ${gone}`, survivor);
    },
    /** @param {ObjectType} type @param {string} id @param {ObjectType} to */
    linksOf(type, id, to) {
      const found = (links.get(`${type},${id}`) ?? []).filter(({ to: [toType] }) => toType === to);
      return [...new Set(found.map(({ to: [, toId] }) => toId))].map((toId) => ({
        toObjectId: toId,
        associationTypes: found
          .filter(({ to: [, other] }) => other === toId)
          .map(({ typeId }) => ({ category: 'HUBSPOT_DEFINED', typeId, label: labelOf(typeId) })),
      }));
    },
    /** What search sees at this moment. @param {ObjectType} type @param {number} now */
    searchable: (type, now) =>
      [...rows[type].values()].flatMap((row) =>
        row.visibleAt <= now ? [row] : row.indexed ? [{ ...row, properties: row.indexed.properties }] : [],
      ),
  };
}

/** @typedef {ReturnType<typeof makeRecords>} Records */

const isAddress = (/** @type {string} */ text) => /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(text) && text.length <= 254;

/** Everything that HubSpot validates of a write's properties, and a little more. @param {ObjectType} type @param {unknown} given @param {{ isNew: boolean }} how */
export function checkProperties(type, given, { isNew }) {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid('Invalid input JSON: missing `properties`');
  const properties = /** @type {Record<string, unknown>} */ (given);
  const faults = [];
  for (const [name, value] of Object.entries(properties)) {
    const fault = (/** @type {string} */ error, /** @type {string} */ message) => faults.push({ name, error, message });
    if (!knownProperties(type).includes(name)) fault('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`);
    else if (typeof value !== 'string') throw invalid(`Invalid input JSON: \`${name}\` must be a string`);
    else if (value.includes('\u0000') || /\p{Cs}/u.test(value))
      fault('INVALID_STRING', `Property "${name}" holds characters that cannot be stored`);
    else if (OPTIONS[name] && !OPTIONS[name].includes(value)) fault('INVALID_OPTION', `${value} was not one of the allowed options`);
    else if (name === 'email' && value !== '' && !isAddress(value)) fault('INVALID_EMAIL', `Email address ${value} is invalid`);
    else if (name === 'hs_email_headers' && !isJson(value)) fault('INVALID_JSON', `${name} is not valid JSON`);
    else if (name === 'hs_timestamp' && Number.isNaN(Date.parse(value)) && !/^\d+$/.test(value))
      fault('INVALID_DATE', `${value} was not a valid timestamp`);
  }
  if (isNew && (type === 'emails' || type === 'notes') && !properties.hs_timestamp)
    faults.push({ name: 'hs_timestamp', error: 'REQUIRED_FIELD', message: 'hs_timestamp is required' });
  if (faults.length > 0) throw invalidProperties(faults);
  if (isNew && type === 'contacts' && !['email', 'firstname', 'lastname'].some((name) => properties[name]))
    throw invalid('At least one of email, firstname, lastname is required');
  const kept = Object.entries(properties).filter(([name]) => OBJECTS[type].writable.includes(name));
  return /** @type {Record<string, string>} */ (
    Object.fromEntries(kept.map(([name, value]) => [name, name === 'email' ? String(value).toLowerCase() : value]))
  );
}

/** @param {string} text */
function isJson(text) {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/**
 * The links that a create asks for, checked before anything is written.
 * @param {Records} records @param {ObjectType} type @param {unknown} given @param {{ mergedOnWrite: 'resolve' | 'refuse' }} how
 * @returns {{ to: [ObjectType, string], typeIds: number[] }[]}
 */
export function checkAssociations(records, type, given, { mergedOnWrite }) {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw invalid('Invalid input JSON: `associations` must be an array');
  return given.map((one) => {
    const { to, types, ...rest } = one ?? {};
    if (Object.keys(rest).length > 0 || !to || !Array.isArray(types) || types.length === 0)
      throw invalid('Invalid input JSON: an association has `to` and `types`');
    if (typeof to.id !== 'string' && typeof to.id !== 'number') throw invalid('Invalid input JSON: `to.id`');
    if (types.some(({ associationCategory }) => associationCategory !== 'HUBSPOT_DEFINED')) throw invalid('Unknown association category');
    const typeIds = types.map(({ associationTypeId }) => associationTypeId);
    const pair = Object.keys(ASSOCIATION_TYPES).find(
      (name) => name.startsWith(`${type} `) && typeIds.every((id) => ASSOCIATION_TYPES[name]?.includes(id)),
    );
    if (!pair) throw invalid(`One or more association types are not valid between ${type} and another object: ${typeIds}`);
    const toType = /** @type {ObjectType} */ (pair.split(' ')[1]);
    const row = records.find(toType, String(to.id));
    if (!row || (mergedOnWrite === 'refuse' && row.id !== String(to.id)))
      throw invalid(`Some associated objects do not exist: ${toType} ${String(to.id)} is not valid`);
    return { to: [toType, row.id], typeIds };
  });
}

/** @param {Records} records @param {string} address Both primary and secondary addresses belong to one contact only. */
export const ownerOfAddress = (records, address) =>
  records.select(
    'contacts',
    ({ properties }) => properties.email === address || additional(properties.hs_additional_emails).includes(address),
  )[0];

/** @param {string | null | undefined} list */
export const additional = (list) => (list ?? '').split(';').filter(Boolean);

/** @param {string} id */
export const contactExists = (id) => new Refusal(409, 'CONFLICT', `Contact already exists. Existing ID: ${id}`);
