import { createServer } from 'node:http';
import { load } from '../load.mjs';

// The yardstick: pixels behind node:http alone, without a framework. `/v/<token>` is checked, judged and written to the same store by the
// same code; `/d/<token>` is written, but believed as it stands; `/m/<token>` is counted in memory and nothing more; `/counted` says
// how many.

const parts = await load('bench/endpoint/pixel-parts.ts');
const { appendHits, checkToken, makeIntake, makeTrackingDesk, makeVault, openDatabase, readKeyFile, readToken } = parts;

const GIF = atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7');
const db = await openDatabase(process.env.THREADLINE_DATA);
const { tenant, user_id } = await db.read.selectFrom('tracking_keys').select(['tenant', 'user_id']).executeTakeFirst();
const seen = { class: 'person', confidence: 0.95, reason: 'browser' };
const judge = ({ arrived }) => new Map(arrived.map(({ id }) => [id, seen]));
let counted = 0;
let last = 0;
const intake = makeIntake({
  async write(of, hits) {
    await db.write((tx) => appendHits(tx, of, hits, judge), of);
  },
  log: (entry) => console.error(entry),
  ...{ most: 1e6, mostPerTenant: 1e6 },
  onDropped: () => undefined,
});

const metrics = { hits: () => undefined, hitDropped: () => undefined };
const vault = makeVault(readKeyFile(process.env.THREADLINE_DATA));
const desk = makeTrackingDesk({ db, vault, clock: Date.now, log: (entry) => console.error(entry), metrics });

async function hear({ url, method, headers, socket }) {
  const token = await checkToken(desk.ring, { text: url.slice(3, 43), kinds: ['open'], target: null });
  if (token) desk.hear(token, { address: socket.remoteAddress, method, userAgent: headers['user-agent'] ?? '', purpose: '' });
}

const server = createServer((request, response) => {
  if (request.url === '/counted') return response.end(String(counted));
  response.writeHead(200, { 'content-type': 'image/gif', 'content-length': GIF.length, 'cache-control': 'no-store, private' });
  response.end(GIF, 'latin1');
  if (request.url.startsWith('/m/')) return counted++;
  if (request.url.startsWith('/v/')) return hear(request);
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
  await Promise.all([intake.close(), desk.intake.close()]);
  await db.close();
});
