import Type, { type Static } from 'typebox';

/** As much of Sell's records as we read. Everything but the id may be missing: recorded answers leave out what is empty. */

const Id = Type.Union([Type.Integer(), Type.String({ pattern: '^\\d+$' })]);
const text = () => Type.Optional(Type.Union([Type.String(), Type.Null()]));
const id = () => Type.Optional(Type.Union([Id, Type.Null()]));

export const ContactShape = Type.Object({
  id: Id,
  name: text(),
  first_name: text(),
  last_name: text(),
  email: text(),
  website: text(),
  is_organization: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  /** The organisation; newer answers name it `parent_organization_id`. */
  contact_id: id(),
  parent_organization_id: id(),
  owner_id: id(),
});
export type SellContact = Static<typeof ContactShape>;

export const LeadShape = Type.Object({ id: Id, first_name: text(), last_name: text(), organization_name: text(), email: text() });
export type SellLead = Static<typeof LeadShape>;

export const DealShape = Type.Object({
  id: Id,
  name: text(),
  /** In units of the currency: a number in old answers, a decimal string in newer ones. */
  value: Type.Optional(Type.Union([Type.Number(), Type.String(), Type.Null()])),
  currency: text(),
  stage_id: id(),
  /** Mail that is sent there in Bcc appears in Sell as a real e-mail. */
  dropbox_email: text(),
  created_at: text(),
});
export type SellDeal = Static<typeof DealShape>;

export const PipelineShape = Type.Object({ id: Id });

export const StageShape = Type.Object({
  id: Id,
  name: text(),
  category: text(),
  active: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
});
export type SellStage = Static<typeof StageShape>;

export const NoteShape = Type.Object({
  id: Id,
  content: text(),
  resource_type: text(),
  resource_id: id(),
  created_at: text(),
});
export type SellNote = Static<typeof NoteShape>;

export const UserShape = Type.Object({ id: Id, name: text(), email: text(), role: text() });
export const AccountShape = Type.Object({ id: Id, name: text() });

/** Who a person or a lead is called. */
export function nameOf(
  one: Pick<SellContact, 'name' | 'first_name' | 'last_name' | 'email'> & Pick<SellLead, 'organization_name'>,
): string {
  const joined = [one.first_name, one.last_name].filter(Boolean).join(' ');
  return one.name || joined || one.organization_name || one.email || '';
}

/** The organisation somebody belongs to. */
export const companyIdOf = (contact: SellContact): string | null => {
  const organisation = contact.contact_id ?? contact.parent_organization_id;
  return organisation === null || organisation === undefined ? null : String(organisation);
};

/** Where a record opens in the browser. */
export const urlOf = (kind: 'contact' | 'company' | 'deal' | 'lead', recordId: string): string => {
  const place = { contact: 'crm/contacts', company: 'crm/contacts', deal: 'sales/deals', lead: 'leads' }[kind];
  return `https://app.futuresimple.com/${place}/${encodeURIComponent(recordId)}`;
};
