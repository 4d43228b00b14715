import { type ConnectorKind, connectByKey } from '../connector-kind';
import { cleanKey, faultOfKey, faultOfUrl } from '../keys';
import { ACTIVECAMPAIGN_RATE } from './api';
import { AREAS, makeActiveCampaignConnector, parseApiUrl } from './connector';

const LABEL = 'connector_activecampaign';

export const activeCampaignKind: ConnectorKind = {
  id: 'activecampaign',
  labelKey: LABEL,
  aboutKey: 'connector_activecampaign_about',
  fields: [
    {
      ...{ id: 'baseUrl', kind: 'url', labelKey: 'connector_activecampaign_url', hintKey: 'connector_activecampaign_url_hint' },
      example: 'https://acme.api-us1.com',
    },
    {
      ...{ id: 'token', kind: 'secret', labelKey: 'connector_activecampaign_key', hintKey: 'connector_activecampaign_key_hint' },
      example: '',
    },
  ],
  rights: Object.keys(AREAS),
  pace: { rate: ACTIVECAMPAIGN_RATE, lanes: {} },
  readValues({ baseUrl: typed = '', token }) {
    const parsed = parseApiUrl(typed);
    // A service on this computer would be somebody's proxy: the key goes to ActiveCampaign over TLS or not at all.
    // Only the account's name is no address: a host of one word would be some computer in the office.
    const baseUrl = parsed?.startsWith('https://') && new URL(parsed).hostname.includes('.') ? parsed : null;
    const secret = cleanKey(token);
    const fault = faultOfKey(secret, LABEL);
    if (baseUrl !== null && !fault) return { ok: true, baseUrl, secret };
    return { ok: false, faults: { ...(baseUrl === null ? { baseUrl: faultOfUrl(typed) } : {}), ...(fault ? { token: fault } : {}) } };
  },
  // A pattern names a host with all its ports.
  hostsOf: (baseUrl) => [`https://${new URL(baseUrl).hostname}/*`],
  connect: (context) => connectByKey(makeActiveCampaignConnector, context),
  make: makeActiveCampaignConnector,
};
