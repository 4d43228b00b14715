import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../scripts/run.mjs';

/** As it is shipped, with maps beside it that tell our functions from InboxSDK's. @param {string} folder */
export async function makeThreadline(folder) {
  const args = ['build', '--mode', 'production', '--logLevel', 'warn', '--sourcemap', 'hidden'];
  const run = await runTool('vite', args, { env: { OUT_DIR: folder } });
  if (run.code !== 0 || !existsSync(join(folder, 'manifest.json'))) throw new Error(run.output);
  return folder;
}

/**
 * An extension that is there and does nothing: what the browser itself takes for having one.
 * @param {string} folder @param {string[]} matches where it is there
 */
export function makeEmpty(folder, matches) {
  const manifest = {
    manifest_version: 3,
    name: 'Empty',
    version: '1',
    background: { service_worker: 'worker.js' },
    content_scripts: [
      { matches, js: ['page.js'], run_at: 'document_start', world: 'MAIN' },
      { matches, js: ['content.js'], run_at: 'document_end' },
    ],
  };
  mkdirSync(folder);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  for (const name of ['worker.js', 'page.js', 'content.js']) writeFileSync(join(folder, name), '');
  return folder;
}
