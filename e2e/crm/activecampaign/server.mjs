import { startFaultServer } from '../fault-server.mjs';
import { reads } from './reads.mjs';
import { seed } from './seed.mjs';
import { trackEvent } from './tracking.mjs';
import { allowQuery, badRequest, Refusal, withNumbers } from './wire.mjs';
import { writes } from './writes.mjs';

/**
 * @typedef {object} Modes What is not documented, or differs from account to account.
 * @property {403 | 404} goneStatus What a note on a record that is not there is refused with.
 * @property {200 | 201} syncStatus What `/contact/sync` answers for a contact that was there.
 * @property {boolean} plainErrors Errors come as `text/plain`, with JSON in them.
 * @property {boolean} numbers Ids and numbers are numbers in answers.
 * @property {number} indexDelayMs How long a new contact is not found by its address.
 * @property {boolean} noteLists Deals and accounts have lists of their notes, as their links say and the API's description does not.
 * @property {number} perSecond Requests of all keys together; 0: no limit.
 */

const API = '/api/3';

/**
 * A strict practice ActiveCampaign on loopback. In its terms: what it refuses, the service refuses too, and more.
 *
 * @param {{ port?: number, clock?: () => number } & Partial<Modes>} [options]
 */
export async function startActiveCampaign({ port = 0, clock = Date.now, ...changed } = {}) {
  /** @type {Modes} */
  const modes = {
    goneStatus: 404,
    syncStatus: 201,
    plainErrors: false,
    numbers: false,
    indexDelayMs: 0,
    noteLists: true,
    perSecond: 5,
    ...changed,
  };
  let state = seed();
  /** @type {number[]} When the requests of the last second came. */
  let recent = [];

  /** @param {import('./wire.mjs').Answer} answer @returns {import('../fault-server.mjs').Answer} */
  function shape({ status, body }, headers = {}) {
    const json = modes.numbers ? withNumbers(body) : body;
    if (status >= 400 && modes.plainErrors) return { status, text: JSON.stringify(json), type: 'text/plain;charset=UTF-8', headers };
    return { status, json, headers };
  }

  /** Five a second for all keys of the account together. @param {number} now */
  function limit(now) {
    recent = recent.filter((at) => at > now - 1000 && at <= now);
    if (modes.perSecond && recent.length >= modes.perSecond) return null;
    recent.push(now);
    return { 'ratelimit-limit': `${modes.perSecond}`, 'ratelimit-remaining': `${Math.max(0, modes.perSecond - recent.length)}` };
  }

  /** @param {import('../fault-server.mjs').Request} request */
  function handle(request) {
    const { method, path, headers, url, now } = request;
    if (!path.startsWith(`${API}/`)) throw new Refusal(404, { message: 'Not Found' });
    const user = state.users.find(({ key }) => key === headers['api-token']);
    if (!user) throw new Refusal(403, { message: 'You are not authorized to access this resource.' });
    const below = path.slice(API.length);
    if (!modes.noteLists && method === 'GET' && /^\/(deals|accounts)\/\d+\/notes$/.test(below))
      throw new Refusal(404, { message: 'Not Found' });
    const [handler, ids] = find(method, below, url.searchParams);
    const resources = below.split('/').filter((part) => part !== '' && !/^\d+$/.test(part));
    if (resources.some((part) => user.denied.includes(part)))
      throw new Refusal(403, { message: 'You do not have permission to access this resource.' });
    if (method === 'POST' || method === 'PUT') {
      if (!/^application\/json\b/.test(headers['content-type'] ?? '')) throw badRequest();
      if (request.json === undefined) throw new Refusal(400, {});
    } else if (request.bytes.length > 0) throw badRequest();
    if (deniesDeals(user, request.json)) throw new Refusal(403, { message: 'You do not have permission to access this resource.' });
    return handler({ state, user, query: url.searchParams, body: request.json, now, modes }, ...ids);
  }

  const server = await startFaultServer(
    {
      async answer(request) {
        if (request.method === 'POST' && request.path === '/event') return shape(await trackEvent(state, request));
        const rate = limit(request.now);
        if (!rate)
          return shape(
            { status: 429, body: { message: 'Too Many Requests' } },
            { 'retry-after': '1', 'ratelimit-limit': '5', 'ratelimit-remaining': '0' },
          );
        try {
          return shape(handle(request), rate);
        } catch (error) {
          if (error instanceof Refusal) return shape(error.answer, rate);
          throw error;
        }
      },
      refuse: (status) => shape({ status, body: refusals[status] ?? {} }),
    },
    { port, clock },
  );

  return {
    ...server,
    modes,
    /** A copy of all that it holds. */
    state: () => structuredClone(state),
    /** Something that a person did in ActiveCampaign itself. @param {(state: import('./seed.mjs').State) => void} change */
    change: (change) => change(state),
    reset() {
      state = seed();
      recent = [];
      server.asked.length = 0;
      server.calm();
    },
  };
}

/** @type {Record<number, unknown>} */
const refusals = {
  401: { message: 'You are not authorized to access this resource.' },
  403: { message: 'You are not authorized to access this resource.' },
  429: { message: 'Too Many Requests' },
};

/**
 * @param {string} method @param {string} path below the API's prefix @param {URLSearchParams} query
 * @returns {[import('./reads.mjs').Handler, string[]]}
 */
function find(method, path, query) {
  for (const [at, known, handler] of method === 'GET' ? reads : []) {
    const match = at.exec(path);
    if (!match) continue;
    allowQuery(query, known);
    return [handler, match.slice(1).map(decodeURIComponent)];
  }
  for (const [verb, at, handler] of writes) {
    const match = verb === method ? at.exec(path) : null;
    if (!match) continue;
    allowQuery(query, []);
    return [handler, match.slice(1)];
  }
  throw new Refusal(404, { message: 'Not Found' });
}

/** @param {import('./seed.mjs').User} user @param {unknown} body */
function deniesDeals({ denied }, body) {
  const note = /** @type {{ note?: { reltype?: unknown } } | undefined} */ (body)?.note;
  return denied.includes('deals') && note?.reltype === 'Deal';
}
