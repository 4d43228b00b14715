import type { Database } from './database';
import { openEmbedded } from './embedded';
import { openPostgres, type PostgresPlace } from './postgres';

/** Where a database is: embedded in a folder, or a PostgreSQL server. */
export type DatabasePlace = string | PostgresPlace;

/** Opens it, makes what is missing and brings the schema up to this version. Throws if it cannot be written, or is of a newer version. */
export const openDatabase = (place: DatabasePlace): Promise<Database> =>
  typeof place === 'string' ? openEmbedded(place) : openPostgres(place);
