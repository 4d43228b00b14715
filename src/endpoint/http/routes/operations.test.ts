import { afterEach, describe, expect, test } from 'vitest';
import { makeMetrics } from '../../operations/metrics';
import { observed } from '../../operations/observed-store';
import type { Queries } from '../../store/database';
import { StoreAway, StoreFull } from '../../store/trouble';
import { startTestEndpoint, type TestEndpoint } from '../../testing';
import { openTestDatabase } from '../../testing-database';
import { mailTo } from '../../testing-mails';
import type { Operations } from './operations';

const TOKEN = 'a-token-of-the-operator';
const open: TestEndpoint[] = [];
afterEach(async () => {
  for (const endpoint of open.splice(0)) await endpoint.stop();
});

async function start(more: Partial<Operations> = {}, options: Parameters<typeof startTestEndpoint>[0] = {}) {
  const operations = { metrics: makeMetrics(), metricsToken: TOKEN, isDraining: () => false, ...more };
  const endpoint = await startTestEndpoint({ operations, ...options });
  open.push(endpoint);
  const scrape = async () => (await endpoint.call('GET', '/metrics', { token: TOKEN })).json as string;
  return { ...endpoint, operations, scrape };
}

/** A database that is away, and one that never answers. */
async function closedDatabase() {
  const db = await openTestDatabase();
  await db.close();
  return db;
}
const silent = (read: Queries) => read.withPlugin({ transformQuery: ({ node }) => node, transformResult: () => new Promise(() => {}) });

describe('health', () => {
  test('is told to whoever asks, however often', async () => {
    const { call } = await start({}, { requestsPerMinute: 3 });
    for (let asked = 0; asked < 10; asked++) {
      expect(await call('GET', '/healthz')).toMatchObject({ status: 200, json: { status: 'ready' } });
      expect(await call('GET', '/healthz/live')).toMatchObject({ status: 200, json: { status: 'live' } });
    }
  });

  test('without its database it is alive, and not ready', async () => {
    const { call, scrape } = await start({}, { db: await closedDatabase() });
    expect(await call('GET', '/healthz')).toMatchObject({ status: 503, json: { status: 'store_away' } });
    expect(await call('GET', '/healthz/live')).toMatchObject({ status: 200 });
    expect(await scrape()).toContain('threadline_store_up 0');
  });

  test('with a database that does not answer it says so within seconds', async () => {
    const db = await openTestDatabase();
    const { call } = await start({}, { db: { ...db, read: silent(db.read) } });
    expect(await call('GET', '/healthz')).toMatchObject({ status: 503, json: { status: 'store_away' } });
    await db.close();
  });

  test('about to end, it is not ready, and still serves', async () => {
    let isDraining = false;
    const { call, tokens } = await start({ isDraining: () => isDraining });
    isDraining = true;
    expect(await call('GET', '/healthz')).toMatchObject({ status: 503, json: { status: 'draining' } });
    expect(await call('GET', 'me', { token: tokens.anna })).toMatchObject({ status: 200 });
  });
});

describe('metrics', () => {
  test.each([[undefined], [''], ['another-token-of-someone'], [`${TOKEN} `]])('are nowhere for %j', async (token) => {
    const { call } = await start();
    const answer = await call('GET', '/metrics', token === undefined ? {} : { headers: { authorization: `Bearer ${token}x` } });
    expect(answer).toMatchObject({ status: 404, json: { code: 'not_found' } });
  });

  test('are nowhere where the operator named no token', async () => {
    const { call } = await start({ metricsToken: null });
    expect(await call('GET', '/metrics', { token: 'null' })).toMatchObject({ status: 404 });
  });

  test('count requests by route and status, and what waits for the CRM by state', async () => {
    const { call, tokens, scrape, db, anna, log } = await start();
    await call('GET', 'me', { token: tokens.anna });
    await call('GET', 'me');
    await call('GET', '/nowhere');
    await log(mailTo(['ada@acme.example']));
    await db.write((tx) => tx.insertInto('outbox_counts').values({ tenant: anna.tenant, state: 'waiting', entries: 3 }).execute());
    const text = await scrape();
    expect(text).toContain('threadline_http_request_seconds_count{method="GET",route="/api/v1/me",status="200"} 1');
    expect(text).toContain('threadline_http_request_seconds_count{method="GET",route="/api/v1/me",status="401"} 1');
    expect(text).toContain('threadline_http_request_seconds_count{method="GET",route="none",status="404"} 1');
    expect(text).toMatch(
      /threadline_http_request_seconds_bucket\{le="\+Inf",method="POST",route="\/api\/v1\/engagements",status="200"\} 1/,
    );
    expect(text).toContain('threadline_outbox_entries{state="waiting"} 3');
    expect(text).toContain('threadline_store_up 1');
  });

  test('hold nothing of a mail, of whom it is to or of whose it is', async () => {
    const { log, scrape, call, tokens, anna } = await start();
    await log(mailTo(['ada@acme.example'], { subject: 'Unrepeatable' }));
    await call('GET', `search?q=${encodeURIComponent('ada@acme.example')}`, { token: tokens.anna });
    await call('GET', '/ada@acme.example/Unrepeatable');
    expect(await scrape()).not.toMatch(/acme|Unrepeatable|Northwind|anna/i);
    expect(await scrape()).not.toContain(anna.tenant);
  });

  test('time writes until they are on the disk, and tell how they ended', async () => {
    const metrics = makeMetrics();
    const store = await openTestDatabase();
    const db = observed(store, metrics);
    const failing = (error: Error) => db.write(() => Promise.reject(error)).catch(() => undefined);
    expect(await db.write(async () => 7)).toBe(7);
    await failing(new Error('a rule of ours'));
    await failing(new StoreFull(null));
    await failing(new StoreAway(null));
    const text = await metrics.text({ isUp: true, outbox: {} });
    for (const end of ['stored', 'refused', 'full', 'away']) expect(text).toContain(`threadline_store_write_seconds_count{end="${end}"} 1`);
    await store.close();
  });

  test('of the process are there where the process is ours', async () => {
    const text = await makeMetrics({ ofProcess: true }).text({ isUp: true, outbox: {} });
    expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
  });
});
