import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.mjs';
import { Problem } from './setup/problem.mjs';

/** Debian keeps the versions apart. */
const HOME = '/usr/lib/postgresql';
const READY_MS = 30_000;
/** A language's own order, so that an order that we do not ask for would show. */
const LOCALE = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=en'];

/** @returns {string | null} The folder of the server's programs, of the newest version that is installed; POSTGRES_BIN names another. */
export function findPostgres() {
  if (process.env.POSTGRES_BIN) return process.env.POSTGRES_BIN;
  const versions = existsSync(HOME) ? readdirSync(HOME).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(HOME, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null;
}

/**
 * A PostgreSQL of our own, on this machine only, in a folder of its own.
 * @param {{ durable?: boolean }} [options] `durable`: commits reach the disk, as in earnest; else a crash may lose all
 * @returns {Promise<{ url: string, bin: string, stop: () => Promise<void> }>}
 */
export async function startPostgres({ durable = false } = {}) {
  const bin = findPostgres();
  if (!bin) throw new Problem('PostgreSQL is not installed (Debian: sudo apt-get install postgresql).');
  const folder = mkdtempSync(join(tmpdir(), 'threadline-postgres-'));
  const owner = ownerOf(folder);
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner.uid !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  const data = join(folder, 'data');
  run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'threadline', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync', ...LOCALE],
    owner,
  );
  const [port] = await freePorts(1);
  const settings = {
    ...{ listen_addresses: '127.0.0.1', port, unix_socket_directories: '', max_connections: 300, shared_buffers: '64MB' },
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...args], { ...owner, stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(server, 'exit');
  const stop = async () => {
    // Fast shutdown: whoever is connected is cut off.
    server.kill('SIGINT');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  endWithUs(server, folder);
  try {
    await ready(server, gone);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgres://threadline:${password}@127.0.0.1:${port}/postgres`, bin, stop };
}

/** Whoever is told to end in the middle leaves no server behind. */
function endWithUs(server, folder) {
  process.once('exit', () => {
    if (server.exitCode === null) server.kill('SIGQUIT');
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
}

/** The server does not run as root: where that is who we are, it runs as Debian's `postgres`. */
export function ownerOf(folder) {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((which) => Number(spawnSync('id', [which, 'postgres'], { encoding: 'utf8' }).stdout));
  chownSync(folder, uid, gid);
  return { uid, gid, cwd: folder };
}

function run(program, args, owner) {
  const { status, stderr, error } = spawnSync(program, args, { ...owner, encoding: 'utf8' });
  if (status !== 0) throw new Problem(`${program} failed.\n${(stderr || error?.message || '').trim()}`);
}

async function ready(server, gone) {
  let said = '';
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Problem(`PostgreSQL did not start in time.\n${said}`)), READY_MS);
    server.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(timer);
      resolve();
    });
    gone.then(() => reject(new Problem(`PostgreSQL did not start.\n${said}`)));
  });
}
