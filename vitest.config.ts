import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';

// Apart from vite.config.ts on purpose: unit tests must not load the extension's build.
export default defineConfig({
  plugins: [preact()],
  test: { include: ['{src,scripts,e2e}/**/*.test.{ts,tsx}'], environment: 'node', testTimeout: 60_000, reporters: ['default'] },
});
