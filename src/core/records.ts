import Type, { type Static } from 'typebox';
import { RecordKindSchema } from './engagement';

const id = Type.String({ minLength: 1, maxLength: 100 });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** A CRM record, as much of it as a plan, a search result or a side panel shows. `url` opens it in the CRM. */
export const CompanySchema = Type.Object({ id, name: Type.String(), domain: nullable(Type.String()), url: nullable(Type.String()) });
export type Company = Static<typeof CompanySchema>;

export const DealSchema = Type.Object({
  id,
  name: Type.String(),
  stage: Type.String(),
  open: Type.Boolean(),
  /** Minor units of `currency`. */
  amount: nullable(Type.Integer()),
  currency: nullable(Type.String()),
  /** Epoch ms; "most recent" means newest created. */
  createdAt: Type.Integer(),
  url: nullable(Type.String()),
  /** The deal's own address: a mail that has it in Bcc is filed by the CRM itself. */
  dropbox: Type.Optional(Type.String()),
});
export type Deal = Static<typeof DealSchema>;

export const LeadSchema = Type.Object({ id, name: Type.String(), url: nullable(Type.String()) });
export type Lead = Static<typeof LeadSchema>;

/** A contact with what a mail to it is tied to by default: its primary company and its open deals, newest created first. */
export const ContactSchema = Type.Object({
  id,
  name: Type.String(),
  address: Type.String(),
  owner: nullable(Type.String()),
  company: nullable(CompanySchema),
  deals: Type.Array(DealSchema),
  url: nullable(Type.String()),
});
export type Contact = Static<typeof ContactSchema>;

/** What a CRM knows of one address. More than one contact: the rep chooses, nobody guesses. */
export const KnownSchema = Type.Object({
  address: Type.String(),
  contacts: Type.Array(ContactSchema),
  leads: Type.Array(LeadSchema),
});
export type Known = Static<typeof KnownSchema>;

/** One hit of a search. `detail` tells records of one name apart: an address, a domain, a stage. */
export const FoundRecordSchema = Type.Object({
  kind: RecordKindSchema,
  id,
  name: Type.String(),
  detail: Type.String(),
  address: nullable(Type.String()),
  url: nullable(Type.String()),
});
export type FoundRecord = Static<typeof FoundRecordSchema>;

/** A contact of which no more than this is known. */
export const bareContact = (id: string, name: string, address: string): Contact => ({
  id,
  name,
  address,
  owner: null,
  company: null,
  deals: [],
  url: null,
});
