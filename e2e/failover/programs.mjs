import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findPostgres } from '../../scripts/postgres.mjs';

/** @typedef {{ etcd: string, patroni: string, haproxy: string, bin: string }} Programs `bin`: the folder of PostgreSQL's programs. */

/** @returns {{ programs: Programs, missing: null } | { programs: null, missing: string[] }} `missing`: names of Debian's packages */
export function findPrograms() {
  const etcd = inPath('etcd');
  const patroni = inPath('patroni');
  const haproxy = inPath('haproxy');
  const bin = findPostgres();
  if (etcd && patroni && haproxy && bin) return { programs: { etcd, patroni, haproxy, bin }, missing: null };
  const found = { 'etcd-server': etcd, patroni, haproxy, postgresql: bin };
  return { programs: null, missing: Object.keys(found).filter((name) => !found[name]) };
}

function inPath(program) {
  // Debian's haproxy lies where only root looks by itself.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, program)).find(isProgram) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
