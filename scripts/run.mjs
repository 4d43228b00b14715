import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** @typedef {{ code: number, output: string, ms: number }} Run `code` is never null: a signal counts as 1. */

/**
 * Runs a program of an installed package with this Node, without a shell, and keeps what it writes.
 * @param {string} name the package, or `package/program` where the program has another name
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, echo?: boolean }} [options] `echo`: writes it through as well
 * @returns {Promise<Run>}
 */
export function runTool(name, args, { env = {}, echo = false } = {}) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [programOf(name), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    for (const [stream, sink] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.on('data', (chunk) => {
        chunks.push(chunk);
        if (echo) sink.write(chunk);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString(), ms: performance.now() - start }));
  });
}

function programOf(name) {
  const parts = name.split('/');
  const packageName = parts.slice(0, name.startsWith('@') ? 2 : 1).join('/');
  const program = parts.at(-1);
  const manifestPath = join(root, 'node_modules', packageName, 'package.json');
  const { bin } = createRequire(import.meta.url)(manifestPath);
  return join(dirname(manifestPath), typeof bin === 'string' ? bin : bin[program]);
}

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
