// Which attributes may be written, in what shape: anything else is refused, by its JSON pointer.

import { invalidPayload, refuse } from './envelope.mjs';

/** @typedef {import('./envelope.mjs').Problem} Problem */
/** @typedef {'string' | 'integer' | 'boolean' | 'strings' | 'object'} Type */

/** @type {Record<string, Record<string, Type>>} */
const WRITABLE = {
  contact: {
    ...{ name: 'string', first_name: 'string', last_name: 'string', email: 'string', is_organization: 'boolean', contact_id: 'integer' },
    ...{ owner_id: 'integer', customer_status: 'string', prospect_status: 'string', title: 'string', description: 'string' },
    ...{ phone: 'string', mobile: 'string', website: 'string', tags: 'strings', custom_fields: 'object', address: 'object' },
  },
  lead: {
    ...{ first_name: 'string', last_name: 'string', organization_name: 'string', email: 'string', owner_id: 'integer', status: 'string' },
    ...{ title: 'string', description: 'string', phone: 'string', mobile: 'string', tags: 'strings', custom_fields: 'object' },
  },
  // Newer documents know `is_important`, `tags` and `type` too; the official clients write these three.
  note: { resource_type: 'string', resource_id: 'integer', content: 'string' },
};

/** Nothing says how long a note may be; this is what a TEXT column of MySQL takes, in bytes. */
const MOST_BYTES = { content: 65_535 };
/** Longer than any address, shorter than what a column of 255 takes. */
const MOST_LETTERS = 255;

/** @type {Record<Type, (value: unknown) => boolean>} */
const FITS = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  strings: (value) => Array.isArray(value) && value.every((one) => typeof one === 'string'),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/**
 * The `data` of a request body, or why it is none.
 * @param {string} type @param {string} body
 * @returns {{ data: Record<string, any> } | { refusal: import('./envelope.mjs').Answer }}
 */
export function readData(type, body) {
  let parsed;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { refusal: invalidPayload('The payload is not valid JSON.') };
  }
  const isObject = FITS.object(parsed) && FITS.object(parsed.data);
  if (!isObject) return { refusal: invalidPayload("The payload has no 'data' object.") };
  if (Object.keys(parsed).some((key) => key !== 'data' && key !== 'meta'))
    return { refusal: invalidPayload('The envelope has unknown keys.') };
  if (parsed.meta && parsed.meta.type !== type) return { refusal: invalidPayload("The envelope's type is another resource's.") };
  const problems = Object.entries(parsed.data).flatMap(([name, value]) => judge(type, name, value));
  return problems.length > 0 ? { refusal: refuse(422, ...problems) } : { data: parsed.data };
}

/** @param {string} type @param {string} name @param {unknown} value @returns {Problem[]} */
function judge(type, name, value) {
  const wanted = WRITABLE[type]?.[name];
  const about = (/** @type {string} */ code, /** @type {string} */ message) => [problem(type, name, code, message)];
  if (!wanted) return about('unknown', 'unknown attribute');
  if (!FITS[wanted](value)) return about('invalid_type', 'attribute has an invalid type');
  if (typeof value !== 'string') return [];
  if (/\p{Surrogate}|\0/u.test(value)) return about('incorrect_value', 'attribute value is incorrect');
  const isTooLong = name in MOST_BYTES ? Buffer.byteLength(value) > MOST_BYTES[name] : value.length > MOST_LETTERS;
  return isTooLong ? about('incorrect_value', 'attribute value is incorrect') : [];
}

/** @param {string} resource @param {string} name @param {string} code @param {string} message @returns {Problem} */
export const problem = (resource, name, code, message) => ({
  ...{ resource, field: `/${name}`, code, message },
  details: `The attribute '/${name}' is not acceptable for the '${resource}' resource: ${message}.`,
});

/** @param {string} type @param {Record<string, unknown>} data @returns {Problem[]} what a new record lacks */
export function findMissing(type, data) {
  const lacks = (/** @type {string} */ name) => {
    if (data[name] === undefined) return [problem(type, name, 'missing', 'attribute is missing')];
    return typeof data[name] === 'string' && data[name].trim() === '' ? [problem(type, name, 'blank', 'attribute is blank')] : [];
  };
  if (type === 'contact') return lacks(data.is_organization === true ? 'name' : 'last_name');
  if (type === 'lead') return data.organization_name ? [] : lacks('last_name');
  return ['resource_type', 'resource_id', 'content'].flatMap(lacks);
}
