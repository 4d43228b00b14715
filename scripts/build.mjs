import { build } from './build/build.mjs';
import { TARGETS } from './build/targets.mjs';
import { Problem } from './setup/problem.mjs';

try {
  const wanted = process.argv.slice(2);
  await build(wanted.length > 0 ? wanted : Object.keys(TARGETS).filter((name) => name !== 'firefox'));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.sentence);
  process.exitCode = 1;
}
