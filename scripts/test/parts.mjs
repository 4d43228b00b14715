import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPostgres, startPostgres } from '../postgres.mjs';
import { root, runTool } from '../run.mjs';

/**
 * `output` matters only when something failed; `again` names the specs that passed at a second try only; `left` says what was left out and why.
 * @typedef {{ passed: number, failed: number, skipped: number, output: string, again?: string[], left?: string }} Part
 */

const RESULTS = 'test-results';

/** @returns {Promise<Part>} One check per world: each folder with a tsconfig, and the tests. */
export async function types() {
  const worlds = readdirSync(join(root, 'src'), { recursive: true })
    .filter((path) => path.endsWith('tsconfig.json'))
    .map((path) => join('src', dirname(path)));
  const runs = await inTurn([...worlds, 'tsconfig.tests.json'], (world) => runTool('typescript/tsc', ['-p', world, '--pretty', 'false']));
  return sum(runs);
}

export const lint = async () => sum([await runTool('@biomejs/biome', ['check', '--colors=off', '--max-diagnostics=100'])]);

export const deadCode = async () => sum([await runTool('knip', ['--no-progress'])]);

export const unitTests = () => vitest('unit.json', [], {});

/** What does not know the endpoint's database, has a database of its own, or tries the faults of one more CRM. */
const NOT_ON_DATABASE = [
  'src/endpoint/web/**',
  'src/endpoint/main.test.ts',
  'src/endpoint/tracking/intake.test.ts',
  'e2e/crm/hub/{activecampaign,zendesk-sell}-faults.test.ts',
];
/** One world for all files: they need not be loaded again, and find the schemas that others have emptied. */
const ON_DATABASE = ['src/endpoint/', 'e2e/crm/hub/', '--no-isolate', ...NOT_ON_DATABASE.flatMap((path) => ['--exclude', path])];

/** @returns {Promise<Part>} The endpoint's tests on a PostgreSQL of their own. `echo`: what Vitest says, as it says it */
export async function testsOnPostgres({ echo = false } = {}) {
  if (!findPostgres()) return { passed: 0, failed: 0, skipped: 0, output: '', left: 'PostgreSQL is not installed (Debian: postgresql)' };
  const server = await startPostgres();
  try {
    return await vitest('postgres.json', ON_DATABASE, { env: { TEST_DATABASE_URL: server.url }, echo });
  } finally {
    await server.stop();
  }
}

/** @returns {Promise<Part>} */
async function vitest(name, args, options) {
  const file = freshFile(name);
  const run = await runTool('vitest', ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], options);
  const report = readReport(file);
  if (!report) return broken(run.output);
  const failed = Math.max(report.numFailedTests, report.testResults.filter((suite) => suite.status === 'failed').length);
  const skipped = report.numPendingTests + report.numTodoTests;
  return agree({ passed: report.numPassedTests, failed, skipped, output: run.output }, run.code);
}

/**
 * @param {string} browser
 * @returns {Promise<Part>}
 */
export async function browserSpecs(browser) {
  const file = freshFile('e2e.json');
  const run = await runTool('@playwright/test/playwright', ['test'], { env: { CHROMIUM: browser } });
  const report = readReport(file);
  if (!report) return broken(run.output);
  const { expected, unexpected, flaky, skipped } = report.stats;
  const part = { passed: expected + flaky, failed: unexpected, skipped, output: run.output, again: report.suites.flatMap(secondTries) };
  return agree(part, run.code);
}

/** Titles of the specs in a suite of Playwright's report that did not pass at once. */
function secondTries({ specs = [], suites = [] }) {
  const here = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => title);
  return [...here, ...suites.flatMap(secondTries)];
}

const broken = (output) => ({ passed: 0, failed: 1, skipped: 0, output });

/** A runner that ends badly with no test to blame (a syntax error, a leaked error) is a failure too. */
const agree = (part, code) => (code !== 0 && part.failed === 0 ? { ...part, failed: 1 } : part);

function sum(runs) {
  const failed = runs.filter((run) => run.code !== 0);
  return { passed: runs.length - failed.length, failed: failed.length, skipped: 0, output: failed.map((run) => run.output).join('\n') };
}

async function inTurn(items, work) {
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
}

function freshFile(name) {
  rmSync(join(root, RESULTS, name), { force: true });
  return join(RESULTS, name);
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8'));
  } catch {
    return null;
  }
}
