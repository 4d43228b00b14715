import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { parseAddress } from '../../../core/address';
import {
  EngagementAnswerSchema,
  IngestAnswerSchema,
  IngestRequestSchema,
  type IngestResult,
  MAX_BATCH,
  MAX_INGEST_BYTES,
  StatesAnswerSchema,
  StatesRequestSchema,
  TimelineAnswerSchema,
} from '../../../core/endpoint-api';
import { MAX_ATTACHMENTS_BYTES } from '../../../core/limits';
import type { OutboxEntry } from '../../../core/outbox/entry';
import { answerWithCrm, asRepHears, statesWithCrm } from '../../crm/deliveries';
import { ingest } from '../../ingest/ingest';
import { keepAttachment } from '../../store/attachments';
import { findLogged, findRemovedRecord, removeEngagement } from '../../store/removal';
import { readEntries } from '../../store/sql-outbox';
import { readStates } from '../../store/states';
import { readEngagement, readTimeline } from '../../store/timeline';
import { whoOf } from '../access';
import type { App, Context } from '../context';
import { orRefuse } from '../crm-refusal';
import { PlaceSchemas, readPlace, writePlace } from '../cursor';
import { Refusal } from '../problem';
import { EngagementParamsSchema, HashParamsSchema, RecordParamsSchema } from './params';

/** Only the frame: each item is checked by itself, and answered by itself. */
const batch = Compile(Type.Object({ engagements: Type.Array(Type.Unknown(), { minItems: 1, maxItems: MAX_BATCH }) }));
const checkBatch = () => (body: unknown) => (batch.Check(body) ? { value: body } : { error: batch.Errors(body) });

export function addEngagementRoutes(app: App, context: Context): void {
  const { db, clock, urlOf, hub } = context;
  const passedOn = makePassedOn(context);
  const removedThere = makeRemovedThere(context);
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
    async (request) => {
      const me = whoOf(request);
      const connectionId = (await hub.lineOf(me.tenant))?.connection.id ?? null;
      const results = await ingest(db, { ...me, connectionId }, request.body.engagements, clock(), urlOf);
      return { results: await passedOn(me.tenant, connectionId !== null, results) };
    },
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
      await removedThere(me.tenant, request.params.id);
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
      const me = whoOf(request);
      const states = await readStates(db.read, me, { ids, messageIds, account, hostIds, threads }, urlOf);
      const line = await hub.lineOf(me.tenant);
      const own = await statesWithCrm({ read: db.read, tenant: me.tenant, isConnected: line !== null }, states);
      if (!line) return own;
      const unknown = messageIds.filter((messageId) => !states.some((mail) => mail.messageId === messageId));
      const elsewhere = unknown.length === 0 ? [] : orRefuse(await line.find({ account, messageIds: unknown, hostIds: [], threads: [] }));
      return { ...own, states: [...own.states, ...elsewhere] };
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

/** What a CRM behind us makes of it, as far as that is known in decent time. */
const makePassedOn =
  ({ db, hub, urlOf }: Context) =>
  async (tenant: string, isConnected: boolean, results: readonly IngestResult[]): Promise<IngestResult[]> => {
    const ids = results.flatMap((one) => ('ref' in one ? [one.ref.id] : []));
    if (ids.length === 0) return [...results];
    if (isConnected) await hub.workUntil(tenant, async () => [...(await readEntries(db.read, tenant, ids)).values()].every(isSettled));
    return answerWithCrm({ read: db.read, tenant, isConnected }, results, urlOf);
  };

/** D6: what went to a CRM is gone when it is gone there. */
const makeRemovedThere =
  ({ db, hub }: Context) =>
  async (tenant: string, id: string): Promise<void> => {
    const record = await findRemovedRecord(db.read, tenant, id);
    const find = async () => (await readEntries(db.read, tenant, [record])).get(record);
    if (!(await find())) return;
    await hub.workUntil(tenant, async () => isSettled((await find()) as OutboxEntry));
    const entry = await find();
    const { code = 'server_error', detail = 'The CRM did not remove it.' } = entry?.failure ?? {};
    if (entry?.state === 'removing') throw new Refusal(409, 'passing_on', 'It is removed here, and on its way to be removed from the CRM.');
    if (entry?.state === 'failed') throw new Refusal(422, asRepHears(code), detail);
  };

const isSettled = ({ state }: OutboxEntry) => state !== 'waiting' && state !== 'sending' && state !== 'removing';

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
