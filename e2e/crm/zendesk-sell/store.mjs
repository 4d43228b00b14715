// What the account holds, and the queries that the API offers on it.

import {
  ACCOUNT,
  ASSOCIATED,
  CONTACTS,
  DEALS,
  LEADS,
  NAMELESS_TOKEN,
  NOTES,
  PIPELINES,
  READ_ONLY_TOKEN,
  STAGES,
  TOKEN,
  USERS,
} from './seed.mjs';

/** @typedef {Record<string, any> & { id: number }} Row */

/** @param {() => number} clock epoch ms */
export function makeStore(clock) {
  /** @type {Record<'contacts' | 'leads' | 'deals' | 'notes' | 'pipelines' | 'stages' | 'users', Row[]>} */
  const tables = structuredClone({
    contacts: CONTACTS,
    leads: LEADS,
    deals: DEALS,
    notes: NOTES,
    pipelines: PIPELINES,
    stages: STAGES,
    users: USERS,
  });
  const associated = structuredClone(ASSOCIATED);
  /** @type {Map<string, { userId: number, scopes: string[], expiresAt: number }>} */
  const tokens = new Map([
    [TOKEN, { userId: 9, scopes: ['read', 'write', 'profile'], expiresAt: Number.POSITIVE_INFINITY }],
    [READ_ONLY_TOKEN, { userId: 9, scopes: ['read', 'profile'], expiresAt: Number.POSITIVE_INFINITY }],
    [NAMELESS_TOKEN, { userId: 9, scopes: ['read', 'write'], expiresAt: Number.POSITIVE_INFINITY }],
  ]);
  /** @type {Map<object, number>} when a row came, for what lags behind */
  const cameAt = new Map();
  let lastId = 9000;
  const now = () => new Date(clock()).toISOString().replace(/\.\d+Z$/, 'Z');

  return {
    account: ACCOUNT,
    tables,
    associated,
    tokens,
    now,
    /** @param {keyof typeof tables} table @param {Record<string, unknown>} data @returns {Row} */
    add(table, data) {
      const row = { id: ++lastId, ...data, created_at: now(), updated_at: now() };
      tables[table].push(row);
      cameAt.set(row, clock());
      return row;
    },
    /** @param {keyof typeof tables} table @param {number} id */
    find: (table, id) => tables[table].find((row) => row.id === id),
    /** @param {keyof typeof tables} table @param {number} id @returns {boolean} was it there */
    remove(table, id) {
      const index = tables[table].findIndex((row) => row.id === id);
      if (index >= 0) tables[table].splice(index, 1);
      return index >= 0;
    },
    /** Has the search index seen it by now. @param {object} row @param {number} lagMs */
    isIndexed: (row, lagMs) => clock() - (cameAt.get(row) ?? Number.NEGATIVE_INFINITY) >= lagMs,
    /** A copy of everything, for a test that asks what was touched. */
    state: () => structuredClone(tables),
  };
}

/** @typedef {ReturnType<typeof makeStore>} Store */

/**
 * Rows in the order of `sort_by` (ascending unless it says `:desc`), those of one value by id.
 * @param {Row[]} rows @param {string} field @param {boolean} descending
 */
export function sortRows(rows, field, descending) {
  const value = (/** @type {Row} */ row) => row[field] ?? '';
  const order = descending ? -1 : 1;
  return [...rows].sort((a, b) => order * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a.id - b.id));
}

/** Full-text search: every word of the query is a word of the text. @param {string} text @param {string} query */
export function hasWords(text, query) {
  const wordsOf = (/** @type {string} */ from) => from.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const words = new Set(wordsOf(text));
  const wanted = wordsOf(query);
  return wanted.length > 0 && wanted.every((word) => words.has(word));
}
