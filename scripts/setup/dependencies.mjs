import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from './problem.mjs';
import { needWritable } from './writable.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runtimeFile = join(root, 'node_modules/.threadline-runtime');
/** Native packages are chosen for a platform and a module ABI. */
const runtime = `${process.platform}-${process.arch}-${process.versions.modules}`;

/** Is everything in the lock file installed, in its version, for this Node. npm leaves its own list only when it has finished. */
export function areInstalled() {
  const locked = readJson('package-lock.json')?.packages;
  const installed = readJson('node_modules/.package-lock.json')?.packages;
  if (!locked || !installed) return false;
  for (const [path, wanted] of Object.entries(locked)) {
    const found = installed[path];
    if (path === '' || (!found && wanted.optional)) continue;
    if (found?.version !== wanted.version || found?.integrity !== wanted.integrity) return false;
  }
  const madeFor = readText('node_modules/.threadline-runtime');
  if (madeFor === null) noteRuntime();
  return madeFor === null || madeFor === runtime;
}

function noteRuntime() {
  try {
    writeFileSync(runtimeFile, runtime);
  } catch {
    // Somebody else's folder: the note only spares an installation after a change of Node.
  }
}

export function installDependencies() {
  needWritable(root);
  console.log('Installing dependencies (npm ci) …');
  const start = Date.now();
  const { status } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) throw new Problem('The dependencies could not be installed; npm says why above. Check the network and try again.');
  noteRuntime();
  console.log(`Dependencies installed in ${((Date.now() - start) / 1000).toFixed(0)} s.`);
}

/** The npm that runs this, where one does: no shell and no search along PATH, so it works on Windows too. */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  return spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
}

function readJson(path) {
  const text = readText(path);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function readText(path) {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
}
