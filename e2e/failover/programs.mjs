import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {{ etcd: string, patroni: string, haproxy: string, bin: string }} Programs `bin`: the folder of PostgreSQL's programs. */

/** Where Debian puts the servers of each version of PostgreSQL. */
const VERSIONS = '/usr/lib/postgresql';

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

function findPostgres() {
  if (!existsSync(VERSIONS)) return null;
  const newestFirst = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a));
  return newestFirst.map((version) => join(VERSIONS, version, 'bin')).find((folder) => isProgram(join(folder, 'postgres'))) ?? null;
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
