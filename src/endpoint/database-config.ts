import { readNumber } from './read-number';
import type { DatabasePlace } from './store/open-database';
import { Trouble } from './trouble';

/** Of a node: enough for its writes and reads; PostgreSQL itself takes 100 of all nodes, if it is not told otherwise. */
const CONNECTIONS = 10;

export const DATABASE_USAGE = `DATABASE_URL (postgres://user:password@host/database, in place of the database in the data folder; several nodes may share it,
with one THREADLINE_KEY for all), THREADLINE_DATABASE_CONNECTIONS (${CONNECTIONS}, of this node).`;

/** Throws `Trouble` for what it does not understand; never with the password in its words. */
export function readDatabase(dataFolder: string, environment: Record<string, string | undefined>): DatabasePlace {
  const { DATABASE_URL: url, THREADLINE_DATABASE_CONNECTIONS: connections } = environment;
  if (!url) return dataFolder;
  if (!/^postgres(ql)?:/i.test(url) || !URL.canParse(url))
    throw new Trouble('DATABASE_URL must be an address such as postgres://user:password@host/database.');
  return { url, connections: Math.max(2, readNumber('THREADLINE_DATABASE_CONNECTIONS', connections, CONNECTIONS, 1000)) };
}

/** Said when it cannot be opened; where it is, without a password. */
export function unusable(place: DatabasePlace): string {
  if (typeof place === 'string') return `The folder ${place} cannot be used for the database`;
  const { host, pathname } = new URL(place.url);
  return `The database ${pathname.slice(1)} at ${host} cannot be used`;
}
