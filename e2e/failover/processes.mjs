import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {ReturnType<typeof makeProcesses>} Processes
 * @typedef {{ uid?: number, gid?: number }} Owner
 */

/**
 * Programs that end with this one, however that ends.
 * @param {string} folder where each writes its log
 */
export function makeProcesses(folder) {
  /** @type {Map<string, { child: import('node:child_process').ChildProcess, alsoPid: () => number | null }>} */
  const running = new Map();
  // Exit handlers may not wait; SIGKILL needs no waiting.
  process.once('exit', () => [...running.values()].flatMap(pidsOf).forEach(killNow));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

  /**
   * @param {string} name
   * @param {string[]} command
   * @param {{ env?: Record<string, string>, owner?: Owner, alsoPid?: () => number | null }} [more]
   *   `owner`: who it runs as; none: as we do. `alsoPid`: a process that it started and let go
   */
  function start(name, [program, ...args], { env = {}, owner = {}, alsoPid = () => null } = {}) {
    const log = openSync(join(folder, `${name}.log`), 'a');
    const child = spawn(program, args, {
      ...owner,
      cwd: folder,
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', HOME: folder, ...env },
      stdio: ['ignore', log, log],
    });
    running.set(name, { child, alsoPid });
    return child;
  }

  /** Ends these and all that they started, by SIGKILL and at once, as when the power of their machine goes; waits until all are gone. */
  async function kill(...names) {
    const ended = names.flatMap((name) => running.get(name) ?? []);
    const exits = ended.filter(({ child }) => child.exitCode === null && child.signalCode === null).map(({ child }) => once(child, 'exit'));
    const pids = ended.flatMap(pidsOf);
    pids.forEach(killNow);
    for (const name of names) running.delete(name);
    await Promise.all(exits);
    while (pids.some(isAlive)) await new Promise((done) => setTimeout(done, 20));
  }

  return { start, kill, end: () => kill(...running.keys()) };
}

const pidsOf = ({ child, alsoPid }) => [child.pid, alsoPid()].flatMap((pid) => (pid ? [pid, ...descendants(pid)] : []));

function killNow(pid) {
  signal(pid, 'SIGKILL');
}

/** A process that has ended meanwhile hears nothing. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

export function descendants(pid) {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(all.map((name) => [Number(name), statOf(name)?.parent]));
  const below = (one) => [...parents].filter(([, parent]) => parent === one).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

/** A zombie has ended; only whoever started it has not looked yet. */
const isAlive = (pid) => !['Z', 'X', undefined].includes(statOf(pid)?.state);

function statOf(pid) {
  try {
    // The second field is the program's name in brackets, which may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    const [state, parent] = fields.split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}
