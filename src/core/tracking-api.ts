import Type, { type Static } from 'typebox';
import { EngagementSchema, PersonSchema } from './engagement';

/**
 * The endpoint's API for tracking, under `/api/v1` as the rest of it. All times are epoch milliseconds. The recipients' side has no
 * API: pixel `/o/<token>.gif`, link and trap `/c/<token>?u=<target>`, page to opt out `/p/<token>`.
 */

const address = Type.String({ minLength: 3, maxLength: 320 });
const messageId = EngagementSchema.properties.id;

/** By what right mails are tracked: each contact's consent, or another ground, stated in an admin's words. */
export const GroundSchema = Type.Union([
  Type.Object({ kind: Type.Literal('consent') }, { additionalProperties: false }),
  Type.Object({ kind: Type.Literal('other'), words: Type.String({ minLength: 10, maxLength: 2000 }) }, { additionalProperties: false }),
]);
export type Ground = Static<typeof GroundSchema>;

/** The line at the foot of a tracked mail that leads to the page to opt out. `text` null: ours, in the account's language. */
export const FooterSchema = Type.Object(
  {
    /** In every tracked mail; else each account chooses. */
    required: Type.Boolean(),
    text: Type.Union([Type.String({ minLength: 1, maxLength: 300 }), Type.Null()]),
  },
  { additionalProperties: false },
);

/** `GET /tracking`: what tokens are minted with, offline. The key is the caller's own and makes no one else's. */
export const TrackingSchema = Type.Object({
  /** Where pixel and links begin, without a trailing slash. */
  baseUrl: Type.String(),
  /** Names the key in each token: 32 bits. */
  keyRef: Type.Integer({ minimum: 0, maximum: 0xffffffff }),
  /** 32 bytes, base64url. */
  key: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
  ground: GroundSchema,
  footer: FooterSchema,
  /** Days after which single hits are deleted; their number stays. */
  retentionDays: Type.Integer(),
});
export type Tracking = Static<typeof TrackingSchema>;

/** `POST /tracking-keys`: a new key, 204. `everyone` needs an admin. With `retire` all that was sent before is answered 404 from now on. */
export const NewKeysSchema = Type.Object(
  { whose: Type.Union([Type.Literal('me'), Type.Literal('everyone')]), retire: Type.Boolean() },
  { additionalProperties: false },
);

/** `GET /tracking-settings`; `PUT` by an admin: what is left out stays. */
export const TrackingSettingsSchema = Type.Object({
  ground: GroundSchema,
  /** Who stated it, and when; null: nobody has changed it. */
  groundBy: Type.Union([Type.String(), Type.Null()]),
  groundAt: Type.Union([Type.Integer(), Type.Null()]),
  footer: FooterSchema,
  retentionDays: Type.Integer({ minimum: 1, maximum: 3650 }),
});
export type TrackingSettings = Static<typeof TrackingSettingsSchema>;
export const TrackingSettingsRequestSchema = Type.Object(
  {
    ground: Type.Optional(GroundSchema),
    footer: Type.Optional(FooterSchema),
    retentionDays: Type.Optional(TrackingSettingsSchema.properties.retentionDays),
  },
  { additionalProperties: false },
);

export const ConsentStateSchema = Type.Union([Type.Literal('given'), Type.Literal('withdrawn'), Type.Literal('refused')]);
export type ConsentState = Static<typeof ConsentStateSchema>;

const TOLD = [
  Type.Literal('spoken'),
  Type.Literal('written'),
  Type.Literal('form'),
  Type.Literal('contract'),
  Type.Literal('other'),
] as const;

/** T5. One word of a contact on being tracked; they are only ever added to, and the newest counts. */
export const ConsentSchema = Type.Object({
  address: Type.String(),
  state: ConsentStateSchema,
  at: Type.Integer(),
  /** The name of the user who wrote it down; null: the contact did it herself. */
  by: Type.Union([Type.String(), Type.Null()]),
  /** The way by which she said it; `page`: on the page to opt out. */
  how: Type.Union([...TOLD, Type.Literal('page')]),
  note: Type.String(),
});
export type Consent = Static<typeof ConsentSchema>;

/** `POST /consents/look-up`: the newest word of each, in order; null: there is none. */
export const ConsentLookUpRequestSchema = Type.Object(
  { addresses: Type.Array(address, { minItems: 1, maxItems: 1000 }) },
  { additionalProperties: false },
);
export const ConsentLookUpAnswerSchema = Type.Object({
  consents: Type.Array(Type.Object({ address: Type.String(), consent: Type.Union([ConsentSchema, Type.Null()]) })),
});

/** `PUT /consents`: writes words down. `GET /consents?address=…`: all there are of one address, newest first. */
export const ConsentsRequestSchema = Type.Object(
  {
    consents: Type.Array(
      Type.Object(
        {
          address,
          state: ConsentStateSchema,
          how: Type.Union([...TOLD]),
          note: Type.Optional(Type.String({ maxLength: 2000 })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 500 },
    ),
  },
  { additionalProperties: false },
);
export const ConsentsQuerySchema = Type.Object({ address }, { additionalProperties: false });
export const ConsentsAnswerSchema = Type.Object({ consents: Type.Array(ConsentSchema) });

/** A mail that went out with pixel and links. */
export const TrackedMailSchema = Type.Object(
  {
    /** The engagement's id, also of a mail that is not logged. */
    id: messageId,
    account: address,
    thread: EngagementSchema.properties.thread,
    /** When it left, which is never later than now; of one that is scheduled, when it is to leave. */
    at: EngagementSchema.properties.at,
    /** It has not left yet, as far as anybody knows. */
    scheduled: Type.Optional(Type.Literal(true)),
    subject: EngagementSchema.properties.subject,
    /** Everybody who got this body. */
    recipients: Type.Array(PersonSchema, { minItems: 1, maxItems: 1000 }),
    /** The targets of its links by their index. */
    links: Type.Array(Type.String({ maxLength: 8000 }), { maxItems: 256 }),
  },
  { additionalProperties: false },
);
export type TrackedMail = Static<typeof TrackedMailSchema>;

/**
 * `POST /tracked-messages`: insert or ignore, an answer per item in order; of one that is there its time is corrected, for a mail that
 * was scheduled and left, or is to leave, at another time. `silenced`: it must not be tracked (`code`: the reason of
 * the policy, `erased` or `opted_out`); pixel and links answer, nothing is kept. `conflict`: another's message goes by this id.
 */
export const TrackedMailsRequestSchema = Type.Object(
  { messages: Type.Array(TrackedMailSchema, { minItems: 1, maxItems: 100 }) },
  { additionalProperties: false },
);
export const TrackedMailResultSchema = Type.Object({
  id: Type.String(),
  result: Type.Union([Type.Literal('tracked'), Type.Literal('silenced'), Type.Literal('conflict')]),
  code: Type.Union([Type.String(), Type.Null()]),
});
export type TrackedMailResult = Static<typeof TrackedMailResultSchema>;
export const TrackedMailsAnswerSchema = Type.Object({ results: Type.Array(TrackedMailResultSchema) });

/**
 * T7. `DELETE /tracked-messages/{id}`: 204, also for an id never seen. Its hits are erased, and none is kept from now on; pixel and
 * links answer as ever.
 */

/** What opened or clicked; see `tracking/classify.ts`. */
export const HitClassSchema = Type.Union([
  Type.Literal('person'),
  Type.Literal('proxy'),
  Type.Literal('prefetch'),
  Type.Literal('scanner'),
  Type.Literal('preview'),
  Type.Literal('self'),
]);

/** T2. One open or click with its verdict. A later hit may change the verdict: the item then comes again under its id. */
export const HitSchema = Type.Object({
  id: Type.String(),
  messageId: Type.String(),
  kind: Type.Union([Type.Literal('open'), Type.Literal('click')]),
  class: HitClassSchema,
  /** 0 to 1. */
  confidence: Type.Number(),
  /** Stable, for programs. */
  reason: Type.String(),
  at: Type.Integer(),
  /** Of a click. */
  target: Type.Union([Type.String(), Type.Null()]),
});
export type Hit = Static<typeof HitSchema>;
export const FeedItemSchema = Type.Object({
  ...HitSchema.properties,
  subject: Type.String(),
  /** So many people got this body: it may have been any of them. */
  oneOf: Type.Integer(),
  /** Who got it, where it was one alone. */
  recipient: Type.Union([PersonSchema, Type.Null()]),
});
export type FeedItem = Static<typeof FeedItemSchema>;

/**
 * T6. `GET /hits?cursor=…`: hits of the caller's own mails that came or changed since the cursor, and mails that were erased since.
 * Without a cursor: the newest of them, and the cursor to go on from.
 */
export const HitsAnswerSchema = Type.Object({
  hits: Type.Array(FeedItemSchema),
  erased: Type.Array(Type.String()),
  cursor: Type.String(),
  more: Type.Boolean(),
});

/** `GET /tracked-messages/{id}/hits`: one mail over time. `counts` holds also what single hits are no longer kept of. */
export const MailHitsSchema = Type.Object({
  message: Type.Object({
    id: Type.String(),
    subject: Type.String(),
    at: Type.Integer(),
    oneOf: Type.Integer(),
    recipient: Type.Union([PersonSchema, Type.Null()]),
    links: Type.Array(Type.String()),
    /** Why nothing more is kept; null: it is tracked. */
    silenced: Type.Union([Type.String(), Type.Null()]),
  }),
  /** The newest 2000, oldest first. */
  hits: Type.Array(HitSchema),
  counts: Type.Array(
    Type.Object({
      kind: HitSchema.properties.kind,
      class: HitClassSchema,
      target: HitSchema.properties.target,
      hits: Type.Integer(),
      firstAt: Type.Integer(),
      lastAt: Type.Integer(),
    }),
  ),
});
export type MailHits = Static<typeof MailHitsSchema>;

/** T3. `POST /own-opens`: "I have this thread, or this message, open now"; 204. */
export const OwnOpenSchema = Type.Object(
  {
    account: address,
    thread: Type.Optional(EngagementSchema.properties.thread),
    messageId: Type.Optional(messageId),
  },
  { additionalProperties: false },
);
