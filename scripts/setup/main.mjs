import { findBrowser, installBrowser } from './browser.mjs';
import { areInstalled, installDependencies } from './dependencies.mjs';
import { installPostgres } from './postgres.mjs';

/**
 * Brings what is missing; says nothing and takes no time when all is there.
 * @param {{ browser: boolean, postgres: boolean }} needs
 */
export function setUp(needs) {
  if (!areInstalled()) installDependencies();
  if (needs.browser && !findBrowser()) installBrowser();
  if (needs.postgres) installPostgres();
}
