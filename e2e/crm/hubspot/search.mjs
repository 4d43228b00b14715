import { invalid } from './errors.mjs';
import { knownProperties } from './schema.mjs';

/**
 * @typedef {import('./records.mjs').Row} Row
 * @typedef {{ propertyName: string, operator: string, value?: string, values?: string[], highValue?: string }} Filter
 */

const KEYS = ['filterGroups', 'properties', 'sorts', 'limit', 'after', 'query'];
const TYPES = ['contacts', 'companies', 'deals', 'emails'];
/** What a search for words looks into. @type {Record<string, string[]>} */
const SEARCHED = {
  contacts: ['firstname', 'lastname', 'email', 'hs_additional_emails', 'phone', 'company'],
  companies: ['name', 'domain'],
  deals: ['dealname', 'pipeline'],
  emails: ['hs_email_subject'],
};

/**
 * @param {import('./records.mjs').Records} records @param {import('./schema.mjs').ObjectType} type @param {unknown} body @param {number} now
 * @returns {{ total: number, rows: Row[], after: string | null, properties: string[] }}
 */
export function search(records, type, body, now) {
  if (JSON.stringify(body ?? null).length > 3000) throw invalid('The request body must be at most 3000 characters long');
  const { filterGroups, properties, sorts, limit, after, query } = check(type, body);
  const hits = records
    .searchable(type, now)
    .filter(
      (row) =>
        filterGroups.length === 0 || filterGroups.some(({ filters }) => filters.every((filter) => passes(records, type, row, filter))),
    )
    .filter((row) => query === undefined || hasWords(row, type, query));
  const rows = sorts.length > 0 ? sorted(hits, sorts[0]) : hits;
  const start = Number(after);
  return {
    total: rows.length,
    rows: rows.slice(start, start + limit),
    after: start + limit < rows.length ? String(start + limit) : null,
    properties,
  };
}

/** @param {string} type @param {unknown} body */
function check(type, body) {
  const given = /** @type {Record<string, any>} */ (body ?? {});
  const unknown = Object.keys(given).filter((key) => !KEYS.includes(key));
  const absent = KEYS.filter((key) => key !== 'query' && given[key] === undefined);
  if (unknown.length > 0) throw invalid(`Invalid input JSON: unrecognized field "${unknown[0]}"`);
  if (absent.length > 0) throw invalid(`Invalid input JSON: missing "${absent[0]}"`);
  const { filterGroups, properties, sorts, limit, after, query } = given;
  if (filterGroups.length > 5 || filterGroups.flatMap(({ filters }) => filters).length > 18)
    throw invalid('too many filter groups or filters');
  if (typeof limit !== 'number' || limit < 1 || limit > 200) throw invalid('limit must be between 1 and 200');
  if (typeof after !== 'string' || !/^\d+$/.test(after)) throw invalid('after is not a cursor');
  if (Number(after) + limit > 10_000) throw invalid('You cannot page beyond 10,000 results');
  if (sorts.length > 1) throw invalid('only one sort is supported');
  for (const sort of sorts) checkSort(type, sort);
  if (query !== undefined && typeof query !== 'string') throw invalid('query must be a string');
  for (const name of properties)
    if (!knownProperties(/** @type {any} */ (type)).includes(name)) throw invalid(`There is no property ${name}`);
  for (const { filters, ...rest } of filterGroups) {
    if (Object.keys(rest).length > 0 || filters.length > 6) throw invalid('a filter group has 1 to 6 filters');
    for (const filter of filters) checkFilter(type, filter);
  }
  return /** @type {{ filterGroups: { filters: Filter[] }[], properties: string[], sorts: { propertyName: string, direction: string }[], limit: number, after: string, query?: string }} */ (
    given
  );
}

/** HubSpot's own description has text here; its documents, and everybody, send an object. @param {string} type @param {any} sort */
function checkSort(type, sort) {
  const { propertyName, direction, ...rest } = sort ?? {};
  const isKnown = knownProperties(/** @type {any} */ (type)).includes(propertyName);
  if (!isKnown || !['ASCENDING', 'DESCENDING'].includes(direction) || Object.keys(rest).length > 0) throw invalid('unknown sort');
}

const OPERATORS = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
];

/** @param {string} type @param {Filter} filter */
function checkFilter(type, { propertyName, operator, value, values, highValue, ...rest }) {
  if (Object.keys(rest).length > 0 || !OPERATORS.includes(operator)) throw invalid(`filter operator ${operator} is not supported`);
  const linked = /^associations\.(\w+)$/.exec(propertyName)?.[1];
  if (linked ? !TYPES.includes(plural(linked)) : !knownProperties(/** @type {any} */ (type)).includes(propertyName))
    throw invalid(`There was a problem with the request: property ${propertyName} does not exist`);
  if (operator === 'IN' || operator === 'NOT_IN' ? !Array.isArray(values) : !operator.includes('HAS_PROPERTY') && typeof value !== 'string')
    throw invalid(`${operator} needs its value`);
  if (operator === 'BETWEEN' && typeof highValue !== 'string') throw invalid('BETWEEN needs highValue');
}

/** @param {string} name */
const plural = (name) => (name === 'company' ? 'companies' : name.endsWith('s') ? name : `${name}s`);

/** @param {import('./records.mjs').Records} records @param {import('./schema.mjs').ObjectType} type @param {Row} row @param {Filter} filter */
function passes(records, type, row, { propertyName, operator, value = '', values = [], highValue = '' }) {
  const linked = /^associations\.(\w+)$/.exec(propertyName)?.[1];
  if (linked) {
    const ids = records.linksOf(type, row.id, /** @type {any} */ (plural(linked))).map(({ toObjectId }) => toObjectId);
    return operator === 'IN' ? values.some((one) => ids.includes(one)) : ids.includes(value) === (operator !== 'NEQ');
  }
  const held = row.properties[propertyName] ?? null;
  const comparable = (/** @type {string} */ text) =>
    /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.isNaN(Date.parse(text)) ? text.toLowerCase() : Date.parse(text);
  const [a, b] = [comparable(held ?? ''), comparable(value)];
  const tokens = () => hasToken(held ?? '', value);
  if (operator === 'HAS_PROPERTY') return held !== null && held !== '';
  if (operator === 'NOT_HAS_PROPERTY') return held === null || held === '';
  if (operator === 'NEQ') return a !== b;
  if (operator === 'NOT_CONTAINS_TOKEN') return !tokens();
  if (operator === 'NOT_IN') return !values.map(comparable).includes(a);
  if (held === null) return false;
  if (operator === 'EQ') return a === b;
  if (operator === 'IN') return values.map(comparable).includes(a);
  if (operator === 'CONTAINS_TOKEN') return tokens();
  if (operator === 'BETWEEN') return a >= b && a <= comparable(highValue);
  return operator === 'LT' ? a < b : operator === 'LTE' ? a <= b : operator === 'GT' ? a > b : a >= b;
}

/** As loose as a tokeniser is: the words of the value, one after the other, somewhere in the text. @param {string} held @param {string} value */
function hasToken(held, value) {
  const words = (/** @type {string} */ text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return ` ${words(held).join(' ')} `.includes(` ${words(value).join(' ')} `);
}

/** @param {Row} row @param {string} type @param {string} query */
function hasWords(row, type, query) {
  const text = (SEARCHED[type] ?? [])
    .map((name) => row.properties[name] ?? '')
    .join(' ')
    .toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word));
}

/** @param {Row[]} rows @param {{ propertyName: string, direction: string } | undefined} sort */
function sorted(rows, sort) {
  const { propertyName = 'createdate', direction = 'ASCENDING' } = sort ?? {};
  const value = (/** @type {Row} */ { properties }) => properties[propertyName] ?? '';
  const ascending = [...rows].sort((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0));
  return direction === 'DESCENDING' ? ascending.reverse() : ascending;
}
