import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../scripts/free-ports.mjs';
import { until } from '../../scripts/start/until.mjs';
import { descendants, signal } from './processes.mjs';

/**
 * @typedef {{ name: string, port: number, rest: number, etcdClient: number, etcdPeer: number, data: string }} Node
 * @typedef {{ synchronous: boolean }} Mode `synchronous: false` acknowledges what may be lost: to see the test fail.
 * @typedef {Awaited<ReturnType<typeof startCluster>>} Cluster
 */

const ADDRESS = '127.0.0.1';
const NAMES = ['one', 'two', 'three'];
const PORTS_OF_NODE = ['port', 'rest', 'etcdClient', 'etcdPeer'];
/** A replica on a machine that is busy with other things; nothing here is waited for longer. */
const PATIENCE_MS = 180_000;

/**
 * Three machines in one: on each etcd, Patroni and its PostgreSQL; before them haproxy.
 * @param {{ programs: import('./programs.mjs').Programs, folder: string, owner: import('./processes.mjs').Owner,
 *   processes: import('./processes.mjs').Processes, mode: Mode }} how
 */
export async function startCluster({ programs, folder, owner, processes, mode }) {
  const [proxyPort, ...ports] = await freePorts(1 + NAMES.length * PORTS_OF_NODE.length);
  const password = randomBytes(12).toString('hex');
  const nodes = NAMES.map((name, index) => ({
    name,
    data: join(folder, `data-${name}`),
    ...Object.fromEntries(PORTS_OF_NODE.map((kind, place) => [kind, ports[index * PORTS_OF_NODE.length + place]])),
  }));
  const ofOwner = (path) => owner.uid !== undefined && chownSync(path, owner.uid, owner.gid);

  function startNode(node) {
    processes.start(`etcd-${node.name}`, [programs.etcd, ...etcdArguments(node, nodes, folder)], { owner });
    processes.start(`patroni-${node.name}`, [programs.patroni, configOf(node)], { owner, alsoPid: () => postmasterOf(node) });
  }

  function configOf(node) {
    const path = join(folder, `patroni-${node.name}.yml`);
    const values = {
      ...{ NAME: node.name, ADDRESS, NETWORK: `${ADDRESS}/32`, PORT: node.port, REST_PORT: node.rest, DATA: node.data, FOLDER: folder },
      ...{ BIN: programs.bin, PASSWORD: password, ETCD_HOSTS: nodes.map(({ etcdClient }) => `${ADDRESS}:${etcdClient}`).join(',') },
      ...{ SYNCHRONOUS: mode.synchronous, SYNCHRONOUS_COMMIT: mode.synchronous ? 'on' : 'off', MAXIMUM_LAG: 1024 ** 2 },
    };
    writeFileSync(path, fill('patroni.yml', values));
    chmodSync(path, 0o600);
    ofOwner(path);
    return path;
  }

  function startProxy() {
    const path = join(folder, 'haproxy.cfg');
    const servers = nodes.map(({ name, port, rest }) => `    server ${name} ${ADDRESS}:${port} maxconn 200 check port ${rest}`);
    writeFileSync(path, fill('haproxy.cfg', { ADDRESS, PROXY_PORT: proxyPort, SERVERS: servers.join('\n') }));
    ofOwner(path);
    processes.start('haproxy', [programs.haproxy, '-db', '-f', path], { owner });
  }

  /** What whichever node answers first knows of all. @returns {Promise<{ name: string, role: string, state: string }[]>} */
  const members = async () =>
    (await firstOf(nodes.map(({ rest }) => ask(rest, '/cluster').then((answer) => answer.json()))))?.members ?? [];

  async function leader() {
    const answers = await Promise.all(nodes.map(async (node) => ((await ask(node.rest, '/primary').catch(() => null))?.ok ? node : null)));
    return answers.find((node) => node !== null) ?? null;
  }

  /** All three run, and one of the replicas is safe to take over. */
  const isWhole = async () => {
    const known = await members();
    const running = known.filter(({ state }) => state === 'running' || state === 'streaming');
    const isSafe = !mode.synchronous || running.some(({ role }) => role === 'sync_standby');
    return running.length === nodes.length && known.some(({ role }) => role === 'leader') && isSafe && (await leader()) !== null;
  };

  const query = async (sql) => {
    const env = { PGPASSWORD: password, PGCONNECT_TIMEOUT: '5' };
    const args = [
      '-X',
      '-q',
      '-A',
      '-t',
      '-v',
      'ON_ERROR_STOP=1',
      '-c',
      sql,
      '-d',
      `host=${ADDRESS} port=${proxyPort} user=postgres dbname=postgres`,
    ];
    const { stdout } = await promisify(execFile)(join(programs.bin, 'psql'), args, { env, maxBuffer: 1024 ** 3 });
    return stdout.trim();
  };

  for (const node of nodes) startNode(node);
  startProxy();
  await until(isWhole, 'three PostgreSQL nodes, one of them a synchronous standby', PATIENCE_MS);
  return {
    url: `postgres://postgres:${password}@${ADDRESS}:${proxyPort}/postgres`,
    leader,
    query,
    /**
     * The others hear nothing more of what it writes, as when its network breaks a moment before it dies.
     * @returns {() => void} lets them go on, without what was still on its way to them
     */
    cutOff(leader) {
      const receivers = nodes.filter((node) => node !== leader).flatMap((node) => descendants(postmasterOf(node)).filter(isReceiver));
      for (const pid of receivers) signal(pid, 'SIGSTOP');
      return () => {
        for (const pid of receivers) for (const name of ['SIGTERM', 'SIGCONT']) signal(pid, name);
      };
    },
    /** The machine goes off; its disk stays. */
    kill: (node) => processes.kill(`patroni-${node.name}`, `etcd-${node.name}`),
    awaitLeader: () => until(leader, 'a new leader', PATIENCE_MS),
    /** It comes back with the disk it had, and the cluster is as it was. */
    async bringBack(node) {
      startNode(node);
      await until(isWhole, `node ${node.name} back as a replica`, PATIENCE_MS);
    },
  };
}

function etcdArguments({ name, etcdClient, etcdPeer }, nodes, folder) {
  const client = `http://${ADDRESS}:${etcdClient}`;
  const peer = `http://${ADDRESS}:${etcdPeer}`;
  return [
    ...['--name', name, '--data-dir', join(folder, `etcd-data-${name}`), '--log-level', 'warn'],
    ...[
      '--listen-client-urls',
      client,
      '--advertise-client-urls',
      client,
      '--listen-peer-urls',
      peer,
      '--initial-advertise-peer-urls',
      peer,
    ],
    ...['--initial-cluster', nodes.map((node) => `${node.name}=http://${ADDRESS}:${node.etcdPeer}`).join(',')],
    // Patient: here three of them share one disk with three databases.
    ...['--heartbeat-interval', '300', '--election-timeout', '3000'],
  ];
}

/** PostgreSQL leaves Patroni's family at its start, so that it outlives it. */
function postmasterOf({ data }) {
  const file = join(data, 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n', 1)[0]) || null : null;
}

/** PostgreSQL's processes say in their title what they do. */
function isReceiver(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('walreceiver');
  } catch {
    return false;
  }
}

function fill(template, values) {
  const text = readFileSync(join(import.meta.dirname, template), 'utf8');
  return text.replace(/\$\{(\w+)\}/g, (_, name) => String(values[name] ?? unknown(template, name)));
}

function unknown(template, name) {
  throw new Error(`${template} asks for ${name}, which nobody fills in`);
}

const ask = (port, path) => fetch(`http://${ADDRESS}:${port}${path}`, { signal: AbortSignal.timeout(2000) });
const firstOf = (asked) => Promise.any(asked).catch(() => null);
