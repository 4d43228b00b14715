import Type, { type Static } from 'typebox';
import type { FailureCode } from './outcome';

// How a CRM that can be connected looks to whoever connects it: plain data, so that a page that holds no connector can draw it.

export const FieldIdSchema = Type.Union([Type.Literal('baseUrl'), Type.Literal('code'), Type.Literal('token')]);
export type FieldId = Static<typeof FieldIdSchema>;
export type FieldValues = Partial<Record<FieldId, string>>;

/** What is asked for when it is connected. */
export const ConnectorFieldSchema = Type.Object({
  id: FieldIdSchema,
  /** `secret` is drawn masked, and never drawn again once it was kept. */
  kind: Type.Union([Type.Literal('url'), Type.Literal('code'), Type.Literal('secret')]),
  /** Keys of locale strings: its name, and where the value is found. */
  labelKey: Type.String(),
  hintKey: Type.String(),
  /** What a value looks like. */
  example: Type.String(),
});
export type ConnectorField = Static<typeof ConnectorFieldSchema>;

export const ConnectorFaceSchema = Type.Object({
  id: Type.String(),
  /** Keys of locale strings: its name, and one sentence on what it is. */
  labelKey: Type.String(),
  aboutKey: Type.String(),
  fields: Type.Array(ConnectorFieldSchema),
  /** The rights its key needs, as the CRM itself names them. */
  rights: Type.Array(Type.String()),
  /** Epoch ms at which the service ends. */
  endsAt: Type.Optional(Type.Integer()),
});
export type ConnectorFace = Static<typeof ConnectorFaceSchema>;

/** What is wrong with a value before anybody is asked: a locale string, and the keys of the names to fill it in with. */
export const FieldFaultSchema = Type.Object({ key: Type.String(), names: Type.Array(Type.String()) });
export type FieldFault = Static<typeof FieldFaultSchema>;
export type FieldFaults = Partial<Record<FieldId, FieldFault>>;

/** - `pairing_code_unknown`: wrong, used or expired. `other_account`: works, but is not the account it was meant for. */
export type ConnectFailure = FailureCode | 'pairing_code_unknown' | 'other_account';
