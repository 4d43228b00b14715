import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, runTool, seconds } from '../run.mjs';
import { Problem } from '../setup/problem.mjs';
import { needWritable } from '../setup/writable.mjs';
import { isFresh, remember } from './stamp.mjs';
import { TARGETS } from './targets.mjs';

/**
 * Builds what has changed, all at the same time.
 * @param {string[]} names of `TARGETS`
 * @returns {Promise<string[]>} the names that were really built
 */
export async function build(names) {
  const unknown = names.find((name) => !(name in TARGETS));
  if (unknown) throw new Problem(`There is no build named ${unknown}; there are ${Object.keys(TARGETS).join(', ')}.`);
  const stale = names.filter((name) => !isFresh(name, TARGETS[name]));
  if (stale.length > 0) needWritable(root);
  const results = await Promise.all(stale.map(buildOne));
  const failed = results.filter((result) => result.trouble);
  if (failed.length > 0)
    throw new Problem(failed.map(({ name, trouble }) => `${trouble.trim()}\nThe build of ${name} failed.`).join('\n\n'));
  return stale;
}

async function buildOne(name) {
  const target = TARGETS[name];
  const sources = remember(name, target);
  const run = await runTool('vite', ['build', '--mode', target.mode, '--logLevel', 'warn'], { env: { OUT_DIR: target.outDir } });
  if (run.code !== 0 || !existsSync(join(root, target.outDir, target.proof))) return { name, trouble: run.output || 'vite said nothing.' };
  sources.keep();
  console.log(`Built ${name} into ${target.outDir}/ in ${seconds(run.ms)}`);
  return { name, trouble: '' };
}
