import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { root } from '../run.mjs';
import { filesOf } from './files.mjs';

/** Long past, and the same on every computer: zip keeps local time, so it is given by its parts. */
const NOON_OF_NO_DAY = new Date(2000, 0, 1, 12);

/**
 * @param {string} folder
 * @param {string} browser
 * @returns {{ path: string, bytes: number, files: number }}
 */
export function writeZip(folder, browser) {
  const names = filesOf(folder);
  const entries = names.map((name) => [name, new Uint8Array(readFileSync(join(root, folder, name)))]);
  const zip = zipSync(Object.fromEntries(entries), { level: 9, mtime: NOON_OF_NO_DAY });
  const { version } = JSON.parse(readFileSync(join(root, folder, 'manifest.json'), 'utf8'));
  const path = join('dist-packages', `threadline-${version}-${browser}.zip`);
  mkdirSync(join(root, 'dist-packages'), { recursive: true });
  writeFileSync(join(root, path), zip);
  return { path, bytes: zip.length, files: names.length };
}
