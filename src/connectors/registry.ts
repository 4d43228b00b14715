import type { ConnectorContext, CrmConnector } from './crm-connector';
import { makeEndpointConnector } from './endpoint';
import { type Paired, pairWithEndpoint, parseBaseUrl, unpairFromEndpoint } from './endpoint-pairing';
import { makeEndpointRules, type RuleSource } from './endpoint-rules';

/** What the rep is asked for when she connects; the options page draws it from here. */
export interface ConnectorField {
  id: 'baseUrl' | 'code';
  kind: 'url' | 'code';
  /** Keys of locale strings: its name, and where the rep finds the value. */
  labelKey: string;
  hintKey: string;
}

export interface ConnectorKind {
  id: string;
  /** Keys of locale strings: its name, and one sentence on what it is. */
  labelKey: string;
  aboutKey: string;
  fields: readonly ConnectorField[];
  /** Is there somebody who serves pixels and links and tells of opens and clicks. */
  tracks: boolean;
  make(context: ConnectorContext): CrmConnector;
  /** Undefined: this CRM keeps no never-log list. */
  makeRules?(context: ConnectorContext): RuleSource;
  /** The base URL as requests are made from; null: not one. */
  parseBaseUrl(text: string): string | null;
  pair(baseUrl: string, code: string, device: string, fetchIt: typeof fetch): Promise<Paired>;
  unpair(context: ConnectorContext): Promise<void>;
}

const endpoint: ConnectorKind = {
  id: 'endpoint',
  labelKey: 'connector_endpoint',
  aboutKey: 'connector_endpoint_about',
  fields: [
    { id: 'baseUrl', kind: 'url', labelKey: 'connector_endpoint_url', hintKey: 'connector_endpoint_url_hint' },
    { id: 'code', kind: 'code', labelKey: 'connector_endpoint_code', hintKey: 'connector_endpoint_code_hint' },
  ],
  tracks: false,
  make: makeEndpointConnector,
  makeRules: makeEndpointRules,
  parseBaseUrl,
  pair: pairWithEndpoint,
  unpair: unpairFromEndpoint,
};

export const connectorKinds: readonly ConnectorKind[] = [endpoint];

export const findConnectorKind = (id: string): ConnectorKind | undefined => connectorKinds.find((kind) => kind.id === id);
