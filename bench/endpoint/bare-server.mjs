import { createServer } from 'node:http';
import { load } from '../load.mjs';

// The yardstick: the same store behind node:http alone, without sign-in, limits, headers or a framework.

const { openDatabase } = await load('src/endpoint/store/open-database.ts');
const { ingest } = await load('src/endpoint/ingest/ingest.ts');
const { listUsers } = await load('src/endpoint/store/users.ts');

const db = await openDatabase(process.env.THREADLINE_DATA);
const [{ tenant, id: userId }] = await listUsers(db.read);
const who = { tenant, userId, connectionId: null };
const urlOf = (kind, id) => `http://127.0.0.1/${kind}/${id}`;

const server = createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const { engagements } = JSON.parse(Buffer.concat(pieces));
  const results = await ingest(db, who, engagements, Date.now(), urlOf);
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ results }));
});
server.listen(0, '127.0.0.1', () => console.log(`ready ${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}`));
process.on('SIGTERM', async () => {
  server.closeAllConnections();
  server.close();
  await db.close();
});
