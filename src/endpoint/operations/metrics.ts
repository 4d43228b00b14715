import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { StoreCondition } from './condition';

/** How a write of the store ended: on the disk; taken back by whoever asked; without a database; without room. */
const WRITE_ENDS = ['stored', 'refused', 'away', 'full'] as const;
export type WriteEnd = (typeof WRITE_ENDS)[number];
/** Why a connection got no further than its head. */
const TURNED = ['malformed', 'headers_too_large', 'too_slow', 'too_many'] as const;
export type Turned = (typeof TURNED)[number];
/** Why a hit was answered and not taken in: no room in memory; not for the store; the store away until the end, or at the first sight of a key. */
const DROPS = ['overload', 'refused', 'ended', 'unchecked'] as const;
export type Drop = (typeof DROPS)[number];

/** What is counted. Labels are few and ours: never an address, a subject or an organisation. */
export interface Metrics {
  readonly contentType: string;
  /** `route`: as it is registered, with its parameters' names. */
  request(method: string, route: string, status: number, seconds: number): void;
  turnedAway(why: Turned): void;
  write(end: WriteEnd, seconds: number): void;
  /** Of pixels or links, when they are in the store. */
  hits(kind: string, hitClass: string, count: number): void;
  hitDropped(why: Drop): void;
  /** In Prometheus' text format. `hitsWaiting`: answered, and not in the store yet. */
  text(condition: StoreCondition & { hitsWaiting?: number }): Promise<string>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** `ofProcess`: with memory, CPU and the event loop, which are measured all the time and only once in a process. */
export function makeMetrics({ ofProcess = false } = {}): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const make = { registers };
  const requests = new Histogram({
    ...{ ...make, name: 'threadline_http_request_seconds', help: 'Requests answered, by the time that took.' },
    ...{ labelNames: ['method', 'route', 'status'], buckets: SECONDS },
  });
  const turned = new Counter({
    ...{ ...make, name: 'threadline_connections_turned_away_total', help: 'Connections ended before there was a request, by reason.' },
    labelNames: ['why'],
  });
  const writes = new Histogram({
    ...{ ...make, name: 'threadline_store_write_seconds', help: 'Writes to the store until they were on the disk or failed.' },
    ...{ labelNames: ['end'], buckets: SECONDS },
  });
  const hits = new Counter({
    ...{ ...make, name: 'threadline_hits_total', help: 'Opens and clicks taken in, by kind and class.', labelNames: ['kind', 'class'] },
  });
  const dropped = new Counter({
    ...{ ...make, name: 'threadline_hits_dropped_total', help: 'Opens and clicks answered and not taken in.', labelNames: ['why'] },
  });
  const waiting = new Gauge({ ...make, name: 'threadline_hits_waiting', help: 'Opens and clicks answered and not in the store yet.' });
  const up = new Gauge({ ...make, name: 'threadline_store_up', help: '1: the database answers.' });
  const outbox = new Gauge({
    ...{ ...make, name: 'threadline_outbox_entries', help: 'Mails on their way to the CRM, and done, by state.', labelNames: ['state'] },
  });
  // What is not there before it first happens is no rise to Prometheus when it does.
  for (const end of WRITE_ENDS) writes.zero({ end });
  for (const why of TURNED) turned.inc({ why }, 0);
  for (const why of DROPS) dropped.inc({ why }, 0);
  if (ofProcess) collectDefaultMetrics({ register: registry });

  return {
    contentType: registry.contentType,
    request: (method, route, status, seconds) => requests.labels(method, route, String(status)).observe(seconds),
    turnedAway: (why) => turned.labels(why).inc(),
    write: (end, seconds) => writes.labels(end).observe(seconds),
    hits: (kind, hitClass, count) => hits.labels(kind, hitClass).inc(count),
    hitDropped: (why) => dropped.labels(why).inc(),
    text({ isUp, outbox: entries, hitsWaiting = 0 }) {
      waiting.set(hitsWaiting);
      up.set(isUp ? 1 : 0);
      outbox.reset();
      for (const [state, count] of Object.entries(entries)) outbox.set({ state }, count);
      return registry.metrics();
    },
  };
}
