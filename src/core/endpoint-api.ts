import Type, { type Static } from 'typebox';
import { ConnectorFaceSchema, FieldFaultSchema } from './connector-face';
import { EngagementSchema, ExclusionSchema, PersonSchema, RecordKindSchema } from './engagement';
import { HistoryItemSchema, LoggedMailSchema } from './logged-mail';
import { CrmRefSchema } from './outcome';
import { FoundRecordSchema, KnownSchema } from './records';

/**
 * The endpoint's HTTP API, version 1, under `/api/v1`. The endpoint validates with these schemas, makes its OpenAPI
 * document from them and answers in them; the extension's endpoint connector checks what comes back with them.
 * Every error is a `Problem` (RFC 9457) as `application/problem+json`.
 */
export { API_PREFIX } from './api-prefix';

const id = Type.String({ minLength: 1, maxLength: 100 });
const address = Type.String({ minLength: 3, maxLength: 320 });

export const ProblemSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  /** Stable, for programs: `token_refused`, `pairing_code_unknown`, … */
  code: Type.String(),
  /** One sentence for people. */
  detail: Type.String(),
  /** What is wrong with the values of a form, by field. */
  faults: Type.Optional(Type.Record(Type.String(), FieldFaultSchema)),
});
export type Problem = Static<typeof ProblemSchema>;

/** `POST /pairings`: a code shown by the endpoint, good for a few minutes and once, for a token shown once. */
export const PairingRequestSchema = Type.Object(
  { code: Type.String({ minLength: 4, maxLength: 40 }), device: Type.String({ minLength: 1, maxLength: 100 }) },
  { additionalProperties: false },
);
export const UserSchema = Type.Object({
  id,
  name: Type.String(),
  address,
  role: Type.Union([Type.Literal('rep'), Type.Literal('admin')]),
  organisation: Type.String(),
  /** The CRM behind the endpoint; `failure`: why it last did not answer. */
  crm: Type.Optional(Type.Object({ connector: Type.String(), account: Type.String(), failure: Type.Union([Type.String(), Type.Null()]) })),
});
export type User = Static<typeof UserSchema>;
export const PairingAnswerSchema = Type.Object({ token: Type.String(), user: UserSchema });
export type PairingAnswer = Static<typeof PairingAnswerSchema>;

/** `POST /pairing-codes`, only from a browser that is signed in: a new code for its user, 201. `expiresAt`: epoch ms. */
export const PairingCodeSchema = Type.Object({ code: Type.String(), expiresAt: Type.Integer() });

/**
 * The CRM that an organisation's endpoint passes on to. `GET /crm-connection`; `PUT` with a key and `DELETE` by an admin who is
 * signed in; with OAuth instead of a key by `GET /oauth/{connector}/start` in a browser that is signed in. No answer holds a secret.
 */
export const CrmRequestSchema = Type.Object(
  {
    connector: Type.String({ minLength: 1, maxLength: 40 }),
    /** Where the account lives, for CRMs that have more than one place. */
    baseUrl: Type.Optional(Type.String({ maxLength: 300 })),
    token: Type.String({ maxLength: 4000 }),
    /** A new key for the account that is, or was last, connected: 422 `other_account` if it is another's. */
    reconnects: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export const CrmStateSchema = Type.Object({
  connector: Type.String(),
  baseUrl: Type.String(),
  account: Type.String(),
  /** Epoch ms. */
  connectedAt: Type.Integer(),
  /** A user's name; null: whoever runs the endpoint. */
  connectedBy: Type.Union([Type.String(), Type.Null()]),
  failure: Type.Union([Type.String(), Type.Null()]),
});
export type CrmState = Static<typeof CrmStateSchema>;
export const CrmAnswerSchema = Type.Object({
  connection: Type.Union([CrmStateSchema, Type.Null()]),
  /** How many mails are in each state. */
  outbox: Type.Record(Type.String(), Type.Integer()),
  /** The CRMs that can be connected, and what each asks for. */
  faces: Type.Array(ConnectorFaceSchema),
  /** Those among them that this endpoint may be connected to by OAuth. */
  oauth: Type.Array(Type.String()),
});
export type CrmAnswer = Static<typeof CrmAnswerSchema>;
/** `POST /crm-connection/check`, by an admin: who we are there and what the key may not do; or why it cannot be told. */
export const CrmCheckSchema = Type.Union([
  Type.Object({ ok: Type.Literal(true), name: Type.String(), account: Type.String(), missing: Type.Array(Type.String()) }),
  Type.Object({ ok: Type.Literal(false), code: Type.String() }),
]);
export type CrmCheck = Static<typeof CrmCheckSchema>;

/** `GET /crm-refusals?cursor=…`: what the CRM did not take or give up, newest first. */
export const CrmRefusalSchema = Type.Object({
  /** The engagement's. */
  id: Type.String(),
  at: Type.Integer(),
  subject: Type.String(),
  from: PersonSchema,
  to: Type.Array(PersonSchema),
  loggedBy: Type.String(),
  /** `gone`: an un-log was refused. */
  wanted: Type.Union([Type.Literal('logged'), Type.Literal('gone')]),
  refusedAt: Type.Integer(),
  /** As in an `Outcome`. */
  code: Type.String(),
  detail: Type.Optional(Type.String()),
  rule: Type.Optional(Type.String()),
});
export type CrmRefusal = Static<typeof CrmRefusalSchema>;
export const CrmRefusalsSchema = Type.Object({ items: Type.Array(CrmRefusalSchema), cursor: Type.Union([Type.String(), Type.Null()]) });
/** `POST /crm-retries`, by an admin: 204, whatever comes of it; 409 `not_connected`. */
export const CrmRetryRequestSchema = Type.Object({ ids: Type.Array(id, { minItems: 1, maxItems: 200 }) }, { additionalProperties: false });

/** `GET /records/contact/{id}/history?limit=…`: the last mails with a contact, ours and those that only the CRM has, newest first. */
export const HistoryQuerySchema = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })) });
export const HistoryAnswerSchema = Type.Object({ items: Type.Array(HistoryItemSchema) });

/** `GET /me` answers a `User`. `DELETE /pairings/current` revokes the token it is called with. */

/** `POST /look-ups`: contacts with their primary company and five open deals, leads; one answer per address, in order. */
export const LookUpRequestSchema = Type.Object(
  { addresses: Type.Array(address, { minItems: 1, maxItems: 200 }) },
  { additionalProperties: false },
);
export const LookUpAnswerSchema = Type.Object({ known: Type.Array(KnownSchema) });

/**
 * `POST /contacts`: finds or creates the contact of an address; 422 `never_log` or `own_address` where there must be none.
 */
export const ContactRequestSchema = Type.Object({ address, name: Type.String({ maxLength: 500 }) }, { additionalProperties: false });
export const ContactAnswerSchema = Type.Object({ known: KnownSchema });

/** `GET /search?q=…` */
export const SearchQuerySchema = Type.Object({ q: Type.String({ minLength: 1, maxLength: 200 }) }, { additionalProperties: false });
export const SearchAnswerSchema = Type.Object({ found: Type.Array(FoundRecordSchema) });

/** `PUT /attachments/{sha256}`: the raw bytes; 204, or 422 when they do not hash to it. Idempotent. */

export const MAX_BATCH = 100;
/** Bytes of one request of engagements, as JSON; over this it is 413 `too_large`, and the client sends fewer at once. */
export const MAX_INGEST_BYTES = 32 * 1024 * 1024;
/**
 * Where a mail is that an endpoint with a CRM behind it took in and that the CRM does not have, or still has: `waiting` on its
 * way, `failed` or `blocked` with the reason; of an un-log `removing`. `code`, `detail` and `rule` as in an `Outcome`.
 */
export const DeliverySchema = Type.Object({
  id: Type.String(),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('failed'), Type.Literal('blocked'), Type.Literal('removing')]),
  code: Type.Optional(Type.String()),
  detail: Type.Optional(Type.String()),
  rule: Type.Optional(Type.String()),
});
export type Delivery = Static<typeof DeliverySchema>;

/**
 * `POST /engagements`: insert or ignore; an answer per item in order. The same id with other content is a `conflict`. A mail that
 * is there already by another way (the same Message-ID and sender, or the host's id at the same account) is one record: what
 * the record is not tied to yet is added, and the answer is `duplicate` with the ref of that record. With a CRM behind the endpoint the ref is the CRM's, and what the CRM
 * does not have yet is `accepted`: sent again it is asked for again, and goes once more to the CRM where that refused it.
 */
export const IngestRequestSchema = Type.Object(
  { engagements: Type.Array(EngagementSchema, { minItems: 1, maxItems: MAX_BATCH }) },
  { additionalProperties: false },
);
export const IngestResultSchema = Type.Union([
  Type.Object({
    id: Type.String(),
    result: Type.Union([Type.Literal('created'), Type.Literal('duplicate')]),
    ref: CrmRefSchema,
    /** Whom the endpoint itself left out. */
    excluded: Type.Array(ExclusionSchema),
  }),
  Type.Object({ id: Type.String(), result: Type.Literal('accepted'), delivery: DeliverySchema }),
  Type.Object({
    id: Type.String(),
    result: Type.Literal('rejected'),
    code: Type.Union([
      Type.Literal('conflict'),
      Type.Literal('removed'),
      Type.Literal('never_log'),
      Type.Literal('nobody_left'),
      Type.Literal('too_large'),
      Type.Literal('invalid'),
      Type.Literal('record_gone'),
    ]),
    detail: Type.String(),
    rule: Type.Optional(Type.String()),
  }),
]);
export type IngestResult = Static<typeof IngestResultSchema>;
export const IngestAnswerSchema = Type.Object({ results: Type.Array(IngestResultSchema) });

/**
 * `POST /engagement-states`: what is logged of these, by engagement id, by Message-ID (whoever of the organisation logged it), by
 * the host's id of the message or by a whole thread, both at one account; right on another computer too.
 */
export const StatesRequestSchema = Type.Object(
  {
    ids: Type.Optional(Type.Array(id, { maxItems: 200 })),
    messageIds: Type.Optional(Type.Array(Type.String({ maxLength: 998 }), { maxItems: 200 })),
    /** The account that `hostIds` and `threads` are of. */
    account: Type.Optional(address),
    hostIds: Type.Optional(Type.Array(Type.String({ maxLength: 400 }), { maxItems: 200 })),
    threads: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 })),
  },
  { additionalProperties: false },
);
export const StatesAnswerSchema = Type.Object({
  states: Type.Array(LoggedMailSchema),
  /** What is on its way to the CRM behind the endpoint, or was refused by it, among the mails asked for. */
  deliveries: Type.Optional(Type.Array(DeliverySchema)),
});

/**
 * `DELETE /engagements/{id}`: 204, also for an id never seen; leaves a tombstone. With a CRM behind the endpoint: 409 with the
 * code `passing_on` until it is gone from there too, 422 with the code of the CRM's refusal; sent again it is tried again.
 */

/** Never-log rules. `GET /rules?cursor=…` is a delta: changes since the cursor, removals included. */
export const RuleSchema = Type.Object({
  /** `ada@acme.com` or `acme.com`, canonical. */
  key: Type.String({ minLength: 1, maxLength: 320 }),
  scope: Type.Union([Type.Literal('me'), Type.Literal('everyone')]),
  /** "and never track". */
  neverTrack: Type.Boolean(),
  addedBy: Type.String(),
  /** Epoch ms. */
  addedAt: Type.Integer(),
});
export type Rule = Static<typeof RuleSchema>;
export const RuleChangeSchema = Type.Object({ rule: RuleSchema, removed: Type.Boolean() });
export const RulesAnswerSchema = Type.Object({ changes: Type.Array(RuleChangeSchema), cursor: Type.String(), more: Type.Boolean() });
/** `POST /rules`: adds or changes; `everyone` needs the role admin (403 `admin_only`). Keys in any of the forms of N1. */
export const RulesRequestSchema = Type.Object(
  {
    rules: Type.Array(
      Type.Object({ key: Type.String({ maxLength: 400 }), scope: RuleSchema.properties.scope, neverTrack: Type.Boolean() }),
      { minItems: 1, maxItems: 5000 },
    ),
  },
  { additionalProperties: false },
);
export const RulesResultSchema = Type.Object({ rules: Type.Array(RuleSchema), refused: Type.Array(Type.String()) });
/** `DELETE /rules?key=…&scope=…`: 204. */
export const RuleQuerySchema = Type.Object({ key: Type.String({ maxLength: 400 }), scope: RuleSchema.properties.scope });

/** `GET /changes?cursor=…`: engagements logged or removed since the cursor, oldest first. */
export const CursorQuerySchema = Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 100 })) });
export const ChangesAnswerSchema = Type.Object({
  changes: Type.Array(
    Type.Object({
      engagementId: Type.String(),
      /** `refused`: by the CRM behind the endpoint; `delivery` of `/engagement-states` says why. */
      change: Type.Union([Type.Literal('logged'), Type.Literal('removed'), Type.Literal('refused')]),
      /** Epoch ms. */
      at: Type.Integer(),
    }),
  ),
  cursor: Type.String(),
  more: Type.Boolean(),
});

/** The timeline page's reading calls, signed in by cookie or token. `GET /records?kind=…&q=…&cursor=…`. */
export const RecordsQuerySchema = Type.Object({
  kind: RecordKindSchema,
  q: Type.Optional(Type.String({ maxLength: 200 })),
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
});
export const RecordsAnswerSchema = Type.Object({
  records: Type.Array(FoundRecordSchema),
  cursor: Type.Union([Type.String(), Type.Null()]),
});

/** `GET /records/{kind}/{id}`: its fields and what it is linked to. */
export const RecordDetailSchema = Type.Object({
  kind: RecordKindSchema,
  id: Type.String(),
  name: Type.String(),
  /** `field` names a locale string `field_<field>`; `kind` says how the value is to be shown. */
  fields: Type.Array(
    Type.Object({
      field: Type.String(),
      value: Type.String(),
      kind: Type.Union([Type.Literal('text'), Type.Literal('address'), Type.Literal('money'), Type.Literal('time'), Type.Literal('stage')]),
    }),
  ),
  linked: Type.Array(FoundRecordSchema),
});
export type RecordDetail = Static<typeof RecordDetailSchema>;

/** `GET /records/{kind}/{id}/timeline?cursor=…`, newest first. Bodies come by `GET /engagements/{id}`. */
export const TimelineItemSchema = Type.Object({
  id: Type.String(),
  direction: EngagementSchema.properties.direction,
  at: Type.Integer(),
  from: EngagementSchema.properties.from,
  to: EngagementSchema.properties.to,
  cc: EngagementSchema.properties.cc,
  subject: Type.String(),
  /** The first characters of the text, plain. */
  preview: Type.String(),
  attachments: EngagementSchema.properties.attachments,
  records: Type.Array(
    Type.Object({
      kind: RecordKindSchema,
      id: Type.String(),
      name: Type.String(),
      /** Which rule tied it: locale string `rule_<rule>`. */
      rule: Type.Union([
        Type.Literal('recipient'),
        Type.Literal('created'),
        Type.Literal('primary-company'),
        Type.Literal('open-deal'),
        Type.Literal('lead'),
        Type.Literal('chosen'),
      ]),
    }),
  ),
  excluded: Type.Array(ExclusionSchema),
  loggedBy: Type.Object({ id: Type.String(), name: Type.String() }),
  loggedAt: Type.Integer(),
  via: EngagementSchema.properties.via,
  /** Opens and clicks of a tracked mail, as `HitCounts` in `tracking/looks.ts`; missing: it is not tracked. */
  tracked: Type.Optional(
    Type.Object({
      opens: Type.Integer(),
      clicks: Type.Integer(),
      machines: Type.Integer(),
      uncertain: Type.Optional(Type.Integer()),
      earlier: Type.Optional(Type.Integer()),
    }),
  ),
});
export type TimelineItem = Static<typeof TimelineItemSchema>;
export const TimelineAnswerSchema = Type.Object({
  items: Type.Array(TimelineItemSchema),
  cursor: Type.Union([Type.String(), Type.Null()]),
});
export const EngagementAnswerSchema = Type.Object({ item: TimelineItemSchema, html: Type.String(), text: Type.String() });
