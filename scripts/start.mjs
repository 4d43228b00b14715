import { Problem } from './setup/problem.mjs';
import { demonstrate } from './start/demonstration.mjs';
import { readOptions } from './start/options.mjs';
import { play } from './start/play.mjs';

try {
  const options = readOptions(process.argv.slice(2), process.env);
  process.exitCode = await (options.once ? demonstrate(options) : play(options));
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.sentence);
  process.exitCode = 1;
}
