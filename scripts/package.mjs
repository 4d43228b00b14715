import { build } from './build/build.mjs';
import { TARGETS } from './build/targets.mjs';
import { faultsOf } from './package/inspect.mjs';
import { writeZip } from './package/zip.mjs';
import { Problem } from './setup/problem.mjs';

// Store-ready archives, one for the Chromium stores and one for Mozilla's. The same sources make the same bytes.
try {
  const browsers = ['chromium', 'firefox'];
  await build(browsers);
  for (const browser of browsers) {
    const { outDir } = TARGETS[browser];
    const faults = faultsOf(outDir);
    if (faults.length > 0) throw new Problem(`${outDir}/ is not fit for a store:\n  ${faults.join('\n  ')}`);
    const { path, bytes, files } = writeZip(outDir, browser);
    console.log(`${path}  ${(bytes / 1024).toFixed(0)} KB, ${files} files`);
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.sentence);
  process.exitCode = 1;
}
