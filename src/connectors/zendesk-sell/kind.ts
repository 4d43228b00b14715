import { type ConnectorKind, connectByKey } from '../connector-kind';
import { cleanKey, faultOfKey } from '../keys';
import { BASE_URL, RATE } from './api';
import { makeZendeskSellConnector } from './zendesk-sell';

const LABEL = 'connector_zendesk_sell';

export const zendeskSellKind: ConnectorKind = {
  id: 'zendesk-sell',
  labelKey: LABEL,
  aboutKey: 'connector_zendesk_sell_about',
  fields: [
    {
      ...{ id: 'token', kind: 'secret', labelKey: 'connector_zendesk_sell_token', hintKey: 'connector_zendesk_sell_token_hint' },
      example: '',
    },
  ],
  rights: ['read', 'write', 'profile'],
  // Announced by Zendesk: the last day of the service.
  endsAt: Date.UTC(2027, 7, 31),
  pace: { rate: RATE, lanes: {} },
  readValues({ token }) {
    const secret = cleanKey(token);
    const fault = faultOfKey(secret, LABEL);
    return fault ? { ok: false, faults: { token: fault } } : { ok: true, baseUrl: BASE_URL, secret };
  },
  hostsOf: (baseUrl) => [`${baseUrl}/*`],
  connect: (context) => connectByKey(makeZendeskSellConnector, context),
  make: makeZendeskSellConnector,
};
