import { startFaultServer } from '../fault-server.mjs';
import { makeAuthorisation, STYLES } from '../oauth.mjs';
import { answerDetails, answerFiles, answerOwners, answerPipelines, makeAccount } from './account.mjs';
import { invalid, notAuthenticated, notFound, overLimit, Refusal, refuse } from './errors.mjs';
import { answerAssociationBatch, answerObjects, need } from './routes.mjs';
import { REQUIRED_SCOPES } from './schema.mjs';
import { seed } from './seed.mjs';

/**
 * @typedef {import('../fault-server.mjs').Request} Request
 * @typedef {import('../fault-server.mjs').Answer} Answer
 * @typedef {{ scopes: string[], userId: number | null, kind: 'app' | 'service-key' | 'oauth', expired?: boolean, expiresAt?: number }} Grant
 * @typedef {{ perTenSeconds: number, searchesPerSecond: number, perDay: number }} Limits Of Free and Starter accounts.
 */

/** Invented; nothing but this fake takes it. */
export const TOKEN = 'pat-eu1-practice-0001';
export const VERSION = '2026-03';
/** @type {Limits} */
const FREE = { perTenSeconds: 100, searchesPerSecond: 5, perDay: 250_000 };

/**
 * HubSpot on loopback, stricter than the service: what it does not know it refuses. Seeded with the demonstration's people.
 * @param {{ port?: number, clock?: () => number, limits?: Partial<Limits>, version?: string }} [options]
 */
export async function startHubSpot({ port = 0, clock = Date.now, limits = {}, version = VERSION } = {}) {
  const account = makeAccount();
  seed(account, clock());
  /** @type {Map<string, Grant>} */
  const grants = new Map([[TOKEN, { scopes: [...REQUIRED_SCOPES], userId: 1296619, kind: 'app' }]]);
  const oauth = makeAuthorisation(
    { ...STYLES.hubspot, scopes: [...REQUIRED_SCOPES, 'oauth'] },
    {
      clock,
      admit: (access, expiresAt, scopes) => void grants.set(access, { scopes, userId: 1296619, kind: 'oauth', expiresAt }),
      expel: (access) => void grants.delete(access),
    },
  );
  const meter = makeMeter({ ...FREE, ...limits });

  /** @param {Request} request @returns {Promise<Answer>} */
  async function answer(request) {
    const consent = oauth.answer({ ...request, body: request.bytes.toString('utf8') });
    if (consent) return consent;
    try {
      const grant = authenticate(grants, request);
      const refused = meter(request);
      if (refused) return overLimit(refused);
      return await route(account, grant, request, version, grants);
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  }

  const server = await startFaultServer({ answer, refuse }, { port, clock });
  return {
    ...server,
    account,
    grants,
    oauth,
    /** A copy of everything that is stored, for a test to ask what was touched. */
    state: () => snapshot(account),
  };
}

/** @param {Map<string, Grant>} grants @param {Request} request */
function authenticate(grants, { headers, now }) {
  const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  const grant = grants.get(token ?? '');
  if (!grant) throw notAuthenticated('INVALID_AUTHENTICATION');
  if (grant.expired || (grant.expiresAt ?? now + 1) <= now) throw notAuthenticated('EXPIRED_AUTHENTICATION');
  return grant;
}

/** @param {import('./account.mjs').Account} account @param {Grant} grant @param {Request} request @param {string} version @param {Map<string, Grant>} grants */
function route(account, grant, request, version, grants) {
  const { method, headers, path, bytes } = request;
  const [, family = '', ...way] = path.split('/');
  const isForm = family === 'files';
  if (
    ['POST', 'PATCH', 'PUT'].includes(method) &&
    bytes.length > 0 &&
    !(headers['content-type'] ?? '').startsWith(isForm ? 'multipart/form-data' : 'application/json')
  )
    throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'HTTP 415 Unsupported Media Type');
  if (path === '/oauth/v2/private-apps/get/access-token-info') return tokenInfo(account, grants, request);
  const at = `/${[family, ...way.slice(0, family === 'crm' ? 2 : 1)].join('/')}`;
  const { scopes } = grant;
  if (at === `/crm/objects/${version}`) return answerObjects(account, request, way.slice(2), scopes);
  if (at === `/crm/associations/${version}`) return answerAssociationBatch(account, request, way.slice(2), scopes);
  if (path === `/crm/owners/${version}`) return answerOwners(account, request, scopes);
  if (path === `/crm/pipelines/${version}/deals`) return answerPipelines(request, scopes);
  if (path === `/account-info/${version}/details` && method === 'GET') {
    need(scopes, ['oauth']);
    return answerDetails(account);
  }
  if (at === `/files/${version}` && way[1] === 'files') return answerFiles(account, request, way.slice(2), scopes);
  throw notFound();
}

/** @param {import('./account.mjs').Account} account @param {Map<string, Grant>} grants @param {Request} request @returns {Answer} */
function tokenInfo(account, grants, { method, json }) {
  const { tokenKey } = /** @type {{ tokenKey?: string }} */ (json ?? {});
  const grant = grants.get(tokenKey ?? '');
  // Service keys belong to an account, not to an app of one of its users.
  if (method !== 'POST' || !grant || grant.kind !== 'app') throw notFound();
  if (typeof tokenKey !== 'string') throw invalid('tokenKey is required');
  return { status: 200, json: { userId: grant.userId, hubId: account.portalId, appId: 77, scopes: grant.scopes } };
}

/** @param {Limits} limits */
function makeMeter({ perTenSeconds, searchesPerSecond, perDay }) {
  /** @type {number[]} */
  let all = [];
  /** @type {number[]} */
  let searches = [];
  let today = 0;
  return (/** @type {Request} */ { now, path }) => {
    if (++today > perDay) return 'DAILY';
    if (path.endsWith('/search')) {
      searches = searches.filter((at) => at > now - 1000);
      if (searches.push(now) > searchesPerSecond) return 'SECONDLY';
    }
    all = all.filter((at) => at > now - 10_000);
    return all.push(now) > perTenSeconds ? 'TEN_SECONDLY_ROLLING' : null;
  };
}

/** @param {import('./account.mjs').Account} account */
function snapshot({ records, files }) {
  const list = (/** @type {import('./schema.mjs').ObjectType} */ type) =>
    [...records.rows[type].values()].map(({ id, properties }) => ({ id, properties: { ...properties } }));
  const ids = (
    /** @type {string} */ id,
    /** @type {import('./schema.mjs').ObjectType} */ to,
    from = /** @type {'emails' | 'notes'} */ ('emails'),
  ) => records.linksOf(from, id, to).map(({ toObjectId }) => toObjectId);
  return {
    contacts: list('contacts'),
    companies: list('companies'),
    deals: list('deals'),
    emails: list('emails').map((one) => ({
      ...one,
      contacts: ids(one.id, 'contacts'),
      companies: ids(one.id, 'companies'),
      deals: ids(one.id, 'deals'),
    })),
    notes: list('notes').map((one) => ({
      ...one,
      contacts: ids(one.id, 'contacts', 'notes'),
      companies: ids(one.id, 'companies', 'notes'),
      deals: ids(one.id, 'deals', 'notes'),
    })),
    files: [...files.values()].map((file) => ({ ...file })),
  };
}
