import type { FailureCode } from '../core/outcome';
import type { Checked, ConnectorContext, CrmConnector, Identity } from './crm-connector';
import type { RuleSource } from './endpoint-rules';
import type { TrackingSource } from './endpoint-tracking';
import type { Rate } from './pace';

export type FieldId = 'baseUrl' | 'code' | 'token';
export type FieldValues = Partial<Record<FieldId, string>>;

/** What the rep is asked for when she connects; the options page draws it from here. */
export interface ConnectorField {
  id: FieldId;
  /** `secret` is drawn masked, and never drawn again once it was kept. */
  kind: 'url' | 'code' | 'secret';
  /** Keys of locale strings: its name, and where the rep finds the value. */
  labelKey: string;
  hintKey: string;
  /** What a value looks like. */
  example: string;
}

/** What is wrong with a value before anybody is asked: a locale string, and the keys of the names to fill it in with. */
export interface FieldFault {
  key: string;
  names: readonly string[];
}

/** The values in the form that requests are made with, or what is wrong with them, by field. */
export type ReadValues = { ok: true; baseUrl: string; secret: string } | { ok: false; faults: Partial<Record<FieldId, FieldFault>> };

/** - `pairing_code_unknown`: wrong, used or expired. `other_account`: works, but is not the account it was meant for. */
export type ConnectFailure = FailureCode | 'pairing_code_unknown' | 'other_account';
export type Connected = { ok: true; token: string; identity: Identity } | { ok: false; code: ConnectFailure; detail: string };

/** A CRM that can be connected: what is asked for, what it may be asked by, and how it is spoken to. */
export interface ConnectorKind {
  id: string;
  /** Keys of locale strings: its name, and one sentence on what it is. */
  labelKey: string;
  aboutKey: string;
  fields: readonly ConnectorField[];
  /** The rights its key needs, as the CRM itself names them. */
  rights: readonly string[];
  /** Epoch ms at which the service ends. */
  endsAt?: number;
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
