import { createHash, timingSafeEqual } from 'node:crypto';
import { readCondition } from '../../operations/condition';
import type { Metrics } from '../../operations/metrics';
import type { Database } from '../../store/database';
import type { App } from '../context';
import { notFound } from '../problem';

/** What whoever operates the endpoint watches it by. */
export interface Operations {
  metrics: Metrics;
  /** Who knows it may read `/metrics`; null: nobody may. */
  metricsToken: string | null;
  /** It is about to end: load balancers are to send nobody here any more. */
  isDraining: () => boolean;
}

/** Nobody signs in to these, and no limit of requests counts: a load balancer asks every second. */
const route = { config: { isAnonymous: true, rateLimit: false as const }, schema: { hide: true } };

/** `/healthz`: may requests come here? `/healthz/live`: does it turn at all? `/metrics`: Prometheus' format. */
export function addOperationsRoutes(app: App, db: Database, operations: Operations, hitsWaiting: () => number): void {
  const { metrics, metricsToken, isDraining } = operations;
  app.addHook('onResponse', async (request, reply) => {
    metrics.request(request.method, request.routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
  });
  app.get('/healthz', route, async (_request, reply) => {
    // The schema needs no look: the store does not open before it is brought up to this version.
    const isUp = (await readCondition(db.read)).isUp;
    const status = isDraining() ? 'draining' : isUp ? 'ready' : 'store_away';
    return reply
      .code(status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status });
  });
  app.get('/healthz/live', route, async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'live' }));
  app.get('/metrics', route, async (request, reply) => {
    if (metricsToken === null || !isSame(request.headers.authorization, `Bearer ${metricsToken}`)) return notFound(request, reply);
    const text = await metrics.text({ ...(await readCondition(db.read)), hitsWaiting: hitsWaiting() });
    return reply.type(metrics.contentType).header('cache-control', 'no-store').send(text);
  });
}

/** In a time that does not tell how much of it is right. */
function isSame(given: string | undefined, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given ?? ''), hash(wanted));
}
