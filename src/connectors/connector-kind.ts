import type { ConnectFailure, ConnectorFace, FieldFaults, FieldValues } from '../core/connector-face';
import type { Checked, ConnectorContext, CrmConnector, Identity } from './crm-connector';
import type { RuleSource } from './endpoint-rules';
import type { TrackingSource } from './endpoint-tracking';
import type { Rate } from './pace';

/** The values in the form that requests are made with, or what is wrong with them, by field. */
export type ReadValues = { ok: true; baseUrl: string; secret: string } | { ok: false; faults: FieldFaults };

export type Connected = { ok: true; token: string; identity: Identity } | { ok: false; code: ConnectFailure; detail: string };

/** A CRM that can be connected: what is asked for, what it may be asked by, and how it is spoken to. */
export interface ConnectorKind extends ConnectorFace {
  /** How fast one account may be asked, by all who ask it; undefined: as fast as it answers. */
  pace?: { rate: Rate; lanes: Record<string, Rate> };
  /** Pure. */
  readValues(values: FieldValues): ReadValues;
  /** Match patterns of the hosts that are asked; none where the service lets every extension in by CORS. */
  hostsOf(baseUrl: string): string[];
  /** Where a person sees everything that was logged, where the service has such a page for us. */
  timelineOf?(baseUrl: string): string;
  /** Makes sure that it works, and tells who we are there. `device` names this browser. */
  connect(context: ConnectorContext, device: string): Promise<Connected>;
  make(context: ConnectorContext): CrmConnector;
  /** Undefined: this CRM keeps no never-log list. */
  makeRules?(context: ConnectorContext): RuleSource;
  /** Undefined: nobody serves pixels and links there. */
  makeTracking?(context: ConnectorContext): TrackingSource;
  /** Gives back what `connect` was given, where there is such a thing. */
  disconnect?(context: ConnectorContext): Promise<void>;
}

/** Connects by a key that is good until somebody withdraws it. */
export async function connectByKey(make: (context: ConnectorContext) => CrmConnector, context: ConnectorContext): Promise<Connected> {
  const checked: Checked<Identity> = await make(context).check();
  return checked.ok ? { ok: true, token: context.token, identity: checked.value } : { ok: false, code: checked.outcome.code, detail: '' };
}
