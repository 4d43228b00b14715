import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { parseAddress } from '../../../core/address';
import {
  EngagementAnswerSchema,
  IngestAnswerSchema,
  IngestRequestSchema,
  MAX_BATCH,
  MAX_INGEST_BYTES,
  StatesAnswerSchema,
  StatesRequestSchema,
  TimelineAnswerSchema,
} from '../../../core/endpoint-api';
import { MAX_ATTACHMENTS_BYTES } from '../../../core/limits';
import { ingest } from '../../ingest/ingest';
import { keepAttachment } from '../../store/attachments';
import { findLogged, removeEngagement } from '../../store/removal';
import { readStates } from '../../store/states';
import { readEngagement, readTimeline } from '../../store/timeline';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { PlaceSchemas, readPlace, writePlace } from '../cursor';
import { Refusal } from '../problem';
import { EngagementParamsSchema, HashParamsSchema, RecordParamsSchema } from './params';

/** Only the frame: each item is checked by itself, and answered by itself. */
const batch = Compile(Type.Object({ engagements: Type.Array(Type.Unknown(), { minItems: 1, maxItems: MAX_BATCH }) }));
const checkBatch = () => (body: unknown) => (batch.Check(body) ? { value: body } : { error: batch.Errors(body) });

export function addEngagementRoutes(app: App, { db, clock, urlOf }: Context): void {
  app.post(
    '/engagements',
    {
      bodyLimit: MAX_INGEST_BYTES,
      validatorCompiler: checkBatch as never,
      schema: {
        summary: 'Log engagements: insert or ignore, an answer per item',
        tags: ['Engagements'],
        body: IngestRequestSchema,
        response: { 200: IngestAnswerSchema },
      },
    },
    async (request) => ({ results: await ingest(db, whoOf(request), request.body.engagements, clock(), urlOf) }),
  );

  app.get(
    '/engagements/:id',
    {
      schema: {
        summary: 'One engagement with its body',
        tags: ['Timeline'],
        params: EngagementParamsSchema,
        response: { 200: EngagementAnswerSchema },
      },
    },
    async (request) => {
      const found = await readEngagement(db.read, whoOf(request).tenant, request.params.id);
      if (!found) throw new Refusal(404, 'not_found', 'There is no such engagement.');
      return found;
    },
  );

  app.delete(
    '/engagements/:id',
    {
      schema: {
        summary: 'Un-log: remove it for good',
        tags: ['Engagements'],
        params: EngagementParamsSchema,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const me = whoOf(request);
      const logged = await findLogged(db.read, me.tenant, request.params.id);
      if (logged && logged.userId !== me.userId && me.user.role !== 'admin')
        throw new Refusal(403, 'not_yours', 'Only whoever logged this, or an admin, can remove it.');
      await removeEngagement(db, me, request.params.id, clock());
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/engagement-states',
    {
      schema: {
        summary: 'Which mails are logged, by id, by Message-ID, or by their place in a mailbox',
        tags: ['Engagements'],
        body: StatesRequestSchema,
        response: { 200: StatesAnswerSchema },
      },
    },
    async (request) => {
      const { ids = [], messageIds = [], hostIds = [], threads = [] } = request.body;
      const account = parseAddress(request.body.account ?? '') ?? '';
      return { states: await readStates(db.read, whoOf(request), { ids, messageIds, account, hostIds, threads }, urlOf) };
    },
  );

  app.get(
    '/records/:kind/:id/timeline',
    {
      schema: {
        summary: 'A record’s timeline, newest first',
        tags: ['Timeline'],
        params: RecordParamsSchema,
        querystring: Type.Object({ cursor: Type.Optional(Type.String({ maxLength: 400 })) }),
        response: { 200: TimelineAnswerSchema },
      },
    },
    async (request) => {
      const after = readPlace(PlaceSchemas.timeline, request.query.cursor);
      const { items, next } = await readTimeline(db.read, whoOf(request).tenant, request.params, after);
      return { items, cursor: writePlace(next) };
    },
  );
}

/** Its own scope: the raw bytes are nobody's JSON. */
export function addAttachmentRoute(app: App, { db, clock }: Context): void {
  const limit = { parseAs: 'buffer' as const, bodyLimit: MAX_ATTACHMENTS_BYTES };
  app.addContentTypeParser('application/octet-stream', limit, (_request, body, done) => done(null, body));
  app.put(
    '/attachments/:sha256',
    {
      bodyLimit: MAX_ATTACHMENTS_BYTES,
      schema: {
        summary: 'Keep the bytes of a file, as application/octet-stream',
        tags: ['Engagements'],
        params: HashParamsSchema,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const kept = await keepAttachment(db, whoOf(request).tenant, request.params.sha256, bytes, clock());
      if (!kept) throw new Refusal(422, 'hash_mismatch', 'These bytes do not have this SHA-256.');
      return reply.code(204).send(null);
    },
  );
}
