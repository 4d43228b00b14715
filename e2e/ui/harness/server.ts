import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { build, type InlineConfig, preview } from 'vite';

/** Builds the popup and the options page over a fake worker and serves them on a free port of loopback. */
export async function startHarness(): Promise<{ url: string; stop(): Promise<void> }> {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const outDir = await mkdtemp(join(tmpdir(), 'threadline-pages-'));
  const config: InlineConfig = { root, configFile: false, logLevel: 'error', plugins: [preact()], publicDir: false };
  await build({
    ...config,
    build: { outDir, target: 'es2022', rollupOptions: { input: [join(root, 'popup.html'), join(root, 'options.html')] } },
  });
  const server = await preview({ ...config, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const url = server.resolvedUrls?.local[0] ?? '';
  return {
    url: url.replace(/\/$/, ''),
    async stop() {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
