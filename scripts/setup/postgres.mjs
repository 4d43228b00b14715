import { findPostgres } from '../postgres.mjs';
import { aptInstall, aptPrefix } from './apt.mjs';

/** Debian's own package, where this user may install. Without one the tests on PostgreSQL are left out, and say so. */
export function installPostgres() {
  const prefix = aptPrefix();
  if (findPostgres() || !prefix) return;
  console.log("Installing a database server for the tests (Debian's postgresql package) …");
  const trouble = aptInstall(prefix, 'postgresql');
  if (trouble) console.log(`PostgreSQL could not be installed: ${trouble}`);
}
