import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startInternet } from '../e2e/internet/internet.mjs';
import { root, runTool } from '../scripts/run.mjs';
import { openBrowser } from '../scripts/start/browser.mjs';

const BUDGET = 1.2;
const WORDS = { enqueue: 'enqueue, durable', badge: 'counts for the badge', popup: "the popup's first page" };

/** The outbox's own store, in a real extension page, with 100,000 entries beside one with 100. */
export async function run() {
  const folder = mkdtempSync(join(root, 'node_modules/.bench-'));
  const internet = await startInternet({});
  try {
    const extensionDir = await makeExtension(join(folder, 'extension'));
    const { context, extensionUrl } = await openBrowser({ profileDir: join(folder, 'profile'), internet, headless: true, extensionDir });
    try {
      const page = await context.newPage();
      await page.goto(`${extensionUrl}page.html`);
      const medians = await page.evaluate(() => globalThis.measure());
      return Object.entries(medians).map(([work, { small, large }]) => figureOf(WORDS[work], small, large));
    } finally {
      await context.close();
    }
  } finally {
    await internet.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function figureOf(work, small, large) {
  const ratio = large / small;
  return {
    name: `Outbox, 100,000 entries beside 100: ${work}`,
    value: large,
    unit: 'ms',
    baseline: small,
    ratio,
    budget: BUDGET,
    budgetOf: 'ratio',
    met: ratio <= BUDGET,
  };
}

async function makeExtension(folder) {
  const run = await runTool('vite', ['build', '--config', 'bench/outbox/vite.config.ts'], { env: { OUT_DIR: folder } });
  if (run.code !== 0 || !existsSync(join(folder, 'page.js'))) throw new Error(run.output);
  const manifest = {
    manifest_version: 3,
    name: 'Outbox bench',
    version: '1',
    permissions: ['unlimitedStorage'],
    background: { service_worker: 'worker.js' },
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'worker.js'), '');
  writeFileSync(
    join(folder, 'page.html'),
    '<!doctype html><html lang="en"><title>bench</title><script type="module" src="page.js"></script></html>',
  );
  return folder;
}
