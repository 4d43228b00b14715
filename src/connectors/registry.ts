import { activeCampaignKind } from './activecampaign/kind';
import type { ConnectorKind } from './connector-kind';
import { endpointKind } from './endpoint-kind';
import { hubSpotKind } from './hubspot/kind';
import { zendeskSellKind } from './zendesk-sell/kind';

/** In the order in which they are offered. */
export const connectorKinds: readonly ConnectorKind[] = [hubSpotKind, activeCampaignKind, zendeskSellKind, endpointKind];

export const findConnectorKind = (id: string): ConnectorKind | undefined => connectorKinds.find((kind) => kind.id === id);
