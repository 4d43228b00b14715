import { testsOnPostgres } from './test/parts.mjs';

// The endpoint's tests on a PostgreSQL of their own, on this machine only.
const { passed, failed, skipped, left } = await testsOnPostgres({ echo: true });
if (left) console.log(`Left out: ${left}.`);
process.exitCode = failed > 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
