import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { inboxSdk } from '../../../scripts/vite/inboxsdk';

let built: Promise<string> | null = null;

/** Builds an extension that holds the adapter and nothing else; answers its folder. Once per test worker. */
export function buildAdapterProbe(): Promise<string> {
  built ??= buildAll();
  return built;
}

async function buildAll(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'adapter-probe-'));
  mkdirSync(outDir, { recursive: true });
  for (const name of ['background', 'witness', 'content'])
    await build({
      configFile: false,
      publicDir: false,
      logLevel: 'error',
      plugins: [inboxSdk()],
      define: { 'process.env.NODE_ENV': '"production"' },
      build: {
        outDir,
        emptyOutDir: false,
        minify: false,
        target: 'es2022',
        lib: { entry: resolve(import.meta.dirname, `${name}.ts`), formats: ['iife'], name: 'probe', fileName: () => `${name}.js` },
      },
    });
  cpSync(resolve(import.meta.dirname, 'manifest.json'), join(outDir, 'manifest.json'));
  return outDir;
}
