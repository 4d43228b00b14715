import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';

/** What HubSpot answers, as much of it as is read. Ids come as strings, and in places as numbers. */

const id = Type.Union([Type.String({ minLength: 1 }), Type.Number()]);
const text = Type.Union([Type.String(), Type.Null()]);
const optional = Type.Optional;
const paging = optional(Type.Object({ next: optional(Type.Object({ after: Type.String() })) }));

/** Of a refusal only the message is sure; whatever else it holds must not make it look like somebody else's. */
export const ProblemSchema = Type.Object({
  message: Type.String(),
  policyName: optional(Type.Unknown()),
  errors: optional(Type.Unknown()),
});
export type Problem = Static<typeof ProblemSchema>;

const ScopesSchema = Type.Array(Type.Object({ context: Type.Object({ requiredGranularScopes: Type.Array(Type.String()) }) }));
/** The permissions that a refusal names. */
export const scopesOf = ({ errors }: Problem): string[] =>
  Check(ScopesSchema, errors) ? errors.flatMap(({ context }) => context.requiredGranularScopes) : [];

export const RowSchema = Type.Object({ id, properties: Type.Record(Type.String(), text) });
/** A record with the properties that were asked for. */
export type Row = Static<typeof RowSchema>;

/** `associations` by object type; left out where there are none, and cut with `paging` where there are many. */
export const RowWithTiesSchema = Type.Object({
  ...RowSchema.properties,
  associations: optional(Type.Record(Type.String(), Type.Object({ results: Type.Array(Type.Object({ id })), paging }))),
});

export const RowsSchema = Type.Object({ results: Type.Array(RowSchema), paging });

const linkType = Type.Object({ typeId: Type.Number() });
const link = Type.Object({ toObjectId: id, associationTypes: Type.Array(linkType) });
export const LinksSchema = Type.Object({ results: Type.Array(link), paging });
export const LinksOfManySchema = Type.Object({ results: Type.Array(Type.Object({ from: Type.Object({ id }), to: Type.Array(link) })) });

export const OwnersSchema = Type.Object({
  results: Type.Array(
    Type.Object({
      id,
      email: optional(text),
      firstName: optional(text),
      lastName: optional(text),
      userId: optional(Type.Union([id, Type.Null()])),
    }),
  ),
  paging,
});
export type Owner = Static<typeof OwnersSchema>['results'][number];

export const PipelinesSchema = Type.Object({
  results: Type.Array(Type.Object({ stages: Type.Array(Type.Object({ id, label: Type.String() })) })),
});

export const FileSchema = Type.Object({ id });
/** A path may be a folder's. */
export const FileStatSchema = Type.Object({ file: optional(Type.Union([FileSchema, Type.Null()])) });

export const DetailsSchema = Type.Object({
  portalId: id,
  uiDomain: optional(text),
  companyCurrency: optional(text),
  additionalCurrencies: optional(Type.Union([Type.Array(Type.String()), Type.Null()])),
});
export type Details = Static<typeof DetailsSchema>;

export const TokenInfoSchema = Type.Object({
  userId: optional(Type.Union([id, Type.Null()])),
  hubId: id,
  scopes: Type.Array(Type.String()),
});
