// Lists: which filters each resource knows, and what is refused.

import { invalidParam, list, notFound } from './envelope.mjs';
import { hasWords, sortRows } from './store.mjs';

/** @typedef {import('./store.mjs').Row} Row @typedef {import('./envelope.mjs').Answer} Answer */
/** @typedef {'exact' | 'integer' | 'boolean' | 'ids' | 'words'} Filter */
/** @typedef {{ indexLagMs: number, listMeta: 'full' | 'none' | 'top-level', goneNotes: 200 | 404 }} Habits */

/** @type {Record<string, { type: string, sort: string, filters: Record<string, Filter>, sorts: string[] }>} */
export const LISTS = {
  contacts: {
    ...{ type: 'contact', sort: 'last_name', sorts: ['last_name', 'name', 'created_at', 'updated_at'] },
    filters: {
      email: 'exact',
      name: 'exact',
      first_name: 'exact',
      last_name: 'exact',
      is_organization: 'boolean',
      contact_id: 'integer',
      ids: 'ids',
    },
  },
  leads: {
    ...{ type: 'lead', sort: 'last_name', sorts: ['last_name', 'created_at', 'updated_at'] },
    filters: {
      email: 'exact',
      first_name: 'exact',
      last_name: 'exact',
      organization_name: 'exact',
      status: 'exact',
      owner_id: 'integer',
      ids: 'ids',
    },
  },
  deals: {
    ...{ type: 'deal', sort: 'created_at', sorts: ['created_at', 'updated_at', 'name', 'value'] },
    filters: {
      contact_id: 'integer',
      organization_id: 'integer',
      owner_id: 'integer',
      stage_id: 'integer',
      hot: 'boolean',
      name: 'exact',
      ids: 'ids',
    },
  },
  notes: {
    ...{ type: 'note', sort: 'updated_at', sorts: ['created_at', 'updated_at', 'resource_type'] },
    filters: { q: 'words', resource_type: 'exact', resource_id: 'integer', creator_id: 'integer', ids: 'ids' },
  },
  pipelines: { type: 'pipeline', sort: 'id', sorts: ['id', 'name'], filters: { ids: 'ids' } },
  stages: { type: 'stage', sort: 'position', sorts: ['position', 'id'], filters: { pipeline_id: 'integer', ids: 'ids' } },
  users: { type: 'user', sort: 'id', sorts: ['id', 'name'], filters: { email: 'exact', status: 'exact', role: 'exact', ids: 'ids' } },
};

/**
 * @param {import('./store.mjs').Store} store @param {keyof typeof LISTS & keyof typeof store.tables} table @param {URL} url @param {Habits} habits
 * @returns {Answer}
 */
export function answerList(store, table, url, habits) {
  const { type, sort, sorts, filters } = LISTS[table];
  const given = Object.fromEntries(url.searchParams);
  if ([...url.searchParams.keys()].length !== Object.keys(given).length) return invalidParam('A query parameter is given twice.');
  const { page = '1', per_page: perPage = '25', sort_by: sortBy = sort, ...asked } = given;
  if (!isWithin(page, 1, 100_000)) return refuseNumber('page', page, 100_000);
  if (!isWithin(perPage, 1, 100)) return refuseNumber('per_page', perPage, 100);
  const [field, direction = 'asc', ...more] = sortBy.split(':');
  if (!sorts.includes(field) || !['asc', 'desc'].includes(direction) || more.length > 0)
    return invalidParam(`The request query parameter 'sort_by' has an invalid value (given: ${sortBy})`);
  // Without a pipeline named, stages are those of the first one.
  if (table === 'stages') asked.pipeline_id ??= String(store.tables.pipelines[0].id);
  let rows = store.tables[table];
  for (const [name, value] of Object.entries(asked)) {
    const filter = filters[name];
    const keeps = filter && makeFilter(filter, name, value);
    if (!keeps) return invalidParam(`The request query parameter '${name}' is unknown or has an invalid value`);
    const lags = name === 'q' || name === 'email';
    rows = rows.filter((row) => keeps(row) && (!lags || store.isIndexed(row, habits.indexLagMs)));
  }
  if (table === 'notes' && habits.goneNotes === 404 && isOfNothing(store, asked)) return notFound(asked.resource_type);
  rows = sortRows(rows, field, direction === 'desc');
  return list({ type, rows, page: Number(page), perPage: Number(perPage), url, meta: habits.listMeta });
}

/** Notes of a record that is not there. @param {import('./store.mjs').Store} store @param {Record<string, string>} asked */
function isOfNothing(store, { resource_type: type, resource_id: id }) {
  const table = type && /** @type {'contacts' | 'leads' | 'deals'} */ (`${type}s`);
  return !!table && !!id && table in store.tables && !store.find(table, Number(id));
}

/** @param {string} text @param {number} least @param {number} most */
const isWithin = (text, least, most) => /^\d{1,6}$/.test(text) && Number(text) >= least && Number(text) <= most;

/** @param {string} name @param {string} given @param {number} most */
const refuseNumber = (name, given, most) =>
  invalidParam(
    `The request query parameter '${name}' is malformed, missing, or has an invalid value (must be between 1 and ${most}, given: ${given})`,
  );

/** @param {Filter} filter @param {string} name @param {string} value @returns {((row: Row) => boolean) | null} null: no such value */
function makeFilter(filter, name, value) {
  if (value === '') return null;
  if (filter === 'exact') return (row) => row[name] === value;
  if (filter === 'words') return (row) => hasWords(row.content, value);
  if (filter === 'boolean') return ['true', 'false'].includes(value) ? (row) => row[name] === (value === 'true') : null;
  if (filter === 'integer') return /^\d{1,15}$/.test(value) ? (row) => row[name] === Number(value) : null;
  const ids = value.split(',');
  return ids.length <= 100 && ids.every((id) => /^\d{1,15}$/.test(id)) ? (row) => ids.includes(String(row.id)) : null;
}
