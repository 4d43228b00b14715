import type { FieldFault } from '../core/connector-face';
import type { ConnectorKind } from './connector-kind';
import { makeEndpointConnector } from './endpoint';
import { pairWithEndpoint, parseBaseUrl, unpairFromEndpoint } from './endpoint-pairing';
import { makeEndpointRules } from './endpoint-rules';
import { makeEndpointTracking } from './endpoint-tracking';
import { faultOfUrl } from './keys';

const NO_CODE: FieldFault = { key: 'options_code_missing', names: [] };

export const endpointKind: ConnectorKind = {
  id: 'endpoint',
  labelKey: 'connector_endpoint',
  aboutKey: 'connector_endpoint_about',
  fields: [
    {
      ...{ id: 'baseUrl', kind: 'url', labelKey: 'connector_endpoint_url', hintKey: 'connector_endpoint_url_hint' },
      example: 'https://crm.example.com',
    },
    { id: 'code', kind: 'code', labelKey: 'connector_endpoint_code', hintKey: 'connector_endpoint_code_hint', example: 'ABCD-1234' },
  ],
  rights: [],
  readValues({ baseUrl: typed = '', code = '' }) {
    const baseUrl = parseBaseUrl(typed);
    const secret = code.trim();
    if (baseUrl !== null && secret !== '') return { ok: true, baseUrl, secret };
    return {
      ok: false,
      faults: { ...(baseUrl === null ? { baseUrl: faultOfUrl(typed) } : {}), ...(secret === '' ? { code: NO_CODE } : {}) },
    };
  },
  // It lets extensions in by CORS, and so needs no permission of the browser's.
  hostsOf: () => [],
  timelineOf: (baseUrl) => `${baseUrl}/timeline/`,
  connect: pairWithEndpoint,
  make: makeEndpointConnector,
  makeRules: makeEndpointRules,
  makeTracking: makeEndpointTracking,
  disconnect: unpairFromEndpoint,
};
