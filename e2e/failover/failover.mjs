import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerOf } from '../../scripts/postgres.mjs';
import { seconds } from '../../scripts/run.mjs';
import { until } from '../../scripts/start/until.mjs';
import { startCluster } from './cluster.mjs';
import { isRight, judge, makeReader } from './judge.mjs';
import { follow, logMails, makeCaller, newLedger, openMails, pairWith } from './load.mjs';
import { startNodes } from './nodes.mjs';
import { makeProcesses } from './processes.mjs';

const KILLS = 3;
const CLIENTS = 3;
/** Acknowledged between one disaster and the next. */
const BATCHES_BETWEEN = 40;
const HITS_BETWEEN = 200;
const PATIENCE_MS = 180_000;

/**
 * Two endpoint nodes before three PostgreSQL nodes; mails and opens come in all the time; the leader dies three times.
 * @param {{ programs: import('./programs.mjs').Programs, synchronous: boolean, say: (line: string) => void }} how
 * @returns {Promise<boolean>} Everything acknowledged is there, once, and each feed showed it once.
 */
export async function tryFailover({ programs, synchronous, say }) {
  const folder = mkdtempSync(join(tmpdir(), 'threadline-failover-'));
  const { uid, gid } = ownerOf(folder);
  const owner = uid === undefined ? {} : { uid, gid };
  const processes = makeProcesses(folder);
  try {
    const cluster = await startCluster({ programs, folder, owner, processes, mode: { synchronous } });
    say(`three PostgreSQL nodes, ${synchronous ? 'a commit waits for a second one' : 'a commit waits for nobody'}`);
    const nodes = await startNodes({ names: ['a', 'b'], databaseUrl: cluster.url, folder, processes });
    const verdict = await drive(nodes, cluster, say);
    tell(verdict, say);
    const right = isRight(verdict);
    if (right) rmSync(folder, { recursive: true, force: true });
    else say(`the logs of all are in ${folder}`);
    return right;
  } catch (error) {
    say(`the logs of all are in ${folder}`);
    throw error;
  } finally {
    await processes.end();
  }
}

async function drive(nodes, cluster, say) {
  const call = makeCaller(await pairWith(nodes[0]));
  await call(nodes[0], '/consents', {
    method: 'PUT',
    body: { consents: [{ address: 'ada@acme.example', state: 'given', how: 'written' }] },
  });
  const { cursor } = await call(nodes[0], '/hits');
  const ledger = newLedger();
  const [work, reading] = [new AbortController(), new AbortController()];
  const readers = nodes.map(({ name }) => makeReader(`engagements on node ${name}`));
  const watchers = nodes.map(({ name }) => makeReader(`opens on node ${name}`));
  // A hit may come again under its id, when it is seen otherwise after others.
  const newHits = nodes.map(() => new Set());
  const clients = [
    ...Array.from({ length: CLIENTS }, () => logMails(nodes, call, ledger, work.signal)),
    openMails(nodes, call, ledger, work.signal),
  ];
  const followers = nodes.flatMap((node, index) => [
    follow(node, call, '/changes', '0', ({ engagementId }) => readers[index].see(engagementId), reading.signal),
    follow(
      node,
      call,
      '/hits',
      cursor,
      ({ id, messageId }) => !newHits[index].has(id) && newHits[index].add(id) && watchers[index].see(messageId),
      reading.signal,
    ),
  ]);
  // Whichever fails is told of at once, and not when all others have ended.
  const all = Promise.all([...clients, ...followers]);
  await Promise.race([disasters(cluster, ledger, say), all]);
  work.abort();
  await Promise.race([Promise.all(clients), all]);
  // Opens are answered first, and stored after.
  const rows = async () => Number(await cluster.query('SELECT count(*) FROM hits'));
  const answered = [...ledger.hits.values()].reduce((total, count) => total + count, 0);
  await until(async () => (await rows()) >= answered, 'all opens stored', 30_000).catch(() => undefined);
  reading.abort();
  await all;
  return judge(ledger, await readStored(cluster), readers, watchers);
}

/** Three times: enough is acknowledged; the leader is cut off and dies; another leads; it is enough again; the dead one comes back. */
async function disasters(cluster, ledger, say) {
  for (let kill = 1; kill <= KILLS; kill++) {
    await enough(ledger);
    const leader = await cluster.leader();
    ledger.longestMs = 0;
    const goOn = cluster.cutOff(leader);
    await moreOrNothing(ledger);
    const at = performance.now();
    await cluster.kill(leader);
    goOn();
    const next = await cluster.awaitLeader();
    const electedMs = performance.now() - at;
    await enough(ledger);
    say(
      `leader ${leader.name} killed; ${next.name} leads after ${seconds(electedMs)}; nothing acknowledged for ${seconds(ledger.longestMs)}`,
    );
    await cluster.bringBack(leader);
  }
  await enough(ledger);
}

/** A leader that is cut off acknowledges nothing; one that waits for nobody goes on. */
async function moreOrNothing(ledger) {
  const batches = ledger.batches + 20;
  await until(async () => ledger.batches >= batches || performance.now() > ledger.lastAt + 1500, 'an end of acknowledgements', PATIENCE_MS);
}

async function enough(ledger) {
  const [batches, hits] = [ledger.batches + BATCHES_BETWEEN, ledger.hits.size + HITS_BETWEEN];
  await until(async () => ledger.batches >= batches && ledger.hits.size >= hits, 'enough acknowledged', PATIENCE_MS);
}

async function readStored({ query }) {
  const lines = async (sql) => (await query(sql)).split('\n').filter(Boolean);
  return {
    engagements: await lines('SELECT id FROM engagements'),
    hits: await lines('SELECT m.id FROM hits h JOIN tracked_messages m ON m.tenant = h.tenant AND m.ref = h.ref'),
  };
}

function tell({ engagements, hits, feeds }, say) {
  say(`engagements: ${engagements.acknowledged} acknowledged, lost ${engagements.lost}, twice ${engagements.twice}`);
  say(`opens: ${hits.acknowledged} answered, lost ${hits.lost}, twice ${hits.twice}`);
  for (const { name, seen, missed, twice } of feeds) say(`feed of ${name}: ${seen} seen, missed ${missed}, twice ${twice}`);
}
