import { type ConnectorKind, connectByKey } from '../connector-kind';
import { cleanKey, faultOfKey } from '../keys';
import { HUBSPOT_SCOPES } from './account';
import { HUBSPOT_LANES, HUBSPOT_RATE, HUBSPOT_URL } from './api';
import { makeHubSpotConnector } from './hubspot';

const LABEL = 'connector_hubspot';

export const hubSpotKind: ConnectorKind = {
  id: 'hubspot',
  labelKey: LABEL,
  aboutKey: 'connector_hubspot_about',
  fields: [
    {
      ...{ id: 'token', kind: 'secret', labelKey: 'connector_hubspot_token', hintKey: 'connector_hubspot_token_hint' },
      example: 'pat-eu1-…',
    },
  ],
  // Without `oauth` it all works, but no record has a link.
  rights: [...HUBSPOT_SCOPES, 'oauth'],
  pace: { rate: HUBSPOT_RATE, lanes: HUBSPOT_LANES },
  readValues({ token }) {
    const secret = cleanKey(token);
    const fault = faultOfKey(secret, LABEL);
    return fault ? { ok: false, faults: { token: fault } } : { ok: true, baseUrl: HUBSPOT_URL, secret };
  },
  hostsOf: (baseUrl) => [`${baseUrl}/*`],
  connect: (context) => connectByKey(makeHubSpotConnector, context),
  make: makeHubSpotConnector,
};
