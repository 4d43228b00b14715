import type { Kysely } from 'kysely';
import type { Tables } from './tables';

/** Something to query: the reading side, or the transaction that a write was given. */
export type Queries = Kysely<Tables>;

/**
 * The store. `read` sees what is committed and nothing else. Throws `StoreAway` while the database cannot be asked, and `StoreFull`
 * when it has no room.
 */
export interface Database {
  read: Queries;
  /**
   * Runs a job in a transaction and resolves when it is on the disk; jobs that arrive together share one. A job that throws takes back
   * its own changes only. It may be run more than once before it is committed, so it must change nothing but what it is given.
   *
   * Jobs of one `tenant` run one after another, on whatever node: each sees all that those before it wrote, and so may read before it
   * writes. Without a tenant others may write meanwhile; name only one that exists.
   */
  write<T>(job: (tx: Queries) => Promise<T>, tenant?: string): Promise<T>;
  /** Other nodes write to it too. */
  isShared: boolean;
  /** Drops the months that ended before `at` (epoch ms), where tables are kept by month; what is left of the rest is for the caller to delete. */
  dropMonths(at: number): Promise<void>;
  close(): Promise<void>;
}
