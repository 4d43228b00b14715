import { startFaultServer } from '../fault-server.mjs';
import { makeAuthorisation, STYLES } from '../oauth.mjs';
import { answerApi } from './api.mjs';
import { refuse } from './envelope.mjs';
import { makeStore } from './store.mjs';

export { NAMELESS_TOKEN, READ_ONLY_TOKEN, TOKEN } from './seed.mjs';

/** @typedef {import('../fault-server.mjs').Answer} HttpAnswer */
/**
 * What is not documented, or differs from account to account.
 * @typedef {import('./api.mjs').ApiHabits & { limitBody: 'envelope' | 'html' }} Habits
 *   `goneStatus`: what a note on a record that is not there gets. `goneNotes`: what the list of its notes gets. `createdStatus`: what a new record gets. `indexLagMs`: how long a
 *   record is not found by its text or address. `listMeta`: where a list says how to go on. `perSecond`: 0 for no limit.
 *   `limitBody`: in which words a limit is told.
 */
/** @type {Habits} */
const USUAL = {
  goneStatus: 404,
  goneNotes: 200,
  createdStatus: 200,
  indexLagMs: 0,
  listMeta: 'full',
  perSecond: 10,
  limitBody: 'envelope',
};

const PAGE = '<!DOCTYPE html><html><head><title>429 Too Many Requests</title></head><body>Too Many Requests</body></html>';
const CODES = {
  401: 'unauthorized',
  403: 'insufficient_scope',
  429: 'rate_limit_exceeded',
  500: 'server_error',
  503: 'temporarily_unavailable',
};

/**
 * A strict practice Zendesk Sell on loopback: what it refuses, the service refuses too, and more.
 *
 * @param {{ port?: number, clock?: () => number } & Partial<Habits>} [options]
 */
export async function startZendeskSell({ port = 0, clock = Date.now, ...changed } = {}) {
  const habits = { ...USUAL, ...changed };
  const store = makeStore(clock);
  const oauth = makeAuthorisation(
    { ...STYLES['zendesk-sell'], scopes: ['read', 'write', 'profile', 'sync'] },
    {
      clock,
      admit: (access, expiresAt, scopes) => void store.tokens.set(access, { userId: 9, scopes, expiresAt }),
      expel: (access) => void store.tokens.delete(access),
    },
  );
  /** When the requests of the last second came, by token. @type {Map<string, number[]>} */
  const recent = new Map();

  /** @param {number} status @returns {HttpAnswer} */
  function refuseAs(status) {
    if (status === 429 && habits.limitBody === 'html') return { status, text: PAGE, type: 'text/html; charset=utf-8' };
    const code = CODES[status];
    // What the service has no code for comes from something in front of it.
    return code ? toHttp(refuse(status, { code, message: code.replaceAll('_', ' ') })) : { status, text: `Error ${status}` };
  }

  /** Ten in any second for each token. @param {string} token @param {number} now */
  function isOverLimit(token, now) {
    const times = (recent.get(token) ?? []).filter((at) => at > now - 1000 && at <= now);
    const over = habits.perSecond > 0 && times.length >= habits.perSecond;
    recent.set(token, over ? times : [...times, now]);
    return over;
  }

  const server = await startFaultServer(
    {
      answer({ method, url, headers, bytes, now }) {
        const request = { method, url, headers, body: bytes.toString('utf8') };
        const consent = oauth.answer(request);
        if (consent) return consent;
        for (const [token, { expiresAt }] of store.tokens) if (expiresAt <= now) store.tokens.delete(token);
        return isOverLimit(headers.authorization ?? '', now) ? refuseAs(429) : toHttp(answerApi(store, request, habits));
      },
      refuse: refuseAs,
    },
    { port, clock },
  );

  return {
    ...server,
    habits,
    oauth,
    /** A copy of all records, as they are now. */
    state: store.state,
    /** Somebody works in Sell: deletes a record, as a merge does too. @param {'contacts' | 'leads' | 'deals' | 'notes'} table @param {number} id */
    drop: (table, id) => store.remove(table, id),
    /** Somebody works in Sell: changes fields. @param {'contacts' | 'leads' | 'deals' | 'stages'} table @param {number} id @param {object} fields */
    change: (table, id, fields) => void Object.assign(store.find(table, id) ?? {}, fields),
    /** Somebody works in Sell: makes a record. @param {'contacts' | 'leads' | 'deals' | 'notes'} table @param {object} fields */
    add: (table, fields) => store.add(table, { ...fields }),
    /** @param {string} token */
    revoke: (token) => void store.tokens.delete(token),
  };
}

/** @param {import('./envelope.mjs').Answer} answer @returns {HttpAnswer} */
function toHttp({ status, headers, body }) {
  return typeof body === 'string' ? { status, headers, text: body } : { status, headers, ...(body === undefined ? {} : { json: body }) };
}
