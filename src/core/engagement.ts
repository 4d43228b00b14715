import Type, { type Static } from 'typebox';

/** One person on a message. `address` is canonical (see `address.ts`); `name` is what the mail said, or ''. */
export const PersonSchema = Type.Object({
  address: Type.String({ minLength: 3, maxLength: 320 }),
  name: Type.String({ maxLength: 500 }),
});
export type Person = Static<typeof PersonSchema>;

export const FieldSchema = Type.Union([Type.Literal('to'), Type.Literal('cc'), Type.Literal('bcc')]);
export type Field = Static<typeof FieldSchema>;

export const RecordKindSchema = Type.Union([Type.Literal('contact'), Type.Literal('company'), Type.Literal('deal'), Type.Literal('lead')]);
export type RecordKind = Static<typeof RecordKindSchema>;

/** A record the engagement is tied to. `recordId` null: a contact found or created by its address at delivery. */
export const AssociationSchema = Type.Object({
  kind: RecordKindSchema,
  recordId: Type.Union([Type.String({ minLength: 1, maxLength: 100 }), Type.Null()]),
  name: Type.String({ maxLength: 500 }),
  /** Contacts only: the address that led to the record. */
  address: Type.Optional(Type.String({ maxLength: 320 })),
  /** Contacts only: may the record be created if the CRM does not have it. */
  create: Type.Optional(Type.Boolean()),
  /** Companies and deals: the recipients through whose contacts it came; if all of them fall away, so does it. */
  through: Type.Optional(Type.Array(Type.String({ maxLength: 320 }), { maxItems: 1000 })),
});
export type Association = Static<typeof AssociationSchema>;

/** A file that goes along. The bytes are kept apart, under their SHA-256 (hex). */
export const AttachmentSchema = Type.Object({
  name: Type.String({ maxLength: 255 }),
  type: Type.String({ maxLength: 127 }),
  /** Bytes. */
  size: Type.Integer({ minimum: 0 }),
  /** Null: only its name and size are known, the content was out of reach or over the limit. */
  sha256: Type.Union([Type.String({ pattern: '^[0-9a-f]{64}$' }), Type.Null()]),
});
export type Attachment = Static<typeof AttachmentSchema>;

/** Somebody on the message who is left out, and why; kept with the record so that the timeline can say it too. */
export const ExclusionSchema = Type.Object({
  address: Type.String({ maxLength: 320 }),
  name: Type.String({ maxLength: 500 }),
  field: FieldSchema,
  reason: Type.Union([
    Type.Literal('never-log'),
    Type.Literal('own-address'),
    Type.Literal('colleague'),
    Type.Literal('no-record'),
    Type.Literal('bcc-without-record'),
    Type.Literal('unticked'),
    Type.Literal('unreadable'),
  ]),
  /** For never-log: the rule as it is written in the list, and whose it is. */
  rule: Type.Optional(Type.String({ maxLength: 320 })),
  scope: Type.Optional(Type.Union([Type.Literal('me'), Type.Literal('everyone')])),
});
export type Exclusion = Static<typeof ExclusionSchema>;

/**
 * One thing that happened between us and a contact. The id is minted when the compose opens (UUIDv7); it is the draft's
 * identity, the tracking token's subject and the CRM's idempotency key. All times are epoch milliseconds.
 */
export const EngagementSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }),
    kind: Type.Literal('email'),
    direction: Type.Union([Type.Literal('sent'), Type.Literal('received'), Type.Literal('forwarded')]),
    /** The mail account it was sent from or received at. */
    account: Type.String({ maxLength: 320 }),
    /** The host's thread, prefixed by the mail client's name: order is kept within it. */
    thread: Type.String({ maxLength: 200 }),
    /** RFC 5322 Message-ID with its angle brackets, where known. */
    messageId: Type.Union([Type.String({ maxLength: 998 }), Type.Null()]),
    /** The host's own id of the message, prefixed by the mail client (`gmail:…`): its identity at this account without a Message-ID. */
    hostId: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
    at: Type.Integer({ minimum: 0 }),
    from: PersonSchema,
    to: Type.Array(PersonSchema, { maxItems: 1000 }),
    cc: Type.Array(PersonSchema, { maxItems: 1000 }),
    bcc: Type.Array(PersonSchema, { maxItems: 1000 }),
    subject: Type.String({ maxLength: 2000 }),
    /** The body as sent, HTML; sanitised wherever it is shown, never here. */
    html: Type.String(),
    text: Type.String(),
    attachments: Type.Array(AttachmentSchema, { maxItems: 500 }),
    associations: Type.Array(AssociationSchema, { maxItems: 1000 }),
    /**
     * False: some contacts (those without a recordId) were never looked up (offline, CRM down); the connector finds them at
     * delivery and adds their company and deals by the same policy. Of contacts that were looked up nothing is added, nor
     * of any if this is true: what stands here is what the rep saw.
     */
    associationsComplete: Type.Boolean(),
    excluded: Type.Array(ExclusionSchema, { maxItems: 1000 }),
    via: Type.Union([Type.Literal('extension'), Type.Literal('bcc'), Type.Literal('forward'), Type.Literal('mailbox')]),
    /** Nobody asked for this one: a reply that came into a logged thread. It must not bring back what was un-logged. */
    automatic: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type Engagement = Static<typeof EngagementSchema>;
