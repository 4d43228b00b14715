import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build/build.mjs';
import { table } from './report/table.mjs';
import { root } from './run.mjs';
import { Problem } from './setup/problem.mjs';

/**
 * One figure, with what it is compared to, both measured in this run. The budget is a ceiling in the unit of `value`;
 * `budgetOf: 'ratio'` makes it one of the ratio, `atLeast` a floor. Without a budget it is told and not judged.
 * @typedef {{ name: string, value: number, unit: string, baseline: number | null, ratio: number | null,
 *   budget: number | null, budgetOf?: 'value' | 'ratio', atLeast?: boolean, met: boolean | null }} Figure
 */

const wanted = process.argv.slice(2);
const RESULT = '.threadline/bench.json';

const figures = [];
let trouble = 0;
try {
  await build(['chromium', 'endpoint', 'timeline']);
  const files = readdirSync(join(root, 'bench')).filter(
    (name) => name.endsWith('.bench.mjs') && (wanted.length === 0 || wanted.some((word) => name.includes(word))),
  );
  for (const file of files.sort()) {
    console.log(`measuring ${file.replace('.bench.mjs', '')} …`);
    try {
      const { run } = await import(pathToFileURL(join(root, 'bench', file)).href);
      figures.push(...(await run()));
    } catch (error) {
      trouble++;
      console.error(`${file} did not finish:`, error);
    }
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.sentence);
  trouble++;
}

const round = (number) => (number === null ? '–' : number.toLocaleString('en', { maximumSignificantDigits: 3 }));
console.log(
  `\n${table(
    ['Figure', 'Measured', 'Baseline', 'Ratio', 'Budget', 'Met'],
    figures.map(({ name, value, unit, baseline, ratio, budget, budgetOf = 'value', atLeast, met }) => [
      name,
      `${round(value)} ${unit}`,
      baseline === null ? '–' : `${round(baseline)} ${unit}`,
      round(ratio),
      budget === null ? '–' : `${atLeast ? '≥' : '≤'} ${round(budget)}${budgetOf === 'ratio' ? '×' : ` ${unit}`}`,
      met === null ? '–' : met ? 'yes' : 'NO',
    ]),
  )}`,
);
mkdirSync(join(root, '.threadline'), { recursive: true });
writeFileSync(join(root, RESULT), `${JSON.stringify({ at: new Date().toISOString(), node: process.version, figures }, null, 2)}\n`);
console.log(`\nAlso in ${RESULT}`);
process.exitCode = trouble > 0 ? 1 : 0;
