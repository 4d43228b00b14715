import Type, { type Static } from 'typebox';

// As much of each answer as is read. Ids, flags and numbers come as strings, and as numbers right after a write.

const Scalar = Type.Union([Type.String({ minLength: 1 }), Type.Integer()]);
const Text = Type.Union([Type.String(), Type.Null()]);

export const IgnoredSchema = Type.Unknown();
export const MessageSchema = Type.Object({ message: Type.String() });
export const ErrorsSchema = Type.Object({
  errors: Type.Array(Type.Object({ title: Type.Optional(Type.String()), code: Type.Optional(Type.Unknown()) })),
});

const UserSchema = Type.Object({ id: Scalar, firstName: Type.Optional(Text), lastName: Type.Optional(Text), email: Type.String() });
export const MeSchema = Type.Object({ user: UserSchema });

const ContactRowSchema = Type.Object({ id: Scalar, email: Type.String(), firstName: Type.Optional(Text), lastName: Type.Optional(Text) });
export type ContactRow = Static<typeof ContactRowSchema>;
export const ContactsSchema = Type.Object({ contacts: Type.Array(ContactRowSchema) });
export const ContactSchema = Type.Object({ contact: ContactRowSchema });

const AccountRowSchema = Type.Object({ id: Scalar, name: Text, accountUrl: Type.Optional(Text) });
export type AccountRow = Static<typeof AccountRowSchema>;
export const AccountsSchema = Type.Object({ accounts: Type.Array(AccountRowSchema) });
export const AccountSchema = Type.Object({ account: AccountRowSchema });
export const AccountContactsSchema = Type.Object({ accountContacts: Type.Array(Type.Object({ account: Scalar })) });

/** A deal in a pipeline that the user may not see has little more than `isDisabled`. */
const DealRowSchema = Type.Object({
  id: Scalar,
  title: Type.Optional(Text),
  stage: Type.Optional(Type.Union([Scalar, Type.Null()])),
  /** 0 open, 1 won, 2 lost. */
  status: Type.Optional(Scalar),
  /** Cents. */
  value: Type.Optional(Type.Union([Scalar, Type.Null()])),
  currency: Type.Optional(Text),
  cdate: Type.Optional(Text),
  isDisabled: Type.Optional(Type.Unknown()),
});
export type DealRow = Static<typeof DealRowSchema>;
export const DealsSchema = Type.Object({ deals: Type.Array(DealRowSchema) });
export const DealSchema = Type.Object({ deal: DealRowSchema });
export const ContactDealsSchema = Type.Object({ contactDeals: Type.Array(Type.Object({ id: Scalar, deal: Scalar })) });
export const DealStagesSchema = Type.Object({ dealStages: Type.Array(Type.Object({ id: Scalar, title: Text })) });

const NoteRowSchema = Type.Object({
  id: Scalar,
  note: Type.Optional(Text),
  relid: Type.Optional(Scalar),
  reltype: Type.Optional(Type.String()),
});
export type NoteRow = Static<typeof NoteRowSchema>;
export const NotesSchema = Type.Object({ notes: Type.Array(NoteRowSchema) });
/** The note is the CRM's own word for it: its id, and the record it was put on. */
export const NoteSchema = Type.Object({ note: NoteRowSchema });

/** Not every list has it. */
export const TotalSchema = Type.Object({ meta: Type.Object({ total: Scalar }) });
