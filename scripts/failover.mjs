import { tryFailover } from '../e2e/failover/failover.mjs';
import { findPrograms } from '../e2e/failover/programs.mjs';
import { build } from './build/build.mjs';
import { seconds } from './run.mjs';
import { Problem } from './setup/problem.mjs';

const start = performance.now();
const say = (line) => console.log(`${seconds(performance.now() - start).padStart(8)}  ${line}`);

try {
  const { programs, missing } = findPrograms();
  if (missing) console.log(`Skipped: this needs Debian's ${missing.join(', ')} (sudo apt-get install ${missing.join(' ')}).`);
  else {
    await build(['endpoint']);
    // To see it fail: a commit that waits for nobody is lost with its leader.
    const synchronous = !process.argv.includes('--asynchronous');
    const right = await tryFailover({ programs, synchronous, say });
    say(right ? 'nothing is lost, nothing is there twice' : 'NOT RIGHT');
    process.exitCode = right ? 0 : 1;
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.sentence);
  process.exitCode = 1;
}
