// The bodies of Zendesk Sell's Core API v2: data in an envelope, refusals in a list.

/** @typedef {{ status: number, headers?: Record<string, string>, body: unknown }} Answer `body` undefined: none; text: as it is; else JSON. */
/** @typedef {{ resource?: string, field?: string, code: string, message: string, details?: string }} Problem */

const MORE = 'https://developers.getbase.com/docs/rest/articles/errors';
const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  406: 'Not Acceptable',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};
let refusals = 0;

/** @param {number} status @param {Problem[]} problems @returns {Answer} */
export function refuse(status, ...problems) {
  const logref = `b${(++refusals).toString(36).padStart(4, '0')}-fake0-00000-00000`;
  const links = { more_info: MORE };
  const errors = problems.map((error) => ({ error, meta: { type: 'error', links } }));
  const meta = { type: 'errors', http_status: `${status} ${TITLES[status] ?? 'Error'}`, logref, links };
  return { status, headers: { 'x-request-id': logref }, body: { errors, meta } };
}

/** @param {string} details @returns {Answer} */
export const invalidParam = (details) => refuse(400, { code: 'invalid_param', message: 'invalid request query parameter', details });

/** @param {string} details @returns {Answer} */
export const invalidPayload = (details) => refuse(400, { code: 'invalid_payload', message: 'invalid request payload', details });

/** @param {string} what @returns {Answer} */
export const notFound = (what) =>
  refuse(404, { resource: what, code: 'not_found', message: 'resource not found', details: `The ${what} does not exist.` });

/** @param {string} type @param {{ version?: number }} data */
const wrap = (type, { version, ...data }) => ({ data, meta: { type, ...(version ? { version } : {}) } });

/** @param {string} type @param {object} data @param {number} [status] @returns {Answer} */
export const one = (type, data, status = 200) => ({ status, body: wrap(type, data) });

/**
 * A page of a list.
 * @param {{ type: string, rows: object[], page: number, perPage: number, url: URL, meta: 'full' | 'none' | 'top-level' }} list
 *   `meta`: recorded answers have it below `meta`, beside `items`, or nowhere.
 * @returns {Answer}
 */
export function list({ type, rows, page, perPage, url, meta }) {
  const items = rows.slice((page - 1) * perPage, page * perPage).map((row) => wrap(type, row));
  const linkTo = (/** @type {number} */ number) => {
    const link = new URL(url);
    link.searchParams.set('page', String(number));
    return link.href;
  };
  const links = {
    self: url.href,
    ...(page > 1 ? { first_page: linkTo(1), prev_page: linkTo(page - 1) } : {}),
    ...(page * perPage < rows.length ? { next_page: linkTo(page + 1) } : {}),
  };
  const about = { type: 'collection', count: items.length, links };
  return { status: 200, body: { items, ...(meta === 'full' ? { meta: about } : meta === 'top-level' ? about : {}) } };
}
