import { randomUUID } from 'node:crypto';

/** @typedef {import('../fault-server.mjs').Answer} Answer */

/** HubSpot's own words for what it refuses. */
export class Refusal extends Error {
  /** @param {number} status @param {string} category @param {string} message @param {object} [more] */
  constructor(status, category, message, more = {}) {
    super(message);
    this.status = status;
    this.body = { status: 'error', message, correlationId: randomUUID(), category, ...more };
  }

  /** @returns {Answer} */
  get answer() {
    return { status: this.status, json: this.body };
  }
}

/** @param {string} message */
export const invalid = (message) => new Refusal(400, 'VALIDATION_ERROR', message);

/** @param {{ name: string, error: string, message: string }[]} faults Inside `message` is JSON, as HubSpot has it. */
export const invalidProperties = (faults) =>
  invalid(`Property values were not valid: ${JSON.stringify(faults.map((fault) => ({ isValid: false, ...fault })))}`);

export const notFound = () => new Refusal(404, 'OBJECT_NOT_FOUND', 'resource not found');

/** @param {string[]} scopes */
export const missingScopes = (scopes) =>
  new Refusal(403, 'MISSING_SCOPES', 'This app hasn’t been granted all required scopes to make this call.', {
    errors: [{ message: 'One or more of the following scopes are required.', context: { requiredGranularScopes: scopes } }],
    links: { scopes: 'https://developers.hubspot.com/scopes' },
  });

/** @param {'INVALID_AUTHENTICATION' | 'EXPIRED_AUTHENTICATION'} category */
export const notAuthenticated = (category) =>
  new Refusal(
    401,
    category,
    category === 'EXPIRED_AUTHENTICATION'
      ? 'The OAuth token used to make this call expired 2 minutes ago.'
      : 'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
  );

const LIMIT_WORDS = {
  DAILY: 'You have reached your daily limit.',
  TEN_SECONDLY_ROLLING: 'You have reached your ten_secondly_rolling limit.',
  SECONDLY: 'You have reached your secondly limit.',
};

/** @param {keyof typeof LIMIT_WORDS} policyName @returns {Answer} */
export const overLimit = (policyName) => ({
  status: 429,
  json: {
    ...{ status: 'error', message: LIMIT_WORDS[policyName], errorType: 'RATE_LIMIT', policyName },
    ...{ correlationId: randomUUID(), requestId: randomUUID() },
  },
});

/** What HubSpot says when it is not about the request. @param {number} status @returns {Answer} */
export function refuse(status) {
  if (status === 401) return notAuthenticated('EXPIRED_AUTHENTICATION').answer;
  if (status === 403) return missingScopes(['crm.objects.contacts.write']).answer;
  if (status === 429) return overLimit('TEN_SECONDLY_ROLLING');
  if (status === 423) return new Refusal(423, 'LOCKED', 'The resource is locked. Wait at least 2 seconds.').answer;
  if (status === 477) return new Refusal(477, 'MIGRATION_IN_PROGRESS', 'This account is being migrated.').answer;
  return { status, json: { status: 'error', message: 'internal error', correlationId: randomUUID() } };
}
