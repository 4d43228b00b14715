import { fileURLToPath } from 'node:url';
import preact from '@preact/preset-vite';
import { createServer } from 'vite';

/** Serves the popup and the options page with a fake worker, on a free port of loopback. */
export async function startHarness(): Promise<{ url: string; stop(): Promise<void> }> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [preact()],
    // Several of these may run at once: each has its own cache.
    cacheDir: `${root}/test-results/.vite-${process.pid}`,
    server: { host: '127.0.0.1', port: 0, strictPort: false, hmr: false, watch: null, fs: { strict: false } },
  });
  await server.listen();
  return { url: `${server.resolvedUrls?.local[0] ?? ''}e2e/ui/harness`, stop: () => server.close() };
}
