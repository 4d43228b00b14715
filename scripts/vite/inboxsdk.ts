import { cpSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);

/** InboxSDK's worker half injects `pageWorld.js` from the extension's root by `scripting.executeScript`. */
export function inboxSdk(): Plugin {
  let outDir = 'dist';
  return {
    name: 'inboxsdk',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    writeBundle() {
      mkdirSync(outDir, { recursive: true });
      cpSync(require.resolve('@inboxsdk/core/pageWorld.js'), resolve(outDir, 'pageWorld.js'));
    },
  };
}
