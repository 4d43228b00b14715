import { build } from './build/build.mjs';
import { seconds } from './run.mjs';
import { findBrowser } from './setup/browser.mjs';
import { Problem } from './setup/problem.mjs';
import { browserSpecs, deadCode, lint, testsOnPostgres, types, unitTests } from './test/parts.mjs';

/** @typedef {import('./test/parts.mjs').Part} Part */

const start = performance.now();
const total = { passed: 0, failed: 0, skipped: 0 };

async function run(name, part) {
  const began = performance.now();
  /** @type {Part} */
  const result = await part();
  for (const kind of ['passed', 'failed', 'skipped']) total[kind] += result[kind];
  const counts = [`${result.passed} passed`, result.failed && `${result.failed} failed`, result.skipped && `${result.skipped} skipped`];
  console.log(
    `${result.failed ? '✗' : '✓'} ${name.padEnd(14)} ${counts.filter(Boolean).join(', ').padEnd(28)} ${seconds(performance.now() - began)}`,
  );
  if (result.left) console.log(`  left out: ${result.left}`);
  for (const title of result.again ?? []) console.log(`  passed at a second try only: ${title}`);
  if (result.failed) console.log(`${result.output.trim()}\n`);
}

async function builds() {
  try {
    await build(['chromium', 'endpoint', 'timeline']);
    return { passed: 1, failed: 0, skipped: 0, output: '' };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { passed: 0, failed: 1, skipped: 0, output: error.sentence };
  }
}

const browser = findBrowser()?.path ?? '';
const checks = (async () => {
  await run('types', types);
  await run('lint', lint);
  await run('dead code', deadCode);
})();
await run('build', builds);
await checks;
await run('unit tests', unitTests);
await run('PostgreSQL', testsOnPostgres);
await run('browser specs', () => browserSpecs(browser));

console.log(`\n${seconds(performance.now() - start)}`);
const counts = [`${total.passed} passed`, `${total.failed} failed`];
if (total.skipped > 0) counts.push(`${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(counts.join(', '));
