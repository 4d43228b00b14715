import preact from '@preact/preset-vite';
import { configDefaults, defineConfig } from 'vitest/config';

// Apart from vite.config.ts on purpose: unit tests must not load the extension's build.
export default defineConfig({
  plugins: [preact()],
  test: {
    include: ['{src,scripts,e2e}/**/*.test.{ts,tsx}'],
    // Theirs is a server: `npm run test:postgres` starts one.
    exclude: [...configDefaults.exclude, ...(process.env.TEST_DATABASE_URL ? [] : ['**/*.postgres.test.ts'])],
    environment: 'node',
    testTimeout: 60_000,
    // One for each processor of the smallest machine: left alone, Vitest keeps one of two idle.
    maxWorkers: 2,
    reporters: ['default'],
  },
});
