import type { TSchema } from 'typebox';
import Type from 'typebox';
import { parseAddress } from '../../../core/address';
import {
  ConsentLookUpAnswerSchema,
  ConsentLookUpRequestSchema,
  ConsentsAnswerSchema,
  ConsentsQuerySchema,
  ConsentsRequestSchema,
  NewKeysSchema,
  type Tracking,
  TrackingSchema,
  TrackingSettingsRequestSchema,
  TrackingSettingsSchema,
} from '../../../core/tracking-api';
import { addConsents, nameConsents, newestConsents, readConsents } from '../../store/consents';
import { currentKey, rotateKeys } from '../../store/tracking-keys';
import { footerOf, groundOf, readTrackingRow, readTrackingSettings, writeTrackingRow } from '../../store/tracking-settings';
import { deriveKey } from '../../tracking/key-ring';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { Refusal } from '../problem';

const TAGS = ['Tracking'];
const NOTHING = { 204: Type.Null() };
const answers = <S extends TSchema>(summary: string, schema: S) => ({ summary, tags: TAGS, response: { 200: schema } });

/** T5. Keys, settings and consents. */
export function addTrackingRoutes(app: App, context: Context): void {
  addKeyRoutes(app, context);
  addSettingsRoutes(app, context);
  addConsentRoutes(app, context);
}

function addKeyRoutes(app: App, { db, clock, desk, publicUrl }: Context): void {
  app.get('/tracking', { schema: answers('What tokens are minted with', TrackingSchema) }, async (request): Promise<Tracking> => {
    const me = whoOf(request);
    const owner = await currentKey(db, desk.vault, me, clock());
    const key = deriveKey(owner);
    if (!key)
      throw new Refusal(
        503,
        'key_missing',
        'The endpoint no longer has the key that opens its tracking secret; its operator has to put it back.',
      );
    const row = await readTrackingRow(db.read, me.tenant);
    return {
      ...{ baseUrl: publicUrl(), keyRef: owner.keyRef, key: Buffer.from(key.bytes).toString('base64url') },
      ...{ ground: groundOf(row), footer: footerOf(row), retentionDays: row.retention_days },
    };
  });

  app.post(
    '/tracking-keys',
    {
      schema: {
        summary: 'New tracking keys; the old ones stay good unless they are retired',
        tags: TAGS,
        body: NewKeysSchema,
        response: NOTHING,
      },
    },
    async (request, reply) => {
      const me = whoOf(request);
      const { whose, retire } = request.body;
      if (whose === 'everyone') requireAdmin(me);
      await rotateKeys(db, desk.vault, me.tenant, whose === 'everyone' ? null : me.userId, retire, clock());
      desk.ring.forget();
      return reply.code(204).send(null);
    },
  );
}

function addSettingsRoutes(app: App, { db, clock }: Context): void {
  app.get(
    '/tracking-settings',
    { schema: answers('By what right, with what footer and for how long', TrackingSettingsSchema) },
    async (request) => readTrackingSettings(db.read, whoOf(request).tenant),
  );

  app.put(
    '/tracking-settings',
    { schema: { ...answers('Change them, as an admin', TrackingSettingsSchema), body: TrackingSettingsRequestSchema } },
    async (request) => {
      const { tenant, userId } = requireAdmin(whoOf(request));
      const { ground, footer, retentionDays } = request.body;
      const stated = ground && { ground: ground.kind === 'other' ? ground.words : null, ground_by: userId, ground_at: clock() };
      const changes = {
        ...stated,
        ...(footer && { footer_required: footer.required ? 1 : 0, footer_text: footer.text }),
        ...(retentionDays !== undefined && { retention_days: retentionDays }),
      };
      if (Object.keys(changes).length > 0) await db.write((tx) => writeTrackingRow(tx, tenant, changes), tenant);
      return readTrackingSettings(db.read, tenant);
    },
  );
}

function addConsentRoutes(app: App, { db, clock }: Context): void {
  app.post(
    '/consents/look-up',
    {
      schema: {
        ...answers('The newest word of each address on being tracked', ConsentLookUpAnswerSchema),
        body: ConsentLookUpRequestSchema,
      },
    },
    async (request) => {
      const { tenant } = whoOf(request);
      const asked = request.body.addresses.map((address) => ({ address, canonical: parseAddress(address) ?? '' }));
      const newest = await newestConsents(
        db.read,
        tenant,
        asked.map(({ canonical }) => canonical),
      );
      const rows = asked.map(({ canonical }) => newest.get(canonical));
      const named = await nameConsents(
        db.read,
        tenant,
        rows.flatMap((row) => row ?? []),
      );
      return { consents: asked.map(({ address }, index) => ({ address, consent: rows[index] ? (named.shift() ?? null) : null })) };
    },
  );

  app.put(
    '/consents',
    { schema: { summary: 'Write down what contacts said', tags: TAGS, body: ConsentsRequestSchema, response: NOTHING } },
    async (request, reply) => {
      const me = whoOf(request);
      const consents = request.body.consents.map(({ address, state, how, note = '' }) => ({
        address: canonical(address),
        state,
        how,
        note,
      }));
      await db.write((tx) => addConsents(tx, me, consents, clock()), me.tenant);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/consents',
    { schema: { ...answers('All that one contact said, newest first', ConsentsAnswerSchema), querystring: ConsentsQuerySchema } },
    async (request) => ({ consents: await readConsents(db.read, whoOf(request).tenant, canonical(request.query.address)) }),
  );
}

function canonical(text: string): string {
  const address = parseAddress(text);
  if (address === null) throw new Refusal(422, 'invalid', 'One of these is no e-mail address.');
  return address;
}

function requireAdmin<I extends ReturnType<typeof whoOf>>(me: I): I {
  if (me.user.role !== 'admin') throw new Refusal(403, 'admin_only', 'Only an admin can change how the organisation tracks.');
  return me;
}
