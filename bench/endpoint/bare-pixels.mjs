import { createServer } from 'node:http';
import { load } from '../load.mjs';

// The yardstick: pixels behind node:http alone. `/d/<token>` is written to the same store by the same code, but believed as it stands:
// no key, no verdict, no framework. `/m/<token>` is counted in memory and nothing more. `/stored` says how many there are.

const { appendHits, makeIntake, openDatabase, readToken } = await load('bench/endpoint/pixel-parts.ts');

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const db = await openDatabase(process.env.THREADLINE_DATA);
const { tenant, user_id } = await db.read.selectFrom('tracking_keys').select(['tenant', 'user_id']).executeTakeFirst();
const seen = { class: 'person', confidence: 0.95, reason: 'browser' };
const judge = ({ arrived }) => new Map(arrived.map(({ id }) => [id, seen]));
let stored = 0;
let counted = 0;
let last = 0;
const intake = makeIntake({
  async write(of, hits) {
    stored += (await db.write((tx) => appendHits(tx, of, hits, judge), of)).length;
  },
  log: (entry) => console.error(entry),
  ...{ most: 1e6, mostPerTenant: 1e6 },
  onDropped: () => undefined,
});

const server = createServer((request, response) => {
  if (request.url === '/stored') return response.end(String(stored + counted));
  response.writeHead(200, { 'content-type': 'image/gif', 'content-length': GIF.length, 'cache-control': 'no-store, private' });
  response.end(GIF);
  if (request.url.startsWith('/m/')) return counted++;
  const { messageRef: ref } = readToken(request.url.slice(3, 43));
  intake.take(tenant, {
    ...seen,
    client: null,
    network: null,
    id: `${process.pid}.${last++}`,
    user_id,
    ref,
    kind: 'open',
    link: 0,
    at: Date.now(),
  });
});
server.listen(0, '127.0.0.1', () => console.log(`ready ${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}`));
process.on('SIGTERM', async () => {
  server.closeAllConnections();
  server.close();
  await intake.close();
  await db.close();
});
