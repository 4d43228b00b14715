import { defineConfig } from '@playwright/test';
import type { ClientName } from './e2e/clients';

/** Specs that are about what every mail client does: each runs once for each client. */
const OF_EVERY_CLIENT = ['compose/**/*.spec.ts', 'reading/**/*.spec.ts', 'tracking/**/*.spec.ts', 'delivery/mail-page.spec.ts'];

export default defineConfig<{ mail: ClientName }>({
  testDir: 'e2e',
  // A busy machine is slower than any test; nothing here measures time.
  timeout: 120_000,
  // Named in the summary when it was needed.
  retries: 1,
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  outputDir: 'test-results/e2e',
  projects: [
    { name: 'pages', testMatch: ['ui/**/*.spec.ts', 'timeline/**/*.spec.ts'] },
    {
      name: 'gmail',
      testMatch: [...OF_EVERY_CLIENT, 'gmail/**/*.spec.ts', 'delivery/**/*.spec.ts', 'e2e/crm/**/*.spec.ts'],
      use: { mail: 'gmail' },
    },
    // A tag names the only client that does such a thing.
    { name: 'outlook', testMatch: [...OF_EVERY_CLIENT, 'outlook/**/*.spec.ts'], use: { mail: 'outlook' }, grepInvert: /@gmail/ },
  ],
});
