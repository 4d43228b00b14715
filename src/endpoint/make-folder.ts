import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Node's own `recursive` never ends where the system answers ENOENT for an existing parent, as under /proc. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}
