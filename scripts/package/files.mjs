import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from '../run.mjs';

/**
 * Every file below a folder, with `/`, in an order that does not hang on the computer.
 * @param {string} folder
 */
export function filesOf(folder) {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(root, folder), join(entry.parentPath ?? entry.path, entry.name)));
  return names.map((name) => name.replaceAll('\\', '/')).sort();
}
