import Type, { type Static } from 'typebox';
import { AssociationSchema, EngagementSchema, PersonSchema } from './engagement';
import { CrmRefSchema } from './outcome';

/** A mail that a CRM holds, or held: as much of it as tells whether a message in a mailbox is logged, and to what. */
export const LoggedMailSchema = Type.Object({
  /** The engagement's id. */
  id: Type.String(),
  state: Type.Union([Type.Literal('logged'), Type.Literal('removed')]),
  messageId: Type.Union([Type.String(), Type.Null()]),
  hostId: Type.Union([Type.String(), Type.Null()]),
  /** As in the engagement; '' where the CRM does not keep it. */
  thread: Type.String(),
  account: Type.String(),
  direction: EngagementSchema.properties.direction,
  /** Epoch ms. */
  at: Type.Integer(),
  from: Type.Union([PersonSchema, Type.Null()]),
  /** With record ids; contacts with the address that led to them. Empty for what was removed. */
  associations: Type.Array(AssociationSchema),
  /** Null for what was removed. */
  ref: Type.Union([CrmRefSchema, Type.Null()]),
  /** The CRM itself or another program logged it: not ours to take out. */
  byOthers: Type.Optional(Type.Boolean()),
});
export type LoggedMail = Static<typeof LoggedMailSchema>;

/** Which mails are asked about. Account and thread as in the engagement. */
export interface MailQuery {
  account: string;
  messageIds: string[];
  hostIds: string[];
  threads: string[];
  /** Canonical addresses of those on these mails who are none of us, for a CRM that keeps mails with people only. */
  people?: string[];
}

/** One line of what happened with a contact, for the side panel. */
export const HistoryItemSchema = Type.Object({
  id: Type.String(),
  direction: EngagementSchema.properties.direction,
  at: Type.Integer(),
  subject: Type.String(),
  /** The first words, plain. */
  preview: Type.String(),
  url: Type.Union([Type.String(), Type.Null()]),
});
export type HistoryItem = Static<typeof HistoryItemSchema>;
