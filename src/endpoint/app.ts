import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import fastify from 'fastify';
import { API_PREFIX } from '../core/endpoint-api';
import { makeHitNotes } from './crm/hit-notes';
import type { Hub } from './crm/hub';
import { addIdentification, requireIdentity } from './http/access';
import { addConsentPages } from './http/consent-pages';
import { type App, type Context, makeUrlOf } from './http/context';
import { makeCors } from './http/cors';
import { addHitRoutes } from './http/hit-routes';
import { openApi } from './http/open-api';
import { addOptOutPages } from './http/opt-out-pages';
import { addPages, policyFor } from './http/pages';
import { type Log, makeErrorHandler, makeJudge, notFound } from './http/problem';
import { addCrmRoutes } from './http/routes/crm';
import { addAttachmentRoute, addEngagementRoutes } from './http/routes/engagements';
import { addLookUpRoutes } from './http/routes/look-ups';
import { addOperationsRoutes, type Operations } from './http/routes/operations';
import { addAccessRoutes, addPairingRoute } from './http/routes/pairings';
import { addRuleRoutes } from './http/routes/rules';
import { addTrackedMessageRoutes } from './http/routes/tracked-messages';
import { addTrackingRoutes } from './http/routes/tracking';
import { limitConnections, networkOf, type ServerLimits, serverOptions } from './http/server-limits';
import { translateFor } from './http/texts';
import type { Database } from './store/database';
import { makeRetention } from './tracking/retention';
import { makeTrackingDesk } from './tracking/tracking';

export interface AppOptions {
  db: Database;
  /** Epoch ms. */
  clock: () => number;
  /** Where people reach it, without a trailing slash; known when it listens. */
  publicUrl: () => string;
  /** Of the notes that it writes into a CRM; English unless told. */
  language?: string;
  /** People reach it by https. */
  isSecure: boolean;
  /** The built timeline page; null: none. */
  webFolder: string | null;
  /** Requests a minute, of one device, or of one network address that has not signed in. */
  requestsPerMinute: number;
  log: Log;
  hub: Hub;
  operations: Operations;
  limits: ServerLimits;
  /** Of a network address: a proxy of ours, whose word for its clients' addresses counts. */
  isTrusted: (address: string) => boolean;
}

/** Bytes of an ordinary request; engagements and attachments have their own. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** The endpoint as a value: tests call it by `inject`, without a socket. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { db, clock, log, hub, operations, limits, isTrusted } = options;
  const { turnedAway } = operations.metrics;
  const onError = makeErrorHandler(makeJudge(log));
  const app: App = fastify({
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: onError,
    trustProxy: isTrusted,
    ...serverOptions(limits, turnedAway),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  // The answers are typed; serialising by their schemas would check unions again at every item.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.setErrorHandler(onError);
  // What a form of a foreign page could send without asking.
  app.removeContentTypeParser('text/plain');

  const desk = makeTrackingDesk({ db, vault: hub.vault, clock, log, metrics: operations.metrics });
  app.decorate('desk', desk);
  addHitRoutes(app, desk);
  limitConnections(app, limits, isTrusted, turnedAway);
  const context: Context = { db, clock, urlOf: makeUrlOf(options.publicUrl), hub, desk, publicUrl: options.publicUrl };
  // A hook reaches all that stands below it: apart from pixels and links everything does.
  await app.register(async (rest: App) => addRest(rest, context, options));
  app.addHook('onReady', hub.start);
  app.addHook('onClose', hub.close);
  app.addHook('onClose', () => desk.intake.close());
  const notes = makeHitNotes({
    ...{ db, clock, log, lineOf: hub.lineOf, t: translateFor(options.language) },
    tenants: async () => (await hub.connections.list()).map(({ tenant }) => tenant),
  });
  app.decorate('hitNotes', notes);
  app.addHook('onReady', async () => notes.start());
  app.addHook('onClose', notes.close);
  const retention = makeRetention({ db, clock, log });
  app.addHook('onReady', async () => retention.start());
  app.addHook('onClose', retention.close);
  return app;
}

/** What people and programs come to by name: with the headers of pages, limits, and a look at who calls. */
async function addRest(app: App, context: Context, options: AppOptions): Promise<void> {
  const { db, clock, desk } = context;
  await app.register(helmet, { contentSecurityPolicy: false, hsts: options.isSecure, frameguard: { action: 'deny' } });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', policyFor(request.url));
    if (request.url.startsWith(API_PREFIX)) reply.header('cache-control', 'no-store');
  });
  await app.register(cors, { delegator: makeCors(db) });
  await app.register(cookie);
  addIdentification(app, db, clock, options.log);
  await app.register(rateLimit, {
    max: options.requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request) => (request.identity ? `id ${request.identity.id}` : `ip ${networkOf(request.ip)}`),
  });
  app.setNotFoundHandler({ preHandler: app.rateLimit() }, notFound);
  await app.register(swagger, { openapi: openApi });
  await app.register(swaggerUi, { routePrefix: '/docs' });

  addOperationsRoutes(app, db, options.operations, desk.intake.waiting);
  await app.register(async (open: App) => addPairingRoute(open, context), { prefix: API_PREFIX });
  await app.register(async (api: App) => addApi(api, context), { prefix: API_PREFIX });
  await app.register(async (pages: App) => addConsentPages(pages, context, options));
  await app.register(async (pages: App) => addOptOutPages(pages, context, makeJudge(options.log)));
  await addPages(app, context, { webFolder: options.webFolder, isSecure: options.isSecure });
}

/** Everything that needs to know who calls. */
async function addApi(api: App, context: Context): Promise<void> {
  api.addHook('preParsing', requireIdentity);
  addAccessRoutes(api, context);
  addLookUpRoutes(api, context);
  addEngagementRoutes(api, context);
  addRuleRoutes(api, context);
  addCrmRoutes(api, context);
  addTrackingRoutes(api, context);
  addTrackedMessageRoutes(api, context);
  await api.register(async (scope: App) => addAttachmentRoute(scope, context));
}
