import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';

// Ubuntu is left out: its chromium package is an empty one that needs snap.
/** @returns {string[] | null} What stands before apt-get; null: this user, or this system, cannot install with it. */
export function aptPrefix() {
  if (process.platform !== 'linux' || !canRun('/usr/bin/apt-get') || distribution() !== 'debian') return null;
  if (process.getuid?.() === 0) return [];
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? ['sudo', '-n'] : null;
}

function distribution() {
  try {
    return /^ID=["']?([a-z]+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {string[]} prefix of `aptPrefix`
 * @param {string} name of a package
 * @returns {string | null} what went wrong
 */
export function aptInstall(prefix, name) {
  const steps = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', name],
  ];
  for (const step of steps) {
    const [program, ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C', 'apt-get', ...step];
    const { status, stderr } = spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
    if (status !== 0) return `apt-get ${step[0]} failed.\n${stderr.trim()}`;
  }
  return null;
}

export function canRun(path) {
  try {
    accessSync(path, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
