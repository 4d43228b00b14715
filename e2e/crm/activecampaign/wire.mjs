// What every answer of the service has in common: its status lines, its errors, its lists.

/**
 * @typedef {{ status: number, body: unknown, type?: string, headers?: Record<string, string> }} Answer
 * @typedef {{ title: string, detail: string, code: string, source: { pointer: string } }} FieldError
 */

/** Thrown by a handler; answered as it stands. */
export class Refusal extends Error {
  /** @param {number} status @param {unknown} body */
  constructor(status, body) {
    super(`${status}`);
    this.answer = { status, body };
  }
}

/** @param {string} kind as the service calls it: a contact is a Subscriber @param {string | number} id @param {number} [status] */
export const noResult = (kind, id, status = 404) => new Refusal(status, { message: `No Result found for ${kind} with id ${id}` });
export const badRequest = () => new Refusal(400, { errors: [{ status: 400, title: 'Bad Request' }] });

/** @param {string} title @param {string} code @param {string} field @returns {Refusal} */
export const unprocessable = (title, code, field) =>
  new Refusal(422, { errors: [{ title, detail: '', code, source: { pointer: `/data/attributes/${field}` } }] });

/**
 * The one object of a request body under its name, with none but the known fields in it. Stricter than the service, which
 * lets pass what it does not know.
 * @param {unknown} body @param {string} name @param {string[]} known @returns {Record<string, unknown>}
 */
export function unwrap(body, name, known) {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest();
  const inner = /** @type {Record<string, unknown>} */ (body)[name];
  if (typeof inner !== 'object' || inner === null) throw unprocessable(`The ${name} was not provided.`, 'field_missing', name);
  if (Object.keys(body).length > 1 || Object.keys(inner).some((field) => !known.includes(field))) throw badRequest();
  return /** @type {Record<string, unknown>} */ (inner);
}

/** @param {Record<string, unknown>} fields @param {string} name @param {number} longest bytes in UTF-8 @returns {string} */
export function textOf(fields, name, longest) {
  const text = fields[name];
  if (text === undefined || text === '') throw unprocessable(`The ${name} was not provided.`, 'field_missing', name);
  if (typeof text !== 'string' || text.includes('\0') || !text.isWellFormed?.() || Buffer.byteLength(text) > longest)
    throw unprocessable(`The ${name} is invalid.`, 'field_invalid', name);
  return text;
}

const MOST = 100;

/**
 * A page of a list, as `limit` (20, at most 100) and `offset` ask.
 * @template T @param {string} name @param {T[]} rows @param {URLSearchParams} query @returns {Answer}
 */
export function page(name, rows, query) {
  const limit = Math.min(MOST, wholeNumber(query, 'limit', 20));
  const offset = wholeNumber(query, 'offset', 0);
  return { status: 200, body: { [name]: rows.slice(offset, offset + limit), meta: { total: `${rows.length}` } } };
}

/** @param {URLSearchParams} query @param {string} name @param {number} otherwise */
function wholeNumber(query, name, otherwise) {
  const value = query.get(name) ?? `${otherwise}`;
  if (!/^\d{1,9}$/.test(value)) throw badRequest();
  return Number(value);
}

/** @param {URLSearchParams} query @param {string[]} known */
export function allowQuery(query, known) {
  for (const name of query.keys()) if (!known.includes(name) || query.getAll(name).length > 1) throw badRequest();
}

/**
 * Ids and numbers as numbers, for callers who must read both.
 * @param {unknown} value @returns {unknown}
 */
export function withNumbers(value) {
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isNumber =
        typeof inner === 'string' &&
        /^(0|[1-9]\d{0,14})$/.test(inner) &&
        !['note', 'title', 'name', 'firstName', 'lastName'].includes(name);
      return [name, isNumber ? Number(inner) : withNumbers(inner)];
    }),
  );
}
