import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../run.mjs';

/** @typedef {import('./targets.mjs').Target} Target */

const stampOf = (name) => join(root, 'node_modules/.cache/threadline', `build-${name}`);

/**
 * Neither the sources nor the result have changed since the last build.
 * @param {string} name
 * @param {Target} target
 */
export function isFresh(name, target) {
  try {
    return readFileSync(stampOf(name), 'utf8') === `${hashOfSources(target)} ${hashOfResult(target)}`;
  } catch {
    return false;
  }
}

/**
 * Looks at the sources before a build; `keep` notes afterwards what came of them. A file saved meanwhile makes it stale.
 * @param {string} name
 * @param {Target} target
 */
export function remember(name, target) {
  const sources = hashOfSources(target);
  return {
    keep() {
      mkdirSync(dirname(stampOf(name)), { recursive: true });
      writeFileSync(stampOf(name), `${sources} ${hashOfResult(target)}`);
    },
  };
}

function hashOfSources(target) {
  const hash = createHash('sha256').update(process.version);
  for (const [name, value] of Object.entries(process.env).sort()) if (name.startsWith('VITE_')) hash.update(`${name}=${value}\0`);
  for (const source of target.sources) {
    for (const path of filesUnder(source))
      if (!isTest(path))
        hash
          .update(path)
          .update('\0')
          .update(readFileSync(join(root, path)));
  }
  return hash.digest('hex');
}

function hashOfResult(target) {
  const hash = createHash('sha256');
  for (const path of filesUnder(target.outDir)) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const isTest = (path) => /\.(test|contract)\.tsx?$/.test(path);

function filesUnder(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length))
    .sort();
}
