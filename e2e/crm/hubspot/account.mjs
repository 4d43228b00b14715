import { invalid, notFound } from './errors.mjs';
import { makeRecords } from './records.mjs';
import { need } from './routes.mjs';

/**
 * @typedef {import('../fault-server.mjs').Request} Request
 * @typedef {import('../fault-server.mjs').Answer} Answer
 * @typedef {{ id: string, email: string, firstName: string, lastName: string, userId: number, archived: boolean }} Owner
 * @typedef {{ id: string, name: string, path: string, access: string, size: number, type: string }} StoredFile
 */

/** One HubSpot account: its records, its people, its files, and what can be set about it. */
export function makeAccount() {
  /** @type {Owner[]} */
  const owners = [];
  /** @type {Map<string, StoredFile>} */
  const files = new Map();
  const account = {
    portalId: 4711001,
    owners,
    files,
    /** `toObjectId` is a number in some accounts, a string in others. */
    numericIds: true,
    /** Does a write accept the id of a contact that was merged into another. @type {'resolve' | 'refuse'} */
    mergedOnWrite: 'resolve',
    /** Characters of a mail's text or HTML; null: as many as there are. @type {number | null} */
    longestBody: null,
    /** No document says whether a mail's Message-ID may be written. */
    takesMessageIds: true,
    indexDelayMs: 0,
    /** @type {string[]} */
    currencies: [],
    records: makeRecords({ indexDelay: () => account.indexDelayMs }),
  };
  return account;
}

/** @typedef {ReturnType<typeof makeAccount>} Account */

/** @param {Account} account @param {Request} request @param {string[]} scopes @returns {Answer} */
export function answerOwners(account, { method, url }, scopes) {
  if (method !== 'GET') throw notFound();
  need(scopes, ['crm.objects.owners.read']);
  const email = url.searchParams.get('email')?.toLowerCase();
  const limit = Number(url.searchParams.get('limit') ?? 100);
  const start = Number(url.searchParams.get('after') ?? 0);
  const archived = url.searchParams.get('archived') === 'true';
  if (!(limit >= 1 && limit <= 500)) throw invalid('limit must be between 1 and 500');
  const all = account.owners.filter((owner) => owner.archived === archived && (email === undefined || owner.email === email));
  const results = all.slice(start, start + limit).map((owner) => ({
    ...owner,
    ...{
      userIdIncludingInactive: owner.userId,
      type: 'PERSON',
      createdAt: '2024-01-01T00:00:00Z',
      updatedAt: '2024-01-01T00:00:00Z',
      teams: [],
    },
  }));
  const after = start + limit < all.length ? String(start + limit) : null;
  return { status: 200, json: { results, ...(after ? { paging: { next: { after } } } : {}) } };
}

const STAGES = [
  { id: 'appointmentscheduled', label: 'Appointment scheduled', isClosed: 'false', probability: '0.2' },
  { id: 'contractsent', label: 'Contract sent', isClosed: 'false', probability: '0.9' },
  { id: 'closedwon', label: 'Closed won', isClosed: 'true', probability: '1.0' },
  { id: 'closedlost', label: 'Closed lost', isClosed: 'true', probability: '0.0' },
];

/** @param {Request} request @param {string[]} scopes @returns {Answer} */
export function answerPipelines({ method }, scopes) {
  if (method !== 'GET') throw notFound();
  need(scopes, ['crm.objects.deals.read']);
  const stages = STAGES.map(({ id, label, ...metadata }, displayOrder) => ({ id, label, displayOrder, metadata }));
  return { status: 200, json: { results: [{ id: 'default', label: 'Sales pipeline', displayOrder: 0, stages }] } };
}

/** @param {Account} account @param {Request} request @param {string[]} way @param {string[]} scopes @returns {Promise<Answer>} */
export async function answerFiles(account, request, [id, ...rest], scopes) {
  need(scopes, ['files']);
  if (request.method === 'GET' && id === 'stat') {
    const path = decodeURIComponent(rest.join('/'));
    const file = [...account.files.values()].find((one) => one.path === path);
    if (!file) throw notFound();
    const at = new Date(request.now).toISOString();
    return { status: 200, json: { file: { ...file, createdAt: at, updatedAt: at, archived: false } } };
  }
  if (request.method === 'DELETE' && id) {
    if (!account.files.delete(id)) throw notFound();
    return { status: 204 };
  }
  if (request.method !== 'POST' || id) throw notFound();
  const form = await request.form().catch(() => {
    throw invalid('Unable to parse multipart/form-data');
  });
  const file = form.get('file');
  const unknown = [...form.keys()].filter(
    (key) => !['file', 'folderPath', 'folderId', 'fileName', 'options', 'charsetHunch'].includes(key),
  );
  const options = parseOptions(form.get('options'));
  if (unknown.length > 0 || !(file instanceof File)) throw invalid('a file, and nothing that is not known');
  const folder = form.get('folderPath') ?? form.get('folderId');
  if (folder === null) throw invalid('folderPath or folderId is required');
  const name = String(form.get('fileName') ?? file.name);
  const path = `${folder}/${name}`;
  const same = [...account.files.values()].find((one) => one.path === path);
  const stored = {
    id: same && options.overwrite ? same.id : String(24_332_474_000 + account.files.size),
    name,
    path,
    access: options.access,
    size: file.size,
    type: file.type,
  };
  account.files.set(stored.id, stored);
  const at = new Date(request.now).toISOString();
  return {
    status: 201,
    json: {
      ...stored,
      url: `https://files.example/${stored.id}`,
      extension: name.split('.').pop(),
      createdAt: at,
      updatedAt: at,
      archived: false,
    },
  };
}

/** @param {FormDataEntryValue | null} text */
function parseOptions(text) {
  try {
    const { access, overwrite } = JSON.parse(String(text));
    if (!['PRIVATE', 'PUBLIC_NOT_INDEXABLE', 'PUBLIC_INDEXABLE'].includes(access)) throw new Error('access');
    return { access: String(access), overwrite: overwrite === true };
  } catch {
    throw invalid('options must be JSON with an access level');
  }
}

/** @param {Account} account @returns {Answer} */
export const answerDetails = ({ portalId, currencies }) => ({
  status: 200,
  json: {
    ...{ portalId, accountType: 'STANDARD', timeZone: 'Europe/Berlin', companyCurrency: 'EUR', additionalCurrencies: currencies },
    ...{ utcOffset: '+01:00', utcOffsetMilliseconds: 3_600_000, uiDomain: 'app-eu1.hubspot.com', dataHostingLocation: 'eu1' },
  },
});
